//! How deep the parser would have to recurse, found without parsing.
//!
//! Brackets are only half of it: `!!!!a`, `a=>b=>c`, `a?b:c?d:e`, `if(x)if(x)` and `else if` recurse
//! too. So this reads tokens roughly, and keeps for each open bracket how many constructs are under way
//! in it that a parser follows by calling itself. A statement's end closes them all, which is what
//! keeps real code, however long, near zero. It may count too much where the text is ambiguous, and the
//! limits leave room for that: on a stack of 64 MB both together use less than half of it (measured at
//! up to 4 kB for a bracket and 3 kB for a link of a chain).

use crate::kind::Language;

/// Brackets that may be open at once.
const BRACKETS: usize = crate::depth::MAX_NESTING;

/// Unbracketed constructs that may be under way at once.
const CHAIN: usize = 8000;

/// Where a text goes too deep.
pub(super) struct TooDeep {
    /// The offset of the token.
    pub(super) at: usize,
    brackets: bool,
}

impl TooDeep {
    pub(super) fn message(&self) -> String {
        if self.brackets {
            format!("not checked: brackets nest deeper than {BRACKETS} levels here")
        } else {
            format!("not checked: expressions or statements nest deeper than {CHAIN} levels here")
        }
    }
}

/// Checks that `text` can be parsed without running out of stack.
pub(super) fn check(text: &str, language: Language) -> Result<(), TooDeep> {
    let jsx = language != Language::TypeScript;
    Scanner { bytes: text.as_bytes(), at: 0, jsx, previous: b';', word: None, ended: Ended::No, outer: Vec::new(), outside: 0, here: Level::default() }.run()
}

/// What is under way between two brackets.
#[derive(Clone, Copy, Default)]
struct Level {
    /// The bracket is a template's `${`.
    template: bool,
    /// `if`, `else`, `for`, ...
    statements: usize,
    /// `=>`, `?`, `=`, `**`, ...
    expressions: usize,
    /// Prefix operators and dots since the last other operator.
    run: usize,
    /// `<` of type arguments or elements.
    angles: usize,
}

impl Level {
    fn sum(self) -> usize {
        self.statements + self.expressions + self.run + self.angles
    }
}

/// What the last token may have ended; the next one decides.
#[derive(Clone, Copy, PartialEq)]
enum Ended {
    No,
    /// By `;`.
    Statement,
    /// By `}`: a block, or only an object.
    Braces,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    jsx: bool,
    /// The last byte of the last token.
    previous: u8,
    /// The last token, if it was a word.
    word: Option<&'a [u8]>,
    ended: Ended,
    outer: Vec<Level>,
    /// The sum of `outer`.
    outside: usize,
    here: Level,
}

