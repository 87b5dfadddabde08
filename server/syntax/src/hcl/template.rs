//! Texts: quoted strings and heredocs, with `${...}` and `%{...}` inside.

use workspace::Span;

use super::Reader;

impl Reader<'_, '_> {
    /// `"text ${expression}"`, on one line.
    pub(super) fn string(&mut self) -> Option<()> {
        let start = self.at;
        self.at += 1;
        let mut directives = Vec::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return self.finish_directives(&directives);
                }
                None | Some(b'\n') => {
                    let end = self.at - usize::from(self.bytes[self.at - 1] == b'\r');
                    self.error(Span::new(start, end), "this string is not closed on its line: expected `\"`");
                    return None;
                }
                Some(b'\\') => self.escape(),
                _ => self.piece(&mut directives)?,
            }
        }
    }

    fn escape(&mut self) {
        let start = self.at;
        let digits = |reader: &Self, count: usize| {
            reader.bytes.get(start + 2..start + 2 + count).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let length = match self.bytes.get(start + 1) {
            Some(b'n' | b'r' | b't' | b'"' | b'\\') => 2,
            Some(b'u') if digits(self, 4) => 6,
            Some(b'U') if digits(self, 8) => 10,
            _ => 0,
        };
        if length == 0 {
            let next = self.text[start + 1..].chars().next().filter(|c| !matches!(c, '\n' | '\r'));
            let end = start + 1 + next.map_or(0, char::len_utf8);
            if self.strict && next.is_some() {
                let shown = &self.text[start..end];
                self.error(
                    Span::new(start, end),
                    format!("`{shown}` is no escape: expected one of `\\n` `\\r` `\\t` `\\\"` `\\\\` `\\uXXXX` `\\UXXXXXXXX`"),
                );
            }
            self.at = end;
        } else {
            self.at += length;
        }
    }

    /// One character of a text, or a part that is computed. `$${` and `%%{` are text.
    fn piece(&mut self, directives: &mut Vec<(&'static str, Span)>) -> Option<()> {
        if self.starts("$${") || self.starts("%%{") {
            self.at += 3;
        } else if self.starts("${") {
            self.interpolation()?;
        } else if self.starts("%{") {
            self.directive(directives)?;
        } else {
            self.at += self.text[self.at..].chars().next().map_or(1, char::len_utf8);
        }
        Some(())
    }

    fn interpolation(&mut self) -> Option<()> {
        let open = Span::new(self.at, self.at + 2);
        self.at += 2;
        self.eat("~");
        self.in_braces(open, |reader| reader.expression())
    }

    /// Reads `one` and the brace that closes `open`.
    fn in_braces(&mut self, open: Span, one: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.inside += 1;
        let read = self.nested(|reader| {
            one(reader)?;
            reader.space()?;
            reader.eat("~");
            if reader.peek() == Some(b'}') {
                reader.at += 1;
                return Some(());
            }
            if reader.peek().is_none() {
                let mark = &reader.text[open.range()];
                reader.error(open, format!("this `{mark}` is not closed: expected `}}`"));
                return None;
            }
            reader.fail("`}`")
        });
        self.inside -= 1;
        read
    }

    /// `%{ if a }`, `%{ else }`, `%{ endif }`, `%{ for a in b }`, `%{ endfor }`.
    fn directive(&mut self, directives: &mut Vec<(&'static str, Span)>) -> Option<()> {
        let open = Span::new(self.at, self.at + 2);
        self.at += 2;
        self.eat("~");
        self.in_braces(open, |reader| {
            reader.space()?;
            let start = reader.at;
            let keyword = reader.name().unwrap_or_default();
            let span = Span::new(start, reader.at);
            match keyword {
                "if" => {
                    directives.push(("if", span));
                    reader.expression()
                }
                "for" => {
                    directives.push(("for", span));
                    reader.for_variables()?;
                    reader.expression()
                }
                "else" if directives.last().is_some_and(|(open, _)| *open == "if") => Some(()),
                "endif" | "endfor" if directives.last().is_some_and(|(open, _)| keyword.ends_with(open)) => {
                    directives.pop();
                    Some(())
                }
                "else" | "endif" | "endfor" => {
                    reader.error(span, format!("found `{keyword}` without the directive that it belongs to"));
                    None
                }
                _ => {
                    reader.at = start;
                    reader.fail("`if`, `else`, `endif`, `for` or `endfor`")
                }
            }
        })
    }

    fn finish_directives(&mut self, directives: &[(&'static str, Span)]) -> Option<()> {
        let &(open, span) = match directives.last() {
            None => return Some(()),
            Some(last) => last,
        };
        self.error(span, format!("this `{open}` is not closed: expected `%{{ end{open} }}`"));
        None
    }

    /// `<<END` or `<<-END`, lines, and a line that is `END`.
    pub(super) fn heredoc(&mut self) -> Option<()> {
        let start = self.at;
        self.at += 2;
        self.eat("-");
        let Some(mark) = self.name() else { return self.fail("the word that ends the heredoc") };
        let open = Span::new(start, self.at);
        self.eat("\r");
        if self.peek() != Some(b'\n') {
            return self.fail("the end of the line after the heredoc's mark");
        }
        self.at += 1;
        let mut directives = Vec::new();
        let mut line = true;
        loop {
            if line {
                let rest = &self.text[self.at..];
                let content = rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())].trim();
                if content == mark {
                    // The line end after it is the attribute's.
                    self.at += rest.find(mark).unwrap_or(0) + mark.len();
                    return self.finish_directives(&directives);
                }
            }
            match self.peek() {
                None => {
                    self.error(open, format!("this heredoc is not closed: expected a line that is `{mark}` and nothing else"));
                    return None;
                }
                Some(b'\n') => {
                    self.at += 1;
                    line = true;
                }
                _ => {
                    self.piece(&mut directives)?;
                    line = false;
                }
            }
        }
    }
}
