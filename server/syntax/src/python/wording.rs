//! What the parser's errors say, in words that tell what was found and what was expected.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{LexicalErrorType, ParseErrorType};
use ruff_text_size::TextRange;

/// The message for one error.
pub fn describe(error: &ParseErrorType, text: &str, range: TextRange) -> String {
    let (start, end) = (range.start().to_usize().min(text.len()), range.end().to_usize().min(text.len()));
    let found = text.get(start..end).and_then(|found| found.lines().next()).unwrap_or("").trim();
    let before = text.get(..start).unwrap_or("");
    match error {
        ParseErrorType::SimpleStatementsOnSameLine => {
            let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
            if matches!(word, "print" | "exec") {
                format!("missing parentheses: `{word}` is a function in Python 3, expected `{word}(...)`")
            } else if found.is_empty() {
                error.to_string()
            } else {
                format!("expected an operator, a newline or `;` before `{}`", shorten(found))
            }
        }
        ParseErrorType::UnexpectedIndentation => "unexpected indentation: no line above opens a block here".into(),
        ParseErrorType::ExpectedToken { expected: TokenKind::Colon, found: TokenKind::Equal } => {
            "Expected `:`, found `=`: a comparison is written `==`".into()
        }
        ParseErrorType::ExpectedToken { .. } => error.to_string(),
        ParseErrorType::Lexical(error) => lexical(error, before, found),
        _ => {
            let message = error.to_string();
            if !message.starts_with("Expected") || message.contains("found") {
                message
            } else if !found.is_empty() && found.len() <= 40 {
                format!("{message}, found `{found}`")
            } else if start >= text.len() {
                format!("{message}, found the end of the file")
            } else if found.is_empty() {
                format!("{message}, found the end of the line")
            } else {
                message
            }
        }
    }
}

fn lexical(error: &LexicalErrorType, before: &str, found: &str) -> String {
    match error {
        LexicalErrorType::UnrecognizedToken { tok } => match tok {
            '“' | '”' | '‘' | '’' | '„' | '«' | '»' => format!("unexpected character `{tok}`: strings are quoted with ' or \""),
            '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{3000}' | '\u{feff}' => {
                format!("unexpected invisible character U+{:04X}", u32::from(*tok))
            }
            _ => format!("unexpected character `{tok}`"),
        },
        LexicalErrorType::UnicodeError => escape(before, found),
        LexicalErrorType::Eof => "unexpected end of the file".into(),
        LexicalErrorType::OtherError(message) if message.starts_with("ParseIntError") => format!("expected digits after `{found}`"),
        LexicalErrorType::OtherError(message) if &**message == "Invalid decimal integer literal" => {
            format!("leading zeros in a decimal number: expected `{}`, or `0o` for an octal one", found.trim_start_matches(['0', '_']))
        }
        _ => error.to_string(),
    }
}

/// The parser points into the escape; which one it is stands before.
fn escape(before: &str, found: &str) -> String {
    if before.ends_with('{') {
        return format!("unknown Unicode character name `{found}`");
    }
    let digits = match before.rfind('\\').and_then(|at| before.as_bytes().get(at + 1)) {
        Some(b'x') => "`\\x` in a string needs two hexadecimal digits",
        Some(b'u') => "`\\u` in a string needs four hexadecimal digits",
        Some(b'U') => "`\\U` in a string needs eight hexadecimal digits, at most 0010FFFF",
        _ => "unknown Unicode escape in a string",
    };
    match found {
        "" => digits.into(),
        _ => format!("{digits}, found `{}`", shorten(found)),
    }
}

fn shorten(found: &str) -> &str {
    found.char_indices().nth(40).map_or(found, |(at, _)| &found[..at])
}
