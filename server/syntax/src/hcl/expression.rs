//! Expressions: operators, calls, traversals, collections, `for`.

use workspace::Span;

use super::Reader;

/// The binary operators, longer ones first.
const OPERATORS: [&str; 13] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%"];

impl Reader<'_, '_> {
    /// The value of an attribute, which has to begin in the same line.
    pub(super) fn value(&mut self) -> Option<()> {
        self.space()?;
        if matches!(self.peek(), None | Some(b'\n' | b'\r')) {
            return self.fail("a value");
        }
        self.expression()
    }

    /// `a + b ? c : d`.
    pub(super) fn expression(&mut self) -> Option<()> {
        self.nested(|reader| {
            reader.operation()?;
            reader.space()?;
            if reader.peek() == Some(b'?') {
                reader.at += 1;
                reader.blank_if_inside()?;
                reader.expression()?;
                reader.space()?;
                if !reader.eat(":") {
                    return reader.fail("`:` and what holds otherwise");
                }
                reader.blank_if_inside()?;
                reader.expression()?;
            }
            Some(())
        })
    }

    fn blank_if_inside(&mut self) -> Option<()> {
        self.space()
    }

    fn operation(&mut self) -> Option<()> {
        loop {
            self.space()?;
            while matches!(self.peek(), Some(b'!' | b'-')) && !self.starts("!=") {
                self.at += 1;
                self.space()?;
            }
            self.term()?;
            self.space()?;
            // `~}` ends a template's part.
            match OPERATORS.iter().find(|operator| self.starts(operator)) {
                Some(operator) => self.at += operator.len(),
                None => return Some(()),
            }
        }
    }

