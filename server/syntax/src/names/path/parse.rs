//! Reads a path, with the place of what is wrong with it.

use super::filter::{Compared, Function, Operator, Test};
use super::{Path, Segment, Selector, Start};

/// Filters in filters nest this deep at most.
const MAX_DEPTH: usize = 16;

/// What is wrong with a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The offset in the path's text.
    pub at: usize,
    /// What was expected.
    pub message: String,
}

pub(super) fn path(text: &str) -> Result<Path, Mistake> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let path = reader.path()?;
    if reader.at < text.len() {
        return reader.expected("`.`, `..` or `[`");
    }
    Ok(path)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn expected<T>(&self, what: &str) -> Result<T, Mistake> {
        Err(Mistake { at: self.at, message: format!("expected {what}") })
    }

    /// Goes over `token` when it comes next.
    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn blank(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn path(&mut self) -> Result<Path, Mistake> {
        let start = match self.rest().chars().next() {
            Some('$') => Start::Document,
            Some('@') => Start::Node,
            _ => return self.expected("`$` (the document) or `@` (the node)"),
        };
        self.at += 1;
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.blank();
            let segment = if self.take("..") {
                if self.take("[") { Segment { descends: true, selectors: self.selectors()? } } else { self.named(true)? }
            } else if self.take(".") {
                self.named(false)?
            } else if self.take("[") {
                Segment { descends: false, selectors: self.selectors()? }
            } else {
                self.at = before;
                return Ok(Path { start, segments });
            };
            segments.push(segment);
        }
    }

    /// `.name` or `.*`, after the dots.
    fn named(&mut self, descends: bool) -> Result<Segment, Mistake> {
        if self.take("*") {
            return Ok(Segment { descends, selectors: vec![Selector::All] });
        }
        let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii();
        let name: &str = self.rest();
        let end = name.find(|c: char| !is_part(c)).unwrap_or(name.len());
        if end == 0 || name.starts_with(|c: char| c.is_ascii_digit()) {
            return self.expected("a name or `*`; a name of other characters is written `['a-b']`");
        }
        self.at += end;
        Ok(Segment { descends, selectors: vec![Selector::Name(name[..end].to_owned())] })
    }

    /// What stands between brackets, after the first.
    fn selectors(&mut self) -> Result<Vec<Selector>, Mistake> {
        let mut selectors = Vec::new();
        loop {
            self.blank();
            selectors.push(self.selector()?);
            self.blank();
            if self.take("]") {
                return Ok(selectors);
            }
            if !self.take(",") {
                return self.expected("`,` or `]`");
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, Mistake> {
        if self.rest().starts_with(['\'', '"']) {
            return Ok(Selector::Name(self.string()?));
        }
        if self.take("*") {
            return Ok(Selector::All);
        }
        if self.take("?") {
            self.blank();
            return Ok(Selector::Filter(self.any()?));
        }
        let start = self.integer()?;
        let after = self.at;
        self.blank();
        if !self.take(":") {
            self.at = after;
            return start.map(Selector::Index).map_or_else(|| self.expected("a name in quotes, an index, `*`, `:` or `?`"), Ok);
        }
        self.blank();
        let end = self.integer()?;
        self.blank();
        let step = if self.take(":") {
            self.blank();
            self.integer()?
        } else {
            None
        };
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    fn integer(&mut self) -> Result<Option<i64>, Mistake> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with('-'));
        let digits = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return if sign == 1 { self.expected("digits") } else { Ok(None) };
        }
        let written = &rest[..sign + digits];
        if written.starts_with("-0") || digits > 1 && rest[sign..].starts_with('0') {
            return self.expected("an integer without leading zeros");
        }
        // The exact integers of JSON, as the RFC has it.
        match written.parse::<i64>() {
            Ok(number) if number.unsigned_abs() < 1 << 53 => {
                self.at += written.len();
                Ok(Some(number))
            }
            _ => self.expected("an integer below 2^53"),
        }
    }

    fn string(&mut self) -> Result<String, Mistake> {
        let quote = self.rest().chars().next().unwrap_or('"');
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else { return self.expected(&format!("`{quote}`")) };
            self.at += c.len_utf8();
            match c {
                _ if c == quote => return Ok(out),
                '\\' => out.push(self.escaped(quote)?),
                c if c < ' ' => {
                    self.at -= 1;
                    return self.expected("no control character in a name");
                }
                c => out.push(c),
            }
        }
    }

    fn escaped(&mut self, quote: char) -> Result<char, Mistake> {
        let Some(c) = self.rest().chars().next() else { return self.expected("what is escaped") };
        let plain = match c {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '/' | '\\' => c,
            'u' => {
                self.at += 1;
                return self.unicode();
            }
            c if c == quote => c,
            _ => return self.expected("one of `b f n r t / \\ u` or the quote after `\\`"),
        };
        self.at += c.len_utf8();
        Ok(plain)
    }

    /// Four digits after `\u`, and those of the other half of a pair.
    fn unicode(&mut self) -> Result<char, Mistake> {
        let mut four = || {
            let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
            self.at += if code.is_some() { 4 } else { 0 };
            code
        };
        let Some(first) = four() else { return self.expected("four hexadecimal digits") };
        let code = if (0xD800..0xDC00).contains(&first) {
            let second = if self.take("\\u") { self.rest().get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok()) } else { None };
            let Some(second) = second.filter(|second| (0xDC00..0xE000).contains(second)) else {
                return self.expected("the second half of a surrogate pair");
            };
            self.at += 4;
            0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        } else {
            first
        };
        char::from_u32(code).map_or_else(|| self.expected("a character"), Ok)
    }

    fn any(&mut self) -> Result<Test, Mistake> {
        let mut tests = vec![self.all()?];
        loop {
            self.blank();
            if !self.take("||") {
                return Ok(if tests.len() == 1 { tests.remove(0) } else { Test::Any(tests) });
            }
            self.blank();
            tests.push(self.all()?);
        }
    }

    fn all(&mut self) -> Result<Test, Mistake> {
        let mut tests = vec![self.basic()?];
        loop {
            self.blank();
            if !self.take("&&") {
                return Ok(if tests.len() == 1 { tests.remove(0) } else { Test::All(tests) });
            }
            self.blank();
            tests.push(self.basic()?);
        }
    }

    fn basic(&mut self) -> Result<Test, Mistake> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return self.expected("a filter that nests less");
        }
        let test = self.basic_inside();
        self.depth -= 1;
        test
    }

    fn basic_inside(&mut self) -> Result<Test, Mistake> {
        if self.take("!") {
            self.blank();
            return Ok(Test::Not(Box::new(self.basic()?)));
        }
        if self.take("(") {
            self.blank();
            let inner = self.any()?;
            self.blank();
            return if self.take(")") { Ok(inner) } else { self.expected("`)`") };
        }
        let at = self.at;
        let left = self.compared()?;
        self.blank();
        const OPERATORS: [(&str, Operator); 6] = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("<", Operator::Less),
            (">", Operator::More),
        ];
        let operator = OPERATORS.iter().find(|(token, _)| self.take(token)).map(|(_, operator)| *operator);
        let Some(operator) = operator else {
            return match left {
                Compared::Path(path) => Ok(Test::Exists(path)),
                Compared::Function(function) if function.is_logical() => Ok(Test::Holds(function)),
                _ => Err(Mistake { at, message: "expected a comparison: a value alone is no test".to_owned() }),
            };
        };
        self.blank();
        let right_at = self.at;
        let right = self.compared()?;
        for (side, at) in [(&left, at), (&right, right_at)] {
            let fits = match side {
                Compared::Path(path) => path.is_singular(),
                Compared::Function(function) => !function.is_logical(),
                _ => true,
            };
            if !fits {
                return Err(Mistake {
                    at,
                    message: "expected what has one value: a path without `*`, `..` and filters, or a literal".into(),
                });
            }
        }
        Ok(Test::Compare(left, operator, right))
    }

    fn compared(&mut self) -> Result<Compared, Mistake> {
        let rest = self.rest();
        if rest.starts_with(['$', '@']) {
            return self.path().map(Compared::Path);
        }
        if rest.starts_with(['\'', '"']) {
            return self.string().map(Compared::Text);
        }
        for (word, value) in [("true", Compared::Bool(true)), ("false", Compared::Bool(false)), ("null", Compared::Null)] {
            if self.take(word) {
                return Ok(value);
            }
        }
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        if let Ok(number) = rest[..end].parse::<f64>() {
            self.at += end;
            return Ok(Compared::Number(number));
        }
        self.function().map(Compared::Function)
    }

    fn function(&mut self) -> Result<Function, Mistake> {
        let at = self.at;
        let rest = self.rest();
        let end = rest.find(|c: char| !matches!(c, 'a'..='z' | '0'..='9' | '_')).unwrap_or(rest.len());
        self.at += end;
        if end == 0 || !self.take("(") {
            self.at = at;
            return self.expected("a path, a literal or a function");
        }
        let mut arguments = Vec::new();
        loop {
            self.blank();
            arguments.push(self.compared()?);
            self.blank();
            if self.take(")") {
                break;
            }
            if !self.take(",") {
                return self.expected("`,` or `)`");
            }
        }
        Function::new(&rest[..end], arguments).map_err(|message| Mistake { at, message })
    }
}
