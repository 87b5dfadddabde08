//! Bodies: attributes and blocks, one a line.

use rustc_hash::FxHashMap;
use workspace::Span;

use super::{MAX_REPORTED, Reader};

impl<'s> Reader<'s, '_> {
    /// Reads the whole file.
    pub(super) fn file(&mut self) {
        let mut seen = FxHashMap::default();
        loop {
            if self.blank().is_none() {
                return;
            }
            match self.peek() {
                None => return,
                _ if self.errors >= MAX_REPORTED || self.too_deep.is_some() => return,
                Some(b'}') => {
                    let at = self.at;
                    self.error(Span::new(at, at + 1), "unexpected `}`: there is no block open that it could close");
                    self.at += 1;
                }
                _ => {
                    let start = self.at;
                    if self.item(&mut seen).and_then(|()| self.line_end()).is_none() {
                        self.next_item(start);
                    }
                }
            }
        }
    }

    /// An attribute or a block.
    fn item(&mut self, seen: &mut FxHashMap<&'s str, Span>) -> Option<()> {
        let start = self.at;
        let quoted = self.peek() == Some(b'"');
        let name = if quoted && !self.strict {
            self.string()?;
            &self.text[start..self.at]
        } else {
            match self.name() {
                Some(name) => name,
                None => return self.fail("an attribute (`name = value`) or a block (`name {`)"),
            }
        };
        let span = Span::new(start, self.at);
        self.space()?;
        if self.peek() == Some(b'=') && !self.starts("==") {
            self.at += 1;
            if self.strict {
                if let Some(first) = seen.get(name).copied() {
                    if self.out.problems.len() < MAX_REPORTED {
                        self.out.problem("L1/duplicate-key", span, format!("duplicate attribute `{name}`: expected it once in a block"));
                        self.out.related(first, "the attribute is first here");
                    }
                } else {
                    seen.insert(name, span);
                }
            }
            return self.value();
        }
        if self.peek() == Some(b':') && !self.strict {
            return self.fail("`=` or `{`");
        }
        while self.peek() != Some(b'{') {
            if self.peek() == Some(b'"') {
                let label = self.at;
                self.string()?;
                self.plain_label(label)?;
            } else if self.name().is_none() {
                let label = Span::new(start, self.at);
                let alone = self.text[label.range()].trim().len() == name.len();
                return self.fail(if alone { "`=` and a value, or `{` of a block" } else { "`{` of the block" });
            }
            self.space()?;
        }
        self.block()
    }

    /// Nothing is computed in the label of a block.
    fn plain_label(&mut self, start: usize) -> Option<()> {
        let label = &self.text[start..self.at];
        let computed = label.replace("$${", "___").find("${").filter(|_| self.strict);
        match computed {
            Some(at) => {
                let at = start + at;
                self.error(Span::new(at, at + 2), "found `${` in the label of a block: expected plain text there");
                None
            }
            None => Some(()),
        }
    }

    /// `{ ... }`, in lines or in one.
    fn block(&mut self) -> Option<()> {
        let open = Span::new(self.at, self.at + 1);
        self.at += 1;
        // Inside of a block lines count again, whatever the block stands in.
        let outer = std::mem::take(&mut self.inside);
        let read = self.nested(|reader| reader.block_items(open));
        self.inside = outer;
        read
    }

    fn block_items(&mut self, open: Span) -> Option<()> {
        let mut seen = FxHashMap::default();
        self.space()?;
        let one_line = !matches!(self.peek(), Some(b'\n') | None);
        let mut items = 0;
        loop {
            self.blank()?;
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Some(());
                }
                None => {
                    // After another mistake this may be its echo.
                    if self.too_deep.is_none() && self.errors == 0 {
                        self.error(open, "this `{` is not closed: expected `}`");
                    }
                    return Some(());
                }
                _ if self.errors >= MAX_REPORTED || self.too_deep.is_some() => return None,
                _ => {}
            }
            items += 1;
            let start = self.at;
            let mut read = self.item(&mut seen);
            if read.is_some() {
                self.space()?;
                read = match self.peek() {
                    Some(b'}') if !self.strict || one_line && items == 1 => Some(()),
                    Some(b',') if !self.strict => {
                        self.at += 1;
                        Some(())
                    }
                    Some(b'}') => self.fail("the end of the line before `}`"),
                    _ if !self.strict && one_line => Some(()),
                    _ if one_line && items == 1 && !matches!(self.peek(), Some(b'\n' | b'\r') | None) => {
                        self.fail("`}` (a block in one line has one attribute)")
                    }
                    _ => self.line_end(),
                };
            }
            if read.is_none() {
                self.next_item(start);
            }
        }
    }

    /// Nothing more may stand in the line.
    fn line_end(&mut self) -> Option<()> {
        self.space()?;
        match self.peek() {
            None | Some(b'\n' | b'\r') => Some(()),
            Some(b',') => {
                let at = self.at;
                self.error(Span::new(at, at + 1), "unexpected `,`: attributes end with their line");
                None
            }
            _ => self.fail("the end of the line"),
        }
    }

    /// After a mistake in the item that began at `start`: the first line behind it at that level of brackets.
    fn next_item(&mut self, start: usize) {
        let mistake = std::mem::replace(&mut self.at, start);
        self.inside = 0;
        let mut depth = 0usize;
        let mut quoted = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    quoted = false;
                    if depth == 0 && self.at >= mistake {
                        return;
                    }
                }
                b'\\' if quoted => self.at += 1,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'#' => {
                    self.comment();
                    continue;
                }
                b'{' | b'[' | b'(' => depth += 1,
                b'}' if depth == 0 && self.at >= mistake => return,
                b'}' | b']' | b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at = (self.at + 1).min(self.bytes.len());
        }
    }
}
