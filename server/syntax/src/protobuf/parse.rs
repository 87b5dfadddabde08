//! The grammar of `.proto` files: proto2, proto3 and editions.

use workspace::Span;

use super::lex::Kind;
use crate::facts::{Flags, Namespace};
use crate::output::Output;
use crate::tokens::{Parser, Token};

type Tokens<'s> = Parser<'s, Kind>;

/// Reads a whole file.
pub(super) fn file(text: &str, tokens: Vec<Token<Kind>>, out: &mut Output) {
    let mut parser = Parser::new(text, tokens);
    let mut syntax = Syntax::Proto2;
    let mut first = true;
    let mut imports = Vec::new();
    while !parser.at_end() && !parser.is_enough() {
        if statement(&mut parser, &mut syntax, first, &mut imports).is_none() {
            parser.recover();
            if matches!(parser.word(), ")" | "]" | "}") {
                parser.bump();
            }
        }
        first = false;
    }
    parser.finish(|kind| kind == Kind::Mark, out);
    for (path, span) in imports {
        out.refer(Namespace::PROTOBUF, "import", &path, None, Flags::default(), span);
    }
}

/// Which rules hold for labels.
#[derive(Clone, Copy, PartialEq)]
enum Syntax {
    Proto2,
    Proto3,
    Edition,
}

fn statement(parser: &mut Tokens<'_>, syntax: &mut Syntax, first: bool, imports: &mut Vec<(String, Span)>) -> Option<()> {
    match parser.word() {
        ";" => {
            parser.bump();
            Some(())
        }
        "syntax" | "edition" => {
            let (edition, start) = (parser.word() == "edition", parser.span());
            if !first {
                parser.mistake(start, format!("`{}` comes too late: expected it before everything else", parser.word()));
            }
            parser.bump();
            parser.expect("=")?;
            let span = parser.span();
            let value =
                parser.expect_kind(Kind::String, if edition { "an edition such as \"2023\"" } else { "\"proto2\" or \"proto3\"" })?;
            strings(parser);
            *syntax = match value.trim_matches(['"', '\'']) {
                _ if edition => Syntax::Edition,
                "proto2" => Syntax::Proto2,
                "proto3" => Syntax::Proto3,
                other => {
                    parser.mistake(span, format!("there is no syntax `{other}`: expected \"proto2\" or \"proto3\""));
                    Syntax::Edition
                }
            };
            parser.expect(";")
        }
        "import" => {
            parser.bump();
            if matches!(parser.word(), "public" | "weak" | "option") {
                parser.bump();
            }
            let span = parser.span();
            let path = parser.expect_kind(Kind::String, "the path of a file in quotes")?;
            imports.push((path.trim_matches(['"', '\'']).to_owned(), Span { start: span.start + 1, end: span.end.saturating_sub(1) }));
            strings(parser);
            parser.expect(";")
        }
        "package" => {
            parser.bump();
            full_name(parser, "the name of the package")?;
            parser.expect(";")
        }
        "option" => option(parser),
        "export" | "local" if *syntax == Syntax::Edition => {
            parser.bump();
            statement(parser, syntax, false, imports)
        }
        "message" => message(parser, *syntax),
        "enum" => enumeration(parser),
        "service" => service(parser),
        "extend" => extend(parser, *syntax),
        _ => parser.fail("`message`, `enum`, `service`, `extend`, `import`, `package` or `option`"),
    }
}

/// More strings after a first one go on with it.
fn strings(parser: &mut Tokens<'_>) {
    while parser.kind() == Some(Kind::String) {
        parser.bump();
    }
}

/// `a.b.c`.
fn full_name(parser: &mut Tokens<'_>, what: &str) -> Option<()> {
    parser.expect_kind(Kind::Name, what)?;
    while parser.eat(".") {
        parser.expect_kind(Kind::Name, "a name after the `.`")?;
    }
    Some(())
}

fn type_name(parser: &mut Tokens<'_>) -> Option<()> {
    parser.eat(".");
    full_name(parser, "a type")
}

/// `option name = value;`
fn option(parser: &mut Tokens<'_>) -> Option<()> {
    parser.bump();
    assignment(parser)?;
    parser.expect(";")
}

