//! Literals and comments told from code without a grammar: enough to say for certain that one does not end, and to
//! find the brackets that are code.

use workspace::Span;

use crate::delimiters::Bracket;

/// What a language writes its literals and comments with.
#[derive(Debug)]
pub struct Lexis {
    /// Lines that start with `#` are the preprocessor's, and code between `#if` and `#endif` may never be compiled.
    directives: bool,
    /// `"""` opens a string of several lines.
    text_blocks: bool,
    /// Strings hold code between `${` and `}`, comments nest, and names may stand in backticks.
    templates: bool,
}

/// Java's.
pub static JAVA: Lexis = Lexis { directives: false, text_blocks: true, templates: false };
/// Kotlin's.
pub static KOTLIN: Lexis = Lexis { directives: false, text_blocks: true, templates: true };
/// That of C and C++.
pub static C: Lexis = Lexis { directives: true, text_blocks: false, templates: false };

/// A literal in single quotes.
pub(super) const CHARACTER: &str = "the character";

/// What one text holds.
#[derive(Default, Debug)]
pub struct Tokens {
    /// Brackets of the code, by place.
    pub brackets: Vec<Bracket>,
    /// The first line of the first literal or comment that has no end, and what it is.
    pub unterminated: Option<(Span, &'static str)>,
}

impl Lexis {
    /// Reads a text to its end, or to a literal that has none.
    pub fn read(&self, text: &str) -> Tokens {
        let mut reader =
            Reader { lexis: self, bytes: text.as_bytes(), at: 0, conditions: 0, braces: 0, strings: Vec::new(), out: Tokens::default() };
        if self.templates && text.starts_with("#!") {
            reader.line_comment();
        }
        while reader.at < reader.bytes.len() && reader.out.unterminated.is_none() {
            reader.step();
        }
        if let Some(outer) = reader.strings.first().filter(|_| reader.out.unterminated.is_none()) {
            reader.at = outer.start;
            reader.unterminated("the string");
        }
        reader.out
    }
}

struct Reader<'a> {
    lexis: &'a Lexis,
    bytes: &'a [u8],
    at: usize,
    /// How many `#if` are open.
    conditions: usize,
    /// How many `{` are open.
    braces: usize,
    /// Strings whose templates are being read, outermost first.
    strings: Vec<Template>,
    out: Tokens,
}

/// A string with templates.
#[derive(Clone, Copy)]
struct Template {
    start: usize,
    /// Ends with three quotes, and knows no escapes.
    raw: bool,
    /// How many `$` open a template.
    dollars: usize,
    /// How many `{` were open around it.
    braces: usize,
}

