//! The grammar of documents, definition by definition.

use super::lex::Kind;
use crate::output::Output;
use crate::tokens::{Parser, Token};

type Tokens<'s> = Parser<'s, Kind>;

/// Reads a whole document.
pub(super) fn document(text: &str, tokens: Vec<Token<Kind>>, out: &mut Output) {
    let mut parser = Parser::new(text, tokens);
    while !parser.at_end() && !parser.is_enough() {
        if definition(&mut parser).is_none() {
            next_definition(&mut parser);
        }
    }
    parser.finish(|kind| kind == Kind::Mark, out);
}

/// After a mistake: the next line that begins with a definition's keyword, outside of all brackets.
fn next_definition(parser: &mut Tokens<'_>) {
    parser.bump();
    while !(parser.at_end() || parser.is_first() && is_keyword(parser.word())) {
        parser.recover();
        if matches!(parser.word(), ")" | "]" | "}") {
            parser.bump();
        }
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "query"
            | "mutation"
            | "subscription"
            | "fragment"
            | "schema"
            | "scalar"
            | "type"
            | "interface"
            | "union"
            | "enum"
            | "input"
            | "directive"
            | "extend"
    )
}

fn definition(parser: &mut Tokens<'_>) -> Option<()> {
    if parser.word() == "{" {
        return selections(parser);
    }
    description(parser);
    let extend = parser.eat("extend");
    let keyword = parser.word();
    if parser.kind() != Some(Kind::Name) || !is_keyword(keyword) {
        return parser.fail("a definition (`type`, `input`, `enum`, `query`, `fragment`, ...)");
    }
    parser.bump();
    match keyword {
        "query" | "mutation" | "subscription" => {
            if parser.kind() == Some(Kind::Name) {
                parser.bump();
            }
            if parser.word() == "(" {
                parser.list("(", ")", Some("a variable"), variable)?;
            }
            directives(parser, false)?;
            selections(parser)
        }
        "fragment" => {
            if parser.word() == "on" {
                return parser.fail("the name of the fragment");
            }
            name(parser, "the name of the fragment")?;
            if parser.word() == "(" {
                parser.list("(", ")", Some("a variable"), variable)?;
            }
            parser.expect("on")?;
            name(parser, "a type")?;
            directives(parser, false)?;
            selections(parser)
        }
        "schema" => {
            directives(parser, true)?;
            if parser.word() == "{" || !extend {
                parser.list("{", "}", Some("an operation such as `query: Query`"), |parser| {
                    description(parser);
                    name(parser, "`query`, `mutation` or `subscription`")?;
                    parser.expect(":")?;
                    name(parser, "a type")
                })?;
            }
            Some(())
        }
        "scalar" => {
            name(parser, "the name of the scalar")?;
            directives(parser, true)
        }
        "type" | "interface" => {
            name(parser, "the name of the type")?;
            if parser.eat("implements") {
                parser.eat("&");
                name(parser, "an interface")?;
                while parser.eat("&") || parser.kind() == Some(Kind::Name) && !parser.is_first() {
                    name(parser, "an interface")?;
                }
            }
            directives(parser, true)?;
            if parser.word() == "{" {
                parser.list("{", "}", Some("a field"), field)?;
            }
            Some(())
        }
        "union" => {
            name(parser, "the name of the union")?;
            directives(parser, true)?;
            if parser.eat("=") {
                members(parser, "a type")?;
            }
            Some(())
        }
        "enum" => {
            name(parser, "the name of the enum")?;
            directives(parser, true)?;
            if parser.word() == "{" {
                parser.list("{", "}", Some("a value"), |parser| {
                    description(parser);
                    if matches!(parser.word(), "true" | "false" | "null") {
                        return parser.fail("a name that is not one of `true`, `false`, `null`");
                    }
                    name(parser, "the name of a value")?;
                    directives(parser, true)
                })?;
            }
            Some(())
        }
        "input" => {
            name(parser, "the name of the input")?;
            directives(parser, true)?;
            if parser.word() == "{" {
                parser.list("{", "}", Some("a field"), argument)?;
            }
            Some(())
        }
        _ => {
            parser.expect("@")?;
            name(parser, "the name of the directive")?;
            if parser.word() == "(" {
                parser.list("(", ")", Some("an argument"), argument)?;
            }
            directives(parser, true)?;
            parser.eat("repeatable");
            if extend && parser.word() != "on" {
                return Some(());
            }
            parser.expect("on")?;
            members(parser, "a place such as `FIELD_DEFINITION`")
        }
    }
}