impl<'a> Scanner<'a> {
    fn run(mut self) -> Result<(), TooDeep> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' if self.next() == Some(b'/') => self.skip_to(b"\n"),
                b'/' if self.next() == Some(b'*') => self.skip_to(b"*/"),
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'0'..=b'9' | b'#' | b'\\' | 0x80.. => self.word(),
                b'"' | b'\'' => self.string(byte),
                _ => {
                    let start = self.at;
                    self.punctuation(byte);
                    if self.outer.len() > BRACKETS {
                        return Err(TooDeep { at: start, brackets: true });
                    }
                    self.word = None;
                }
            }
            if self.outside + self.here.sum() > CHAIN {
                return Err(TooDeep { at: self.at.saturating_sub(1), brackets: false });
            }
        }
        Ok(())
    }

    fn next(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    fn skip_to(&mut self, end: &[u8]) {
        let from = (self.at + 2).min(self.bytes.len());
        self.at = memchr::memmem::find(&self.bytes[from..], end).map_or(self.bytes.len(), |found| from + found + end.len());
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        let member = self.previous == b'.';
        if !member {
            self.settle(Some(word));
            match word {
                b"if" | b"else" | b"for" | b"while" | b"do" | b"with" => {
                    self.here.expressions = 0;
                    self.here.statements += 1;
                }
                b"const" | b"let" | b"import" | b"export" => self.end_statement(),
                b"var" | b"return" | b"throw" | b"case" | b"default" => self.here.expressions = 0,
                b"new" | b"typeof" | b"void" | b"delete" | b"await" | b"yield" | b"keyof" | b"unique" | b"readonly" | b"infer" => {
                    self.here.run += 1;
                }
                b"extends" | b"async" => self.here.expressions += 1,
                _ => {}
            }
        }
        self.word = Some(word).filter(|_| !member);
        self.previous = b'a';
    }

    /// Decides, now that the next token is known, whether the last one ended a statement.
    fn settle(&mut self, word: Option<&[u8]>) {
        let ends = match (self.ended, word) {
            (Ended::No, _) => false,
            (Ended::Statement, None) => true,
            (Ended::Statement, Some(word)) => !matches!(word, b"else" | b"while"),
            (Ended::Braces, None) => false,
            (Ended::Braces, Some(word)) => !matches!(
                word,
                b"else" | b"while" | b"catch" | b"finally" | b"in" | b"of" | b"instanceof" | b"as" | b"satisfies" | b"extends" | b"is" | b"from"
            ),
        };
        self.ended = Ended::No;
        if ends {
            self.end_statement();
        }
    }

    fn end_statement(&mut self) {
        // In JSX `;` may be text between tags, which closes nothing.
        let angles = if self.jsx { self.here.angles } else { 0 };
        self.here = Level { template: self.here.template, angles, ..Level::default() };
    }

    fn string(&mut self, quote: u8) {
        self.settle(None);
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 1,
                // An unfinished string, or an apostrophe in JSX.
                b'\n' => break,
                _ if byte == quote => {
                    self.at += 1;
                    break;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        self.previous = b'"';
        self.word = None;
    }

    fn punctuation(&mut self, byte: u8) {
        self.settle(None);
        let (before, next) = (self.previous, self.next());
        let touching = self.at.checked_sub(1).map(|at| self.bytes[at]);
        self.at += 1;
        self.previous = byte;
        if !matches!(byte, b'!' | b'~' | b'+' | b'-' | b'.' | b')' | b']' | b'}') {
            self.here.run = 0;
        }
        match byte {
            b'(' | b'[' | b'{' => self.open(false),
            b')' | b']' => self.close(),
            b'}' => {
                if self.here.template {
                    self.close();
                    self.template();
                } else {
                    self.close();
                    self.ended = Ended::Braces;
                }
            }
            b'`' => self.template(),
            b';' => self.ended = Ended::Statement,
            b',' if self.here.angles == 0 => self.here.expressions = 0,
            b'!' | b'~' | b'.' => self.here.run += 1,
            b'+' | b'-' if !is_operand(before) || self.word.is_some_and(precedes_operand) => self.here.run += 1,
            b'=' if next != Some(b'=') && !(touching == Some(b'=') || touching == Some(b'!')) => self.here.expressions += 1,
            b'?' if next != Some(b'.') => self.here.expressions += 1,
            b':' => self.here.expressions += 1,
            b'*' if touching == Some(b'*') => self.here.expressions += 1,
            b'<' => self.angle(next),
            b'>' if !self.jsx && touching != Some(b'=') => self.here.angles = self.here.angles.saturating_sub(1),
            b'/' => self.slash(before, touching, next),
            _ => {}
        }
    }

    fn angle(&mut self, next: Option<u8>) {
        let opens = if self.jsx { next.is_some_and(|next| next == b'>' || is_word(next)) } else { next != Some(b'=') && next != Some(b'<') };
        if opens {
            self.here.angles += 1;
        }
    }

    /// A regular expression, a division, or the end of an element.
    fn slash(&mut self, before: u8, touching: Option<u8>, next: Option<u8>) {
        let closes = self.jsx && (touching == Some(b'<') || next == Some(b'>') && !matches!(before, b'(' | b',' | b'[' | b'!' | b'&' | b'|' | b':'));
        if closes {
            self.here.angles = self.here.angles.saturating_sub(1);
        } else if !is_operand(before) || self.word.is_some_and(precedes_operand) {
            self.regular_expression();
        }
    }

    fn regular_expression(&mut self) {
        let (mut at, mut class) = (self.at, false);
        while let Some(&byte) = self.bytes.get(at) {
            match byte {
                b'\n' => return, // Not one after all.
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at = at + 1;
                    self.previous = b'"';
                    return;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// The text of a template literal, up to its end or to the next expression in it.
    fn template(&mut self) {
        self.previous = b'"';
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'`' => return,
                b'$' if self.bytes.get(self.at) == Some(&b'{') => {
                    self.at += 1;
                    self.previous = b'{';
                    self.open(true);
                    return;
                }
                _ => {}
            }
        }
        self.at = self.bytes.len();
    }

    fn open(&mut self, template: bool) {
        self.outside += self.here.sum();
        self.outer.push(self.here);
        self.here = Level { template, ..Level::default() };
    }

    fn close(&mut self) {
        // A closing bracket too many is the parser's to report.
        if let Some(outer) = self.outer.pop() {
            self.outside -= outer.sum();
            self.here = Level { run: 0, ..outer };
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#' | b'\\') || byte >= 0x80
}

/// Whether a token that ends so is a value, after which `/` divides and `-` subtracts.
fn is_operand(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b')' | b']' | b'}' | b'"')
}

/// Words after which a value starts.
fn precedes_operand(word: &[u8]) -> bool {
    matches!(
        word,
        b"return" | b"typeof" | b"void" | b"delete" | b"await" | b"yield" | b"new" | b"case" | b"in" | b"of" | b"instanceof" | b"throw" | b"else" | b"do" | b"default"
    )
}