/// `(a.b).c = value`.
fn assignment(parser: &mut Tokens<'_>) -> Option<()> {
    loop {
        if parser.eat("(") {
            parser.eat(".");
            full_name(parser, "the name of an option")?;
            parser.expect(")")?;
        } else {
            parser.expect_kind(Kind::Name, "the name of an option")?;
        }
        if !parser.eat(".") {
            break;
        }
    }
    parser.expect("=")?;
    if parser.word() == "{" {
        return aggregate(parser);
    }
    let minus = parser.eat("-");
    match parser.kind() {
        Some(Kind::String) if !minus => strings(parser),
        Some(Kind::Name | Kind::Integer | Kind::Float) => parser.bump(),
        _ => return parser.fail("a value"),
    }
    Some(())
}

/// A value in text format: nothing but its braces counts, as for `protoc`'s parser.
fn aggregate(parser: &mut Tokens<'_>) -> Option<()> {
    let mut depth = 0usize;
    while !parser.at_end() {
        match parser.word() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        parser.bump();
        if depth == 0 {
            return Some(());
        }
    }
    parser.fail("`}`")
}

/// `[a = 1, b = 2]`, if there are any.
fn options(parser: &mut Tokens<'_>) -> Option<()> {
    if !parser.eat("[") {
        return Some(());
    }
    loop {
        assignment(parser)?;
        if !parser.eat(",") {
            break;
        }
    }
    parser.expect("]")
}

fn message(parser: &mut Tokens<'_>, syntax: Syntax) -> Option<()> {
    parser.bump();
    parser.expect_kind(Kind::Name, "the name of the message")?;
    message_body(parser, syntax)
}

fn message_body(parser: &mut Tokens<'_>, syntax: Syntax) -> Option<()> {
    parser.nested(|parser| parser.list("{", "}", None, |parser| member(parser, syntax)))
}

fn member(parser: &mut Tokens<'_>, syntax: Syntax) -> Option<()> {
    let next = parser.kind_ahead(1);
    let named = next == Some(Kind::Name);
    match parser.word() {
        ";" => {
            parser.bump();
            Some(())
        }
        // Each of these may also be the name of a type.
        "message" if named && parser.ahead(2) == "{" => message(parser, syntax),
        "enum" if named && parser.ahead(2) == "{" => enumeration(parser),
        "export" | "local" if syntax == Syntax::Edition && matches!(parser.ahead(1), "message" | "enum") => {
            parser.bump();
            member(parser, syntax)
        }
        "message" | "enum" if parser.ahead(1) == "{" => {
            parser.bump();
            parser.fail("a name")
        }
        "extend" if named && parser.ahead(2) != "=" || parser.word() == "extend" && parser.ahead(1) == "." => extend(parser, syntax),
        "extensions" if next == Some(Kind::Integer) => {
            parser.bump();
            ranges(parser, false)?;
            options(parser)?;
            parser.expect(";")
        }
        "reserved" if next == Some(Kind::Integer) || next == Some(Kind::String) || parser.ahead(1) == "-" || parser.ahead(2) != "=" => {
            reserved(parser, false)
        }
        "option"
            if parser.ahead(1) == "(" || named && matches!(parser.ahead(2), "=" | ".") && parser.kind_ahead(3) != Some(Kind::Integer) =>
        {
            option(parser)
        }
        "option" if named && parser.ahead(2) == "=" => option(parser),
        "oneof" if named && parser.ahead(2) != "=" => {
            parser.bump();
            parser.expect_kind(Kind::Name, "the name of the oneof")?;
            parser.list("{", "}", Some("a field"), |parser| match parser.word() {
                "option"
                    if parser.ahead(1) == "(" || matches!(parser.ahead(2), "=" | ".") && parser.kind_ahead(3) != Some(Kind::Integer) =>
                {
                    option(parser)
                }
                ";" => {
                    parser.bump();
                    Some(())
                }
                word => {
                    if matches!(word, "optional" | "required" | "repeated") && parser.kind_ahead(2) == Some(Kind::Name) {
                        parser.mistake(parser.span(), format!("found `{word}`: a field of a `oneof` has no label"));
                        parser.bump();
                    }
                    field(parser, syntax)
                }
            })
        }
        _ => labelled(parser, syntax),
    }
}

/// A field with the label that the syntax asks for.
fn labelled(parser: &mut Tokens<'_>, syntax: Syntax) -> Option<()> {
    let label = matches!(parser.word(), "optional" | "required" | "repeated") && parser.ahead(1) != "=";
    let map = parser.word() == "map" && parser.ahead(1) == "<";
    if label {
        parser.bump();
    } else if syntax == Syntax::Proto2 && !map && parser.kind() == Some(Kind::Name) && parser.kind_ahead(1) == Some(Kind::Name) {
        // Without a `syntax` line it is proto2, whatever was meant.
        parser.mistake(parser.span(), format!("expected `optional`, `required` or `repeated` before `{}` (in proto2)", parser.word()));
    }
    field(parser, syntax)
}