    fn term(&mut self) -> Option<()> {
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'<') if self.starts("<<") => self.heredoc()?,
            Some(b'0'..=b'9') => self.number()?,
            Some(b'(') => self.nested(|reader| {
                reader.at += 1;
                reader.inside += 1;
                let read = reader.expression();
                let close = read.and_then(|()| reader.close(b')'));
                reader.inside -= 1;
                close
            })?,
            Some(b'[') => self.nested(Self::tuple)?,
            Some(b'{') => self.nested(Self::object)?,
            _ => {
                if self.name().is_none() {
                    return self.fail("a value");
                }
                while self.starts("::") {
                    self.at += 2;
                    if self.name().is_none() {
                        return self.fail("the name of a function");
                    }
                }
                if self.peek() == Some(b'(') {
                    self.nested(Self::call)?;
                }
            }
        }
        self.traversal()
    }

    /// `.name`, `.0`, `.*`, `[index]`, `[*]`.
    fn traversal(&mut self) -> Option<()> {
        loop {
            let before = self.at;
            self.space()?;
            match self.peek() {
                Some(b'.') if !self.starts("...") => {
                    self.at += 1;
                    self.space()?;
                    match self.peek() {
                        Some(b'*') => self.at += 1,
                        Some(b'0'..=b'9') => {
                            while matches!(self.peek(), Some(b'0'..=b'9' | b'.')) {
                                self.at += 1;
                            }
                            // The last dot may begin the next name.
                            if self.bytes[self.at - 1] == b'.' {
                                self.at -= 1;
                            }
                        }
                        _ if self.name().is_some() => {}
                        _ => return self.fail("a name after the `.`"),
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    self.inside += 1;
                    let read = self.nested(|reader| {
                        reader.space()?;
                        if reader.peek() == Some(b'*') {
                            reader.at += 1;
                        } else {
                            reader.expression()?;
                        }
                        reader.close(b']')
                    });
                    self.inside -= 1;
                    read?;
                }
                _ => {
                    self.at = before;
                    return Some(());
                }
            }
        }
    }

    /// The closing bracket, or what is missing before it.
    fn close(&mut self, bracket: u8) -> Option<()> {
        self.space()?;
        if self.peek() == Some(bracket) {
            self.at += 1;
            return Some(());
        }
        self.fail(&format!("`{}`", bracket as char))
    }

    fn call(&mut self) -> Option<()> {
        self.items(b')', |reader| {
            reader.expression()?;
            reader.space()?;
            reader.eat("...");
            Some(())
        })
    }

    /// Items with commas between them, from the opening bracket to the closing one.
    fn items(&mut self, close: u8, mut one: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        let open = Span::new(self.at, self.at + 1);
        self.at += 1;
        self.inside += 1;
        let read = loop {
            if self.space().is_none() {
                break None;
            }
            match self.peek() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    break Some(());
                }
                None => break self.open_at_end(open, close),
                _ => {}
            }
            if one(self).and_then(|()| self.space()).is_none() {
                break None;
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == close => {}
                None => break self.open_at_end(open, close),
                _ => break self.fail(&format!("`,` or `{}`", close as char)),
            }
        };
        self.inside -= 1;
        read
    }

    fn open_at_end(&mut self, open: Span, close: u8) -> Option<()> {
        if self.too_deep.is_none() {
            let bracket = self.bytes[open.start as usize] as char;
            self.error(open, format!("this `{bracket}` is not closed: expected `{}`", close as char));
        }
        None
    }

    fn tuple(&mut self) -> Option<()> {
        if self.is_for() {
            return self.for_expression(b']', |reader| reader.expression());
        }
        self.items(b']', |reader| reader.expression())
    }

    /// Whether `for` follows the bracket that stands here.
    fn is_for(&mut self) -> bool {
        let start = self.at;
        self.at += 1;
        let found = self.blank().is_some() && self.name() == Some("for") && matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r'));
        self.at = start;
        found
    }

    /// `for a, b in c : d if e`, in brackets.
    fn for_expression(&mut self, close: u8, result: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let open = Span::new(self.at, self.at + 1);
        self.at += 1;
        self.inside += 1;
        let read = (|| {
            self.space()?;
            self.name();
            self.for_variables()?;
            self.expression()?;
            self.space()?;
            if !self.eat(":") {
                return self.fail("`:`");
            }
            result(self)?;
            self.space()?;
            self.eat("...");
            self.space()?;
            if self.starts("if") {
                self.name();
                self.expression()?;
            }
            self.space()?;
            if self.peek().is_none() { self.open_at_end(open, close) } else { self.close(close) }
        })();
        self.inside -= 1;
        read
    }

    /// `a, b in`.
    pub(super) fn for_variables(&mut self) -> Option<()> {
        self.space()?;
        if self.name().is_none() {
            return self.fail("a name");
        }
        self.space()?;
        if self.eat(",") {
            self.space()?;
            if self.name().is_none() {
                return self.fail("a name");
            }
        }
        self.space()?;
        let at = self.at;
        if self.name() != Some("in") {
            self.at = at;
            return self.fail("`in`");
        }
        Some(())
    }

    /// `{ key = value, ... }`: commas or line ends between the items.
    fn object(&mut self) -> Option<()> {
        if self.is_for() {
            return self.for_expression(b'}', |reader| {
                reader.expression()?;
                reader.space()?;
                if !reader.eat("=>") {
                    return reader.fail("`=>` and a value");
                }
                reader.expression()
            });
        }
        let open = Span::new(self.at, self.at + 1);
        self.at += 1;
        let outer = std::mem::take(&mut self.inside);
        let read = self.object_items(open);
        self.inside = outer;
        read
    }

    fn object_items(&mut self, open: Span) -> Option<()> {
        loop {
            self.blank()?;
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return Some(());
                }
                None => return self.open_at_end(open, b'}'),
                _ => {}
            }
            self.expression()?;
            self.space()?;
            if !(self.eat("=") || self.eat(":")) {
                if !self.strict && self.peek() == Some(b'{') {
                    // HCL 1: a block inside of an object.
                } else {
                    return self.fail("`=` and a value");
                }
            }
            self.value()?;
            self.space()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'\n' | b'\r' | b'}') => {}
                None => return self.open_at_end(open, b'}'),
                _ => return self.fail("`,`, `}` or the end of the line"),
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let from = reader.at;
            while matches!(reader.peek(), Some(b'0'..=b'9')) {
                reader.at += 1;
            }
            reader.at > from
        };
        digits(self);
        let mut fine = true;
        if self.peek() == Some(b'.') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            fine = digits(self);
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            fine &= digits(self);
        }
        let rest = self.at;
        // HCL 1 knows hexadecimal numbers and sizes such as `10k`.
        let word = self.name().is_some();
        if (word && self.strict) || !fine {
            let end = self.at;
            self.error(Span::new(start, end), format!("`{}` is no number", &self.text[start..end]));
            return None;
        }
        if !word {
            self.at = rest;
        }
        Some(())
    }
}
