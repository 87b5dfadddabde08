//! What the parser calls an error, said in words a person can act on, on the few letters that cause it.

use granit_parser::ErrorKind;
use workspace::Span;

use crate::output::Output;

/// Reports the error of `kind` that the parser saw at byte `at`.
pub(super) fn report(text: &str, at: usize, kind: &ErrorKind, out: &mut Output) {
    use ErrorKind as E;
    let at = floor(text, at);
    let found = Found { text, at };
    let one = Span::new(at, char_end(text, at));
    match kind {
        E::UnclosedQuotedScalar => {
            let quote = &text[one.range()];
            out.syntax_error(one, format!("this quote is never closed: expected another `{quote}` before the end of the document"));
        }
        E::DocumentIndicatorInQuotedScalar => {
            let quote = &text[one.range()];
            out.syntax_error(one, format!("this quote is still open where the next document begins: expected another `{quote}` before it"));
        }
        E::UnclosedFlowCollection { open } => {
            out.syntax_error(one, format!("this `{open}` is never closed: expected `{}`", closing(*open)));
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            out.syntax_error(one, format!("this `{open}` is closed by `{close}`: expected `{}`", closing(*open)));
        }
        E::MisplacedFlowCollectionEnd => {
            out.syntax_error(
                one,
                format!("found `{}` without a bracket that it closes: expected a value (quote text that starts so)", &text[one.range()]),
            );
        }
        E::MappingValueNotAllowed => mapping_value(&found, out),
        E::ExpectedBlockMappingKey => out.syntax_error(
            found.word(),
            format!(
                "found {}: expected a key as deep as the other keys of this mapping, or the end of it (check the indentation)",
                found.shown()
            ),
        ),
        E::ExpectedBlockSequenceEntry => out.syntax_error(
            found.word(),
            format!(
                "found {}: expected `- ` as deep as the other entries of this list, or the end of it (check the indentation)",
                found.shown()
            ),
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            out.syntax_error(found.line(), format!("expected `:` and a value after the key {}", found.shown_line()))
        }
        E::ExpectedFlowMappingSeparator => out.syntax_error(found.word(), format!("found {}: expected `,` or `}}`", found.shown())),
        E::ExpectedFlowSequenceSeparator => out.syntax_error(found.word(), format!("found {}: expected `,` or `]`", found.shown())),
        E::UnexpectedEofImplicitFlowMapping if !text[one.range()].is_empty() => {
            out.syntax_error(one, format!("found `{}`: expected a value before it", &text[one.range()]))
        }
        E::InvalidColonPlacement => {
            out.syntax_error(one, "found `:`: a key in `[ ]` must stand on one line; expected `,` or `]` before it")
        }
        E::InvalidTrailingSingleQuotedScalar => out.syntax_error(
            found.word(),
            format!("found {} after the closing `'`: expected the end of the value (a `'` inside is written `''`)", found.shown()),
        ),
        E::InvalidTrailingDoubleQuotedScalar => out.syntax_error(
            found.word(),
            format!("found {} after the closing `\"`: expected the end of the value (a `\"` inside is written `\\\"`)", found.shown()),
        ),
        E::UnexpectedCharacter { character } => out.syntax_error(
            one,
            format!("found `{}` where a value starts: expected a value, and text that starts so must be quoted", character.escape_debug()),
        ),
        E::BlockSequenceEntryNotAllowed => {
            out.syntax_error(one, "found `- ` where no list may start: expected a value on this line, or the list on lines of its own")
        }
        E::BlockEntryInFlowCollection => out.syntax_error(one, "found `- ` inside brackets: expected a value, `,` or the closing bracket"),
        kind if is_about_tabs(kind) => out.syntax_error(found.tab(), "found a tab as indentation: YAML is indented with spaces only"),
        E::UnknownQuotedScalarEscape => {
            let escape = found.bad_escape();
            let shown = &text[escape.range()];
            out.syntax_error(
                escape,
                format!(
                    "`{shown}` is no escape in a double-quoted string: expected `\\\\` for a backslash, or single quotes around the text"
                ),
            )
        }
        E::InvalidQuotedScalarHexEscape | E::InvalidLowSurrogateHexEscape => {
            let escape = found.bad_escape();
            out.syntax_error(
                escape,
                format!(
                    "`{}` lacks digits: expected 2 hexadecimal digits after `\\x`, 4 after `\\u`, 8 after `\\U`",
                    &text[escape.range()]
                ),
            )
        }
        E::InvalidBlockScalarHeader => out.syntax_error(
            found.line(),
            format!(
                "found {}: expected only digits, `+`, `-` or a comment after `{}`, and the text on the next line",
                found.shown_line(),
                &text[one.range()]
            ),
        ),
        E::InvalidBlockScalarIndent => {
            out.syntax_error(found.word(), "this line of the text block is indented less than its first: expected at least as many spaces")
        }
        E::MissingAnchorOrAliasName => {
            out.syntax_error(one, format!("expected a name right after `{}` (quote text that starts so)", &text[one.range()]))
        }
        E::UndeclaredTagHandle => {
            out.syntax_error(found.word(), format!("the tag {} uses a handle that no `%TAG` line of this document declares", found.shown()))
        }
        E::UnsupportedYamlMajorVersion => {
            out.syntax_error(found.line(), format!("found {}: expected `%YAML 1.2` or `%YAML 1.1`", found.shown_line()))
        }
        E::ExpectedDocumentStart if text[at..].trim().is_empty() => {
            out.syntax_error(Span::empty(at), "found the end of the file after `%` directives: expected `---` and a document")
        }
        E::InvalidDocumentEnd => {
            out.syntax_error(found.word(), format!("found {} after `...`: expected the end of the line", found.shown()))
        }
        _ => out.syntax_error(found.word(), format!("{kind}")),
    }
}

