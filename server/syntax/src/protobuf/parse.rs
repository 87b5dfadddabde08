//! The grammar of `.proto` files: proto2, proto3 and editions.

use workspace::Span;

use super::lex::Kind;
use super::names::Names;
use crate::facts::{Flags, Namespace};
use crate::output::Output;
use crate::tokens::{Parser, Token};

type Tokens<'s> = Parser<'s, Kind>;

/// Reads a whole file.
pub(super) fn file(text: &str, tokens: Vec<Token<Kind>>, out: &mut Output) {
    let mut parser = Parser::new(text, tokens);
    let mut head = Head { syntax: Syntax::Proto2, imports: Vec::new() };
    let mut names = Names::default();
    let mut first = true;
    while !parser.at_end() && !parser.is_enough() {
        if statement(&mut parser, &mut head, first, &mut names).is_none() {
            parser.recover();
            if matches!(parser.word(), ")" | "]" | "}") {
                parser.bump();
            }
        }
        first = false;
    }
    parser.finish(|kind| kind == Kind::Mark, out);
    for (path, flags, span) in head.imports {
        out.refer(Namespace::PROTOBUF, "import", &path, None, flags, span);
    }
    names.tell(out);
}

/// What the statements at the top of the file say of all of it.
struct Head {
    syntax: Syntax,
    imports: Vec<(String, Flags, Span)>,
}

/// Which rules hold for labels.
#[derive(Clone, Copy, PartialEq)]
enum Syntax {
    Proto2,
    Proto3,
    Edition,
}

fn statement<'s>(parser: &mut Tokens<'s>, head: &mut Head, first: bool, names: &mut Names<'s>) -> Option<()> {
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
            head.syntax = match value.trim_matches(['"', '\'']) {
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
            let flags = if parser.word() == "public" { Flags::STAR } else { Flags::default() };
            if matches!(parser.word(), "public" | "weak" | "option") {
                parser.bump();
            }
            let span = parser.span();
            let path = parser.expect_kind(Kind::String, "the path of a file in quotes")?;
            let inner = Span { start: span.start + 1, end: span.end.saturating_sub(1) };
            head.imports.push((path.trim_matches(['"', '\'']).to_owned(), flags, inner));
            strings(parser);
            parser.expect(";")
        }
        "package" => {
            parser.bump();
            let (name, span) = full_name(parser, "the name of the package")?;
            names.package(&name, span);
            parser.expect(";")
        }
        "option" => option(parser),
        "export" | "local" if head.syntax == Syntax::Edition => {
            parser.bump();
            statement(parser, head, false, names)
        }
        "message" => message(parser, head.syntax, names),
        "enum" => enumeration(parser, names),
        "service" => service(parser, names),
        "extend" => extend(parser, head.syntax, names),
        _ => parser.fail("`message`, `enum`, `service`, `extend`, `import`, `package` or `option`"),
    }
}

/// More strings after a first one go on with it.
fn strings(parser: &mut Tokens<'_>) {
    while parser.kind() == Some(Kind::String) {
        parser.bump();
    }
}

/// `a.b.c`, with the range of its last part.
fn full_name(parser: &mut Tokens<'_>, what: &str) -> Option<(String, Span)> {
    let mut span = parser.span();
    let mut name = parser.expect_kind(Kind::Name, what)?.to_owned();
    while parser.eat(".") {
        span = parser.span();
        name.push('.');
        name.push_str(parser.expect_kind(Kind::Name, "a name after the `.`")?);
    }
    Some((name, span))
}

/// `a.b.C`, or `.a.b.C` where that is the full name.
fn type_name(parser: &mut Tokens<'_>, names: &mut Names<'_>) -> Option<()> {
    let dot = if parser.eat(".") { "." } else { "" };
    let (name, span) = full_name(parser, "a type")?;
    names.uses(&format!("{dot}{name}"), span);
    Some(())
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

fn message<'s>(parser: &mut Tokens<'s>, syntax: Syntax, names: &mut Names<'s>) -> Option<()> {
    parser.bump();
    let span = parser.span();
    let name = parser.expect_kind(Kind::Name, "the name of the message")?;
    names.defines("message", name, span);
    message_body(parser, syntax, name, names)
}

fn message_body<'s>(parser: &mut Tokens<'s>, syntax: Syntax, name: &'s str, names: &mut Names<'s>) -> Option<()> {
    names.enter(name);
    let read = parser.nested(|parser| parser.list("{", "}", None, |parser| member(parser, syntax, names)));
    names.leave();
    read
}