fn field(parser: &mut Tokens<'_>, syntax: Syntax) -> Option<()> {
    let group = parser.word() == "group" && parser.kind_ahead(1) == Some(Kind::Name);
    if parser.word() == "map" && parser.ahead(1) == "<" {
        parser.bump();
        parser.bump();
        type_name(parser)?;
        parser.expect(",")?;
        type_name(parser)?;
        parser.expect(">")?;
    } else if parser.kind() == Some(Kind::Name) || parser.word() == "." {
        type_name(parser)?;
    } else {
        return parser.fail("a field, or `}`");
    }
    parser.expect_kind(Kind::Name, "the name of the field")?;
    if parser.word() == ";" {
        return parser.fail("`=` and the number of the field");
    }
    parser.expect("=")?;
    parser.expect_kind(Kind::Integer, "the number of the field")?;
    options(parser)?;
    if group && parser.word() == "{" { message_body(parser, syntax) } else { parser.expect(";") }
}

fn extend(parser: &mut Tokens<'_>, syntax: Syntax) -> Option<()> {
    parser.bump();
    type_name(parser)?;
    parser.list("{", "}", None, |parser| if parser.eat(";") { Some(()) } else { labelled(parser, syntax) })
}

/// `1, 4 to 10, 100 to max`.
fn ranges(parser: &mut Tokens<'_>, negative: bool) -> Option<()> {
    loop {
        if negative {
            parser.eat("-");
        }
        parser.expect_kind(Kind::Integer, "a number")?;
        if parser.eat("to") && !parser.eat("max") {
            if negative {
                parser.eat("-");
            }
            parser.expect_kind(Kind::Integer, "a number or `max`")?;
        }
        if !parser.eat(",") {
            return Some(());
        }
    }
}

fn reserved(parser: &mut Tokens<'_>, negative: bool) -> Option<()> {
    parser.bump();
    match parser.kind() {
        Some(kind @ (Kind::String | Kind::Name)) => loop {
            parser.expect_kind(kind, "a name")?;
            strings(parser);
            if !parser.eat(",") {
                break;
            }
        },
        _ => ranges(parser, negative)?,
    }
    parser.expect(";")
}

fn enumeration(parser: &mut Tokens<'_>) -> Option<()> {
    parser.bump();
    parser.expect_kind(Kind::Name, "the name of the enum")?;
    parser.list("{", "}", None, |parser| match parser.word() {
        ";" => {
            parser.bump();
            Some(())
        }
        "option" if parser.ahead(1) != "=" => option(parser),
        "reserved" if parser.ahead(1) != "=" => reserved(parser, true),
        _ => {
            parser.expect_kind(Kind::Name, "the name of a value")?;
            parser.expect("=")?;
            parser.eat("-");
            parser.expect_kind(Kind::Integer, "the number of the value")?;
            options(parser)?;
            parser.expect(";")
        }
    })
}

fn service(parser: &mut Tokens<'_>) -> Option<()> {
    parser.bump();
    parser.expect_kind(Kind::Name, "the name of the service")?;
    parser.list("{", "}", None, |parser| match parser.word() {
        ";" => {
            parser.bump();
            Some(())
        }
        "option" => option(parser),
        "rpc" => {
            parser.bump();
            parser.expect_kind(Kind::Name, "the name of the method")?;
            method_type(parser)?;
            parser.expect("returns")?;
            method_type(parser)?;
            if parser.word() != "{" {
                return parser.expect(";");
            }
            parser.list("{", "}", None, |parser| match parser.word() {
                ";" => {
                    parser.bump();
                    Some(())
                }
                "option" => option(parser),
                _ => parser.fail("`option` or `}`"),
            })
        }
        _ => parser.fail("`rpc`, `option` or `}`"),
    })
}

/// `(stream Type)`.
fn method_type(parser: &mut Tokens<'_>) -> Option<()> {
    parser.expect("(")?;
    if parser.word() == "stream" && parser.ahead(1) != ")" && parser.ahead(1) != "." {
        parser.bump();
    }
    let span: Span = parser.span();
    if parser.word() == ")" {
        parser.mistake(span, "expected a message, found `)` (`google.protobuf.Empty` says that there is none)");
        parser.bump();
        return Some(());
    }
    type_name(parser)?;
    parser.expect(")")
}
