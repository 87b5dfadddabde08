//! The tokens of a Go text, as the specification cuts them.

use workspace::Span;

/// What a token is, as far as anyone here asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// An identifier or keyword.
    Word,
    /// A number.
    Number,
    /// A string, raw or not.
    Text,
    /// A character.
    Rune,
    /// An operator or bracket.
    Mark,
    /// The end of a line that ends a statement, where the specification puts a `;`.
    LineEnd,
    /// A literal or comment that does not end.
    Unterminated,
}

/// One token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

/// Operators of more than one character, longest first.
const MARKS: [&str; 26] = [
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "<<", ">>", "&^", "~",
];

/// All tokens but comments and blanks.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::with_capacity(bytes.len() / 5);
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let kind = match bytes[at] {
            b'\n' => {
                at += 1;
                if !tokens.last().is_some_and(|last| ends_statement(text, *last)) {
                    continue;
                }
                Kind::LineEnd
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            b'/' if bytes[at..].starts_with(b"//") => {
                at += memchr::memchr(b'\n', &bytes[at..]).unwrap_or(bytes.len() - at);
                continue;
            }
            b'/' if bytes[at..].starts_with(b"/*") => match memchr::memmem::find(&bytes[at + 2..], b"*/") {
                Some(end) => {
                    at += 2 + end + 2;
                    // A comment of several lines counts as the end of one.
                    if bytes[start..at].contains(&b'\n') && tokens.last().is_some_and(|last| ends_statement(text, *last)) {
                        Kind::LineEnd
                    } else {
                        continue;
                    }
                }
                None => {
                    at = bytes.len();
                    Kind::Unterminated
                }
            },
            b'`' => match memchr::memchr(b'`', &bytes[at + 1..]) {
                Some(end) => {
                    at += end + 2;
                    Kind::Text
                }
                None => {
                    at = bytes.len();
                    Kind::Unterminated
                }
            },
            quote @ (b'"' | b'\'') => {
                let (end, closed) = quoted(bytes, at, quote);
                at = end;
                match (closed, quote) {
                    (false, _) => Kind::Unterminated,
                    (true, b'"') => Kind::Text,
                    _ => Kind::Rune,
                }
            }
            b'0'..=b'9' => {
                at = number(bytes, at);
                Kind::Number
            }
            b'.' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                at = number(bytes, at);
                Kind::Number
            }
            byte if is_word(byte) => {
                at += bytes[at..].iter().take_while(|&&byte| is_word(byte)).count();
                Kind::Word
            }
            _ => {
                at += MARKS.iter().find(|mark| bytes[at..].starts_with(mark.as_bytes())).map_or(1, |mark| mark.len());
                Kind::Mark
            }
        };
        tokens.push(Token { kind, span: Span::new(start, at) });
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Where a quoted literal that starts at `at` ends, and whether by its quote.
fn quoted(bytes: &[u8], at: usize, quote: u8) -> (usize, bool) {
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\\' if bytes.get(end + 1).is_some_and(|&next| next != b'\n') => end += 2,
            b'\n' => return (end, false),
            _ if byte == quote => return (end + 1, true),
            _ => end += 1,
        }
    }
    (bytes.len(), false)
}

fn number(bytes: &[u8], at: usize) -> usize {
    let hexadecimal = matches!(bytes.get(at + 1), Some(b'x' | b'X')) && bytes[at] == b'0';
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        let sign = matches!(byte, b'+' | b'-') && matches!((bytes[end - 1], hexadecimal), (b'e' | b'E', false) | (b'p' | b'P', true));
        if !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' || sign) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a line that ends with `token` ends its statement.
fn ends_statement(text: &str, token: Token) -> bool {
    match token.kind {
        Kind::Number | Kind::Text | Kind::Rune => true,
        Kind::Word => {
            let word = &text[token.span.range()];
            !is_keyword(word) || matches!(word, "break" | "continue" | "fallthrough" | "return")
        }
        Kind::Mark => matches!(&text[token.span.range()], "++" | "--" | ")" | "]" | "}"),
        Kind::LineEnd | Kind::Unterminated => false,
    }
}

/// Whether Go keeps the word for itself.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "break"
            | "case"
            | "chan"
            | "const"
            | "continue"
            | "default"
            | "defer"
            | "else"
            | "fallthrough"
            | "for"
            | "func"
            | "go"
            | "goto"
            | "if"
            | "import"
            | "interface"
            | "map"
            | "package"
            | "range"
            | "return"
            | "select"
            | "struct"
            | "switch"
            | "type"
            | "var"
    )
}