fn member<'s>(parser: &mut Tokens<'s>, syntax: Syntax, names: &mut Names<'s>) -> Option<()> {
    let next = parser.kind_ahead(1);
    let named = next == Some(Kind::Name);
    match parser.word() {
        ";" => {
            parser.bump();
            Some(())
        }
        // Each of these may also be the name of a type.
        "message" if named && parser.ahead(2) == "{" => message(parser, syntax, names),
        "enum" if named && parser.ahead(2) == "{" => enumeration(parser, names),
        "export" | "local" if syntax == Syntax::Edition && matches!(parser.ahead(1), "message" | "enum") => {
            parser.bump();
            member(parser, syntax, names)
        }
        "message" | "enum" if parser.ahead(1) == "{" => {
            parser.bump();
            parser.fail("a name")
        }
        "extend" if named && parser.ahead(2) != "=" || parser.word() == "extend" && parser.ahead(1) == "." => extend(parser, syntax, names),
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
                    field(parser, syntax, names)
                }
            })
        }
        _ => labelled(parser, syntax, names),
    }
}

/// A field with the label that the syntax asks for.
fn labelled<'s>(parser: &mut Tokens<'s>, syntax: Syntax, names: &mut Names<'s>) -> Option<()> {
    let label = matches!(parser.word(), "optional" | "required" | "repeated") && parser.ahead(1) != "=";
    let map = parser.word() == "map" && parser.ahead(1) == "<";
    if label {
        parser.bump();
    } else if syntax == Syntax::Proto2 && !map && parser.kind() == Some(Kind::Name) && parser.kind_ahead(1) == Some(Kind::Name) {
        // Without a `syntax` line it is proto2, whatever was meant.
        parser.mistake(parser.span(), format!("expected `optional`, `required` or `repeated` before `{}` (in proto2)", parser.word()));
    }
    field(parser, syntax, names)
}

fn field<'s>(parser: &mut Tokens<'s>, syntax: Syntax, names: &mut Names<'s>) -> Option<()> {
    let group = parser.word() == "group" && parser.kind_ahead(1) == Some(Kind::Name);
    let typed = parser.span();
    if parser.word() == "map" && parser.ahead(1) == "<" {
        parser.bump();
        parser.bump();
        type_name(parser, names)?;
        parser.expect(",")?;
        type_name(parser, names)?;
        parser.expect(">")?;
    } else if group {
        parser.bump();
    } else if parser.kind() == Some(Kind::Name) || parser.word() == "." {
        type_name(parser, names)?;
    } else {
        return parser.fail("a field, or `}`");
    }
    let span = parser.span();
    let name = parser.expect_kind(Kind::Name, "the name of the field")?;
    if parser.word() == ";" {
        return parser.fail("`=` and the number of the field");
    }
    parser.expect("=")?;
    parser.expect_kind(Kind::Integer, "the number of the field")?;
    options(parser)?;
    match (group, parser.word()) {
        (true, "{") => {
            names.defines("group", name, span);
            message_body(parser, syntax, name, names)
        }
        // A type may be called so.
        (true, _) => {
            names.uses("group", typed);
            parser.expect(";")
        }
        (false, _) => parser.expect(";"),
    }
}

fn extend<'s>(parser: &mut Tokens<'s>, syntax: Syntax, names: &mut Names<'s>) -> Option<()> {
    parser.bump();
    type_name(parser, names)?;
    parser.list("{", "}", None, |parser| if parser.eat(";") { Some(()) } else { labelled(parser, syntax, names) })
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

fn enumeration(parser: &mut Tokens<'_>, names: &mut Names<'_>) -> Option<()> {
    parser.bump();
    let span = parser.span();
    let name = parser.expect_kind(Kind::Name, "the name of the enum")?;
    names.defines("enum", name, span);
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

fn service<'s>(parser: &mut Tokens<'s>, names: &mut Names<'s>) -> Option<()> {
    parser.bump();
    let span = parser.span();
    let name = parser.expect_kind(Kind::Name, "the name of the service")?;
    names.serves(name, span);
    names.enter(name);
    let read = parser.list("{", "}", None, |parser| match parser.word() {
        ";" => {
            parser.bump();
            Some(())
        }
        "option" => option(parser),
        "rpc" => method(parser, names),
        _ => parser.fail("`rpc`, `option` or `}`"),
    });
    names.leave();
    read
}

fn method(parser: &mut Tokens<'_>, names: &mut Names<'_>) -> Option<()> {
    parser.bump();
    let span = parser.span();
    let name = parser.expect_kind(Kind::Name, "the name of the method")?;
    names.offers(name, span);
    method_type(parser, names)?;
    parser.expect("returns")?;
    method_type(parser, names)?;
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

/// `(stream Type)`.
fn method_type(parser: &mut Tokens<'_>, names: &mut Names<'_>) -> Option<()> {
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
    type_name(parser, names)?;
    parser.expect(")")
}