/// Whether the parser stumbled over a tab.
pub(super) fn is_about_tabs(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(kind, E::TabInPlainScalar | E::TabInIndentation | E::TabInBlockIndentation | E::TabNotAllowed | E::TabAtBlockScalarStart)
}

/// `a: b: c`, and the key that is indented below a finished value: by far the commonest mistakes.
fn mapping_value(found: &Found<'_>, out: &mut Output) {
    let (text, at) = (found.text, found.at);
    let colon = Span::new(at, char_end(text, at));
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let before = &text[start..at];
    if before.contains(": ") || before.contains(":\t") {
        out.syntax_error(colon, "a second `:` in the value of a key: quote the value, or put the inner mapping on lines of its own");
        return;
    }
    let key = before.trim_start().trim_start_matches("- ");
    let indented = start > 0 && before.starts_with(' ');
    out.syntax_error(
        colon,
        if indented {
            format!("found `:` after `{}`, which continues the value above: expected the key as deep as its neighbours, or the key above to end in `:`", excerpt(key))
        } else {
            format!("found `:` after `{}`, which continues the text above: expected `:` and a value on the line before", excerpt(key))
        },
    );
}

fn closing(open: char) -> char {
    match open {
        '[' => ']',
        '{' => '}',
        other => other,
    }
}

/// The place of an error, and the text around it.
struct Found<'a> {
    text: &'a str,
    at: usize,
}

impl Found<'_> {
    /// From the place to the next white space; one character when there is white space at once.
    fn word(&self) -> Span {
        let rest = &self.text[self.at..];
        let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
        Span::new(self.at, if len == 0 { char_end(self.text, self.at) } else { self.at + len })
    }

    /// From the place to the end of its line, without the comment and white space there.
    fn line(&self) -> Span {
        let rest = &self.text[self.at..];
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        let line = line.find(" #").map_or(line, |comment| &line[..comment]);
        let len = line.trim_end().len();
        if len == 0 { self.word() } else { Span::new(self.at, self.at + len) }
    }

    /// The first tab that indents a line at or after the place, or stands right before it.
    fn tab(&self) -> Span {
        let bytes = self.text.as_bytes();
        let line = self.text[..self.at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let mut indenting = self.text[line..self.at].bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        let from = if indenting { line } else { self.at };
        for (at, &byte) in bytes.iter().enumerate().skip(from) {
            match byte {
                b'\n' | b'\r' => indenting = true,
                b'\t' if indenting => return Span::new(at, at + 1),
                b' ' => {}
                _ => indenting = false,
            }
        }
        self.word()
    }

    /// The first escape after the place that YAML does not know, or that lacks digits.
    fn bad_escape(&self) -> Span {
        let rest = self.text[self.at..].as_bytes();
        let mut at = 1;
        while let Some(&byte) = rest.get(at) {
            match byte {
                b'"' => break,
                b'\\' => {
                    let digits = match rest.get(at + 1) {
                        Some(b'x') => 2,
                        Some(b'u') => 4,
                        Some(b'U') => 8,
                        Some(
                            b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"' | b'/' | b'\\' | b'N' | b'_'
                            | b'L' | b'P' | b'\n' | b'\r',
                        ) => 0,
                        _ => return Span::new(self.at + at, char_end(self.text, char_end(self.text, self.at + at))),
                    };
                    let have = rest[at + 2..].iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
                    if have < digits {
                        return Span::new(self.at + at, self.at + at + 2 + have);
                    }
                    at += 2 + digits;
                }
                _ => at += 1,
            }
        }
        Span::new(self.at, char_end(self.text, self.at))
    }

    fn shown(&self) -> String {
        self.show(self.word())
    }

    fn shown_line(&self) -> String {
        self.show(self.line())
    }

    fn show(&self, span: Span) -> String {
        let found = self.text[span.range()].trim();
        if found.is_empty() { "the end of the line".to_owned() } else { format!("`{}`", excerpt(found)) }
    }
}

/// At most forty characters of the first line.
pub(super) fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// The end of the character at `at`.
pub(super) fn char_end(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