impl Reader<'_> {
    fn step(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        match rest[0] {
            b'/' if rest.starts_with(b"//") => self.line_comment(),
            b'/' if rest.starts_with(b"/*") => self.block_comment(),
            b'"' if self.lexis.templates => self.template_string(0),
            b'$' if self.lexis.templates => {
                let dollars = rest.iter().take_while(|&&byte| byte == b'$').count();
                if rest.get(dollars) == Some(&b'"') { self.template_string(dollars) } else { self.at += dollars }
            }
            b'`' if self.lexis.templates => {
                let end = memchr::memchr2(b'`', b'\n', &rest[1..]).unwrap_or(rest.len() - 1);
                self.at += (end + 2).min(rest.len());
            }
            b'}' if self.strings.last().is_some_and(|string| string.braces == self.braces) => {
                self.at += 1;
                if let Some(string) = self.strings.pop() {
                    self.template_rest(string);
                }
            }
            b'"' if self.lexis.text_blocks && rest.starts_with(b"\"\"\"") => self.text_block(),
            quote @ (b'"' | b'\'') => self.quoted(quote),
            b'#' if self.lexis.directives && self.begins_line() => self.directive(),
            byte @ (b'(' | b')' | b'[' | b']' | b'{' | b'}') => {
                self.out.brackets.push((start, byte));
                match byte {
                    b'{' => self.braces += 1,
                    b'}' => self.braces = self.braces.saturating_sub(1),
                    _ => {}
                }
                self.at += 1;
            }
            b'0'..=b'9' => self.number(),
            byte if is_word(byte) => self.word(),
            _ => self.at += 1,
        }
    }

    fn begins_line(&self) -> bool {
        let line = memchr::memrchr(b'\n', &self.bytes[..self.at]).map_or(0, |newline| newline + 1);
        // A comment may stand before a directive.
        let before = &self.bytes[line..self.at];
        before.iter().all(u8::is_ascii_whitespace) || before.trim_ascii_end().ends_with(b"*/")
    }

    fn line_comment(&mut self) {
        loop {
            let Some(end) = memchr::memchr(b'\n', &self.bytes[self.at..]) else {
                self.at = self.bytes.len();
                return;
            };
            let line = self.bytes[self.at..self.at + end].trim_ascii_end();
            self.at += end + 1;
            if !(self.lexis.directives && line.ends_with(b"\\")) {
                return;
            }
        }
    }

    fn block_comment(&mut self) {
        if self.lexis.templates {
            return self.nested_comment();
        }
        match memchr::memmem::find(&self.bytes[self.at + 2..], b"*/") {
            Some(end) => self.at += 2 + end + 2,
            None => self.unterminated("the comment"),
        }
    }

    fn nested_comment(&mut self) {
        let (mut depth, mut end) = (1, self.at + 2);
        while let Some(found) = memchr::memchr2(b'*', b'/', &self.bytes[end..]) {
            end += found;
            match &self.bytes[end..] {
                [b'*', b'/', ..] => (depth, end) = (depth - 1, end + 2),
                [b'/', b'*', ..] => (depth, end) = (depth + 1, end + 2),
                _ => end += 1,
            }
            if depth == 0 {
                self.at = end;
                return;
            }
        }
        self.unterminated("the comment");
    }

    /// The start of a string behind `dollars` marks.
    fn template_string(&mut self, dollars: usize) {
        let start = self.at;
        let raw = self.bytes[start + dollars..].starts_with(b"\"\"\"");
        self.at += dollars + if raw { 3 } else { 1 };
        self.template_rest(Template { start, raw, dollars: dollars.max(1), braces: self.braces });
    }

    /// A string from here to its end or to the code in it.
    fn template_rest(&mut self, string: Template) {
        while let Some(&byte) = self.bytes.get(self.at) {
            let rest = &self.bytes[self.at..];
            match byte {
                b'"' if !string.raw => {
                    self.at += 1;
                    return;
                }
                b'"' if rest.starts_with(b"\"\"\"") => {
                    self.at += rest.iter().take_while(|&&byte| byte == b'"').count();
                    return;
                }
                b'\n' if !string.raw => break,
                b'\\' if !string.raw && rest.len() > 1 && rest[1] != b'\n' => self.at += 2,
                b'$' => {
                    let dollars = rest.iter().take_while(|&&byte| byte == b'$').count();
                    self.at += dollars;
                    if dollars >= string.dollars && rest.get(dollars) == Some(&b'{') {
                        self.at += 1;
                        self.strings.push(Template { braces: self.braces, ..string });
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at = string.start;
        self.unterminated("the string");
    }

    fn text_block(&mut self) {
        let mut end = self.at + 3;
        while let Some(found) = memchr::memchr2(b'\\', b'"', &self.bytes[end..]) {
            end += found;
            if self.bytes[end..].starts_with(b"\"\"\"") {
                self.at = end + 3;
                return;
            }
            end = (end + if self.bytes[end] == b'\\' { 2 } else { 1 }).min(self.bytes.len());
        }
        self.unterminated("the text block");
    }

    /// A literal that ends on its line.
    fn quoted(&mut self, quote: u8) {
        let mut end = self.at + 1;
        while let Some(&byte) = self.bytes.get(end) {
            match byte {
                b'\\' => end += self.escape(end),
                b'\n' => break,
                _ if byte == quote => {
                    self.at = end + 1;
                    return;
                }
                _ => end += 1,
            }
        }
        if self.conditions > 0 {
            // Text that no compiler reads, most often prose.
            self.at = end.min(self.bytes.len());
        } else {
            self.unterminated(if quote == b'"' { "the string" } else { CHARACTER });
        }
    }

    /// The length of an escape, or of a line's end that is escaped where that continues the line.
    fn escape(&self, at: usize) -> usize {
        let rest = &self.bytes[at + 1..];
        if self.lexis.directives {
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
            return if rest.get(blank) == Some(&b'\n') { blank + 2 } else { 2 };
        }
        let marks = rest.iter().take_while(|&&byte| byte == b'u').count();
        if marks > 0 && rest[marks..].get(..4).is_some_and(|digits| digits.eq_ignore_ascii_case(b"005c")) {
            // An escaped backslash is one, and escapes what follows.
            return 1 + marks + 4 + usize::from(rest.get(marks + 4).is_some_and(|&next| next != b'\n'));
        }
        if rest.first() == Some(&b'\n') { 1 } else { 2 }
    }

    /// A preprocessor's line, continued ones included: quotes that do not end are allowed here.
    fn directive(&mut self) {
        let name = self.bytes[self.at + 1..].trim_ascii_start();
        if name.starts_with(b"if") {
            self.conditions += 1;
        } else if name.starts_with(b"endif") {
            self.conditions = self.conditions.saturating_sub(1);
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            let rest = &self.bytes[self.at..];
            match byte {
                b'\n' => return,
                b'\\' => self.at = (self.at + self.escape(self.at)).min(self.bytes.len()),
                b'/' if rest.starts_with(b"//") => return self.line_comment(),
                b'/' if rest.starts_with(b"/*") => {
                    self.block_comment();
                    if self.out.unterminated.is_some() {
                        return;
                    }
                }
                b'"' | b'\'' => {
                    let conditions = std::mem::replace(&mut self.conditions, 1);
                    self.quoted(byte);
                    self.conditions = conditions;
                }
                _ => self.at += 1,
            }
        }
    }

    /// A number, with the `'` that may divide its digits.
    fn number(&mut self) {
        let mut end = self.at + 1;
        while let Some(&byte) = self.bytes.get(end) {
            let divides = self.lexis.directives && byte == b'\'' && self.bytes.get(end + 1).is_some_and(|&next| is_word(next));
            if !(is_word(byte) || byte == b'.' || divides) {
                break;
            }
            end += 1;
        }
        self.at = end;
    }

    fn word(&mut self) {
        let start = self.at;
        self.at += self.bytes[start..].iter().take_while(|&&byte| is_word(byte)).count();
        let word = &self.bytes[start..self.at];
        if self.lexis.directives && matches!(word, b"R" | b"LR" | b"uR" | b"UR" | b"u8R") && self.bytes.get(self.at) == Some(&b'"') {
            self.raw_string();
        }
    }

    /// `R"mark( … )mark"`.
    fn raw_string(&mut self) {
        let open = self.at + 1;
        let Some(length) = self.bytes[open..].iter().take(17).position(|&byte| byte == b'(') else { return };
        let mark = &self.bytes[open..open + length];
        let close = [b")", mark, b"\""].concat();
        if let Some(end) = memchr::memmem::find(&self.bytes[open + length..], &close) {
            self.at = open + length + end + close.len();
        }
    }

    fn unterminated(&mut self, what: &'static str) {
        let rest = &self.bytes[self.at..];
        let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest[..line].trim_ascii_end().len().max(1);
        self.out.unterminated = Some((Span::new(self.at, self.at + line), what));
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}