/// `A | B`, with or without a `|` before the first.
fn members(parser: &mut Tokens<'_>, what: &str) -> Option<()> {
    parser.eat("|");
    name(parser, what)?;
    while parser.eat("|") {
        name(parser, what)?;
    }
    Some(())
}

fn description(parser: &mut Tokens<'_>) {
    if parser.kind() == Some(Kind::String) {
        parser.bump();
    }
}

fn name(parser: &mut Tokens<'_>, what: &str) -> Option<()> {
    parser.expect_kind(Kind::Name, what).map(|_| ())
}

/// `name(arguments): Type @directives`.
fn field(parser: &mut Tokens<'_>) -> Option<()> {
    description(parser);
    name(parser, "the name of a field")?;
    if parser.word() == "(" {
        parser.list("(", ")", Some("an argument"), argument)?;
    }
    parser.expect(":")?;
    type_reference(parser)?;
    directives(parser, true)
}

/// `name: Type = default @directives`.
fn argument(parser: &mut Tokens<'_>) -> Option<()> {
    description(parser);
    name(parser, "a name")?;
    parser.expect(":")?;
    type_reference(parser)?;
    if parser.eat("=") {
        value(parser, true)?;
    }
    directives(parser, true)
}

/// `$name: Type = default @directives`.
fn variable(parser: &mut Tokens<'_>) -> Option<()> {
    description(parser);
    parser.expect("$")?;
    argument(parser)
}

fn type_reference(parser: &mut Tokens<'_>) -> Option<()> {
    parser.nested(|parser| {
        if parser.eat("[") {
            type_reference(parser)?;
            parser.expect("]")?;
        } else {
            name(parser, "a type")?;
        }
        parser.eat("!");
        Some(())
    })
}

/// `@name(arguments)`, any number of them. In a `constant` place there are no variables.
fn directives(parser: &mut Tokens<'_>, constant: bool) -> Option<()> {
    while parser.eat("@") {
        name(parser, "the name of a directive")?;
        arguments(parser, constant)?;
    }
    Some(())
}

fn arguments(parser: &mut Tokens<'_>, constant: bool) -> Option<()> {
    if parser.word() != "(" {
        return Some(());
    }
    parser.list("(", ")", Some("an argument"), |parser| {
        name(parser, "the name of an argument")?;
        parser.expect(":")?;
        value(parser, constant)
    })
}

fn value(parser: &mut Tokens<'_>, constant: bool) -> Option<()> {
    parser.nested(|parser| match parser.word() {
        "$" if constant => parser.fail("a value that is known beforehand (variables only stand in operations)"),
        "$" => {
            parser.bump();
            name(parser, "the name of a variable")
        }
        "[" => parser.list("[", "]", None, |parser| value(parser, constant)),
        "{" => parser.list("{", "}", None, |parser| {
            name(parser, "the name of a field")?;
            parser.expect(":")?;
            value(parser, constant)
        }),
        _ if parser.kind().is_some_and(|kind| kind != Kind::Mark) => {
            parser.bump();
            Some(())
        }
        _ => parser.fail("a value"),
    })
}

fn selections(parser: &mut Tokens<'_>) -> Option<()> {
    parser.nested(|parser| parser.list("{", "}", Some("a field or a fragment"), selection))
}

fn selection(parser: &mut Tokens<'_>) -> Option<()> {
    if parser.eat("...") {
        let on = parser.eat("on");
        if on || parser.kind() == Some(Kind::Name) {
            name(parser, "a type")?;
            if !on && parser.word() == "(" {
                arguments(parser, false)?;
            }
            directives(parser, false)?;
            return if on { selections(parser) } else { Some(()) };
        }
        directives(parser, false)?;
        return selections(parser);
    }
    name(parser, "a field")?;
    if parser.eat(":") {
        name(parser, "a field after its alias")?;
    }
    arguments(parser, false)?;
    directives(parser, false)?;
    if parser.word() == "{" { selections(parser) } else { Some(()) }
}
