//! Regular expressions as Python's `re` reads them, as far as it refuses them in every version without doubt.

/// What can be repeated, of what stands before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// A place, such as `^` or `\b`.
    Place,
    Repeated,
    Item,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    verbose: bool,
}

/// Why a pattern is none; `None` when it is one, or nobody can be sure.
pub(super) fn mistake(text: &str) -> Option<String> {
    let mut reader = Reader { text, at: 0, verbose: false };
    reader.global_flags();
    if reader.flags_of_groups() {
        return None;
    }
    reader.read().err()
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn takes(&mut self, wanted: &str) -> bool {
        let takes = self.rest().starts_with(wanted);
        self.at += if takes { wanted.len() } else { 0 };
        takes
    }

    /// `(?x)` and the like, where they hold for all of it.
    fn global_flags(&mut self) {
        while let Some((flags, _)) = self.rest().strip_prefix("(?").and_then(|rest| rest.split_once(')')) {
            if flags.is_empty() || !flags.chars().all(|flag| "aiLmsux".contains(flag)) {
                break;
            }
            self.verbose |= flags.contains('x');
            self.at += flags.len() + "(?)".len();
        }
    }

    /// Whether what is a comment may change on the way.
    fn flags_of_groups(&self) -> bool {
        self.rest().match_indices("(?").any(|(at, start)| {
            let rest = &self.rest()[at + start.len()..];
            let flags = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rest.len())];
            flags.contains('x') && !flags.starts_with('P')
        })
    }

    fn read(&mut self) -> Result<(), String> {
        let (mut open, mut before) = (0usize, Before::Nothing);
        while let Some(next) = self.next() {
            match next {
                ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' if self.verbose => {}
                '#' if self.verbose => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '\\' => before = self.escape()?,
                '[' => {
                    self.set()?;
                    before = Before::Item;
                }
                '(' => {
                    if self.group()? {
                        open += 1;
                        before = Before::Nothing;
                    }
                }
                ')' if open == 0 => return Err("it has a `)` that nothing opens".to_owned()),
                ')' => {
                    open -= 1;
                    before = Before::Item;
                }
                '|' => before = Before::Nothing,
                '^' | '$' => before = Before::Place,
                '*' | '+' | '?' | '{' => {
                    let Some(times) = self.times(next)? else {
                        before = Before::Item;
                        continue;
                    };
                    match before {
                        Before::Nothing | Before::Place => return Err(format!("nothing stands before `{times}` that it could repeat")),
                        Before::Repeated => return Err(format!("`{times}` repeats what is repeated already")),
                        Before::Item => before = Before::Repeated,
                    }
                    // As few as will do; or, since 3.11, as many as there are.
                    let _ = self.takes("?") || self.takes("+");
                }
                _ => before = Before::Item,
            }
        }
        if open > 0 { Err("it has a `(` that nothing closes".to_owned()) } else { Ok(()) }
    }

    /// How often something is repeated, as written; `None` for a brace that means itself.
    fn times(&mut self, next: char) -> Result<Option<String>, String> {
        if next != '{' {
            return Ok(Some(next.to_string()));
        }
        let Some((inside, _)) = self.rest().split_once('}').filter(|(inside, _)| !inside.is_empty()) else { return Ok(None) };
        let (low, high) = inside.split_once(',').unwrap_or((inside, inside));
        if ![low, high].iter().all(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            return Ok(None);
        }
        let times = format!("{{{inside}}}");
        if let (Ok(low), Ok(high)) = (low.parse::<u64>(), high.parse::<u64>())
            && low > high
        {
            return Err(format!("the numbers of `{times}` are the wrong way round"));
        }
        self.at += inside.len() + 1;
        Ok(Some(times))
    }

    /// Behind a backslash.
    fn escape(&mut self) -> Result<Before, String> {
        match self.next() {
            None => Err("it ends in a `\\`".to_owned()),
            Some('A' | 'b' | 'B' | 'Z' | 'z') => Ok(Before::Place),
            Some(c) if c.is_ascii_alphabetic() && !"dDsSwWafnrtvxuUN".contains(c) => Err(format!("Python knows no `\\{c}`")),
            Some('N') => {
                let name = self.rest().strip_prefix('{').and_then(|rest| rest.find('}'));
                self.at += name.map_or(0, |end| end + 2);
                Ok(Before::Item)
            }
            Some(_) => Ok(Before::Item),
        }
    }

    /// Behind the bracket that opens a set.
    fn set(&mut self) -> Result<(), String> {
        let unclosed = || "it has a `[` that nothing closes".to_owned();
        self.takes("^");
        let mut first = true;
        let mut range_from = None;
        loop {
            let next = self.next().ok_or_else(unclosed)?;
            match next {
                ']' if !first => return Ok(()),
                '\\' => {
                    let escaped = self.next().ok_or_else(unclosed)?;
                    if escaped.is_ascii_alphabetic() && !"bdDsSwWafnrtvxuUN".contains(escaped) {
                        return Err(format!("Python knows no `\\{escaped}` in a set"));
                    }
                    range_from = None;
                }
                // Of plain characters only; those that are escaped are left alone.
                '-' if range_from.is_some() => {
                    let Some(from) = range_from.take() else { continue };
                    match self.rest().chars().next() {
                        Some(']' | '\\') | None => {}
                        Some(to) if to < from => return Err(format!("the range `{from}-{to}` is the wrong way round")),
                        Some(_) => _ = self.next(),
                    }
                }
                _ => range_from = Some(next),
            }
            first = false;
        }
    }

    /// Behind the parenthesis that opens a group: whether there is one to close.
    fn group(&mut self) -> Result<bool, String> {
        if !self.takes("?") {
            return Ok(true);
        }
        if self.takes("P<") {
            let Some(end) = self.rest().find('>') else { return Err("the name of a group has no end".to_owned()) };
            self.at += end + 1;
            return Ok(true);
        }
        // A reference to a group by its name, a comment, a condition.
        if self.takes("P=") || self.takes("#") {
            let Some(end) = self.rest().find(')') else { return Err("it has a `(` that nothing closes".to_owned()) };
            self.at += end + 1;
            return Ok(false);
        }
        if self.takes("(") {
            let Some(end) = self.rest().find(')') else { return Err("it has a `(` that nothing closes".to_owned()) };
            self.at += end + 1;
            return Ok(true);
        }
        let rest = self.rest();
        if let Some(end) = rest.find(|c: char| !"aiLmsux-".contains(c)).filter(|end| *end > 0) {
            let closes = match &rest[end..=end] {
                ")" => true,
                ":" => false,
                _ => return Ok(true),
            };
            self.at += end + 1;
            return Ok(!closes);
        }
        if ["<=", "<!", "=", "!", ":", ">"].into_iter().any(|start| self.takes(start)) {
            return Ok(true);
        }
        match self.rest().chars().next() {
            Some('<') => Err("Python writes a named group `(?P<name>...)`".to_owned()),
            Some(c) => Err(format!("Python knows no group that starts with `(?{c}`")),
            None => Err("it has a `(` that nothing closes".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn patterns() {
        for good in [
            "",
            "^$",
            ".*\\.py$",
            "a|b",
            "(a|b)+",
            "[]a]",
            "[^]a]",
            "[a-]",
            "[-a]",
            "[\\w-]",
            "[[a]",
            "a{2,3}?",
            "a{",
            "{a}",
            "{}",
            "a{,}",
            "(?i)a",
            "(?P<x>a)(?P=x)",
            "(?<!a)b",
            "(?<=a)b",
            "(?:a)*",
            "(a*)*",
            "(|a)*",
            "(?#(()a",
            "(?(1)a|b)",
            "()(?(1)a|b)",
            "(?=a)*",
            "(?i:a)",
            "(?x)\n  ^(  # one (\n  a | b\n )$\n",
            "(?x) a *",
            "(?x)\\#*",
            "a++",
            "a*?",
            "\\(",
            "\\b",
            "é+",
            "\\N{DASH}*",
        ] {
            assert_eq!(mistake(good), None, "{good}");
        }
        for bad in [
            "*.py",
            "*",
            "+a",
            "a|*",
            "(*a)",
            "^*",
            "\\b+",
            "a**",
            "a{2}{3}",
            "a*?*",
            "(a",
            "a)",
            "[a",
            "[]",
            "[z-a]",
            "a{3,2}",
            "\\p{L}",
            "[\\A]",
            "a\\",
            "(?<name>a)",
            "(?R)",
            "(?P<x",
            "(?",
            "(?x) *",
            "(?x)(  # )\n",
            "src/**/*.py",
            "(?i)*",
        ] {
            assert!(mistake(bad).is_some(), "{bad}");
        }
    }
}
