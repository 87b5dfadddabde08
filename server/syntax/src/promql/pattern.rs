//! Regular expressions as Go's `regexp` reads them: what it refuses, and which groups an expression has.

/// The groups that a pattern captures, from 1; those with a name have it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Groups(Vec<Option<String>>);

impl Groups {
    /// Whether a replacement that refers to `name`, a number or a name, gets what a group has matched.
    pub fn has(&self, name: &str) -> bool {
        let number = name.parse::<usize>().ok().filter(|_| name.len() == 1 || !name.starts_with('0'));
        match number {
            Some(number) => number <= self.0.len(),
            None => self.0.iter().flatten().any(|known| known == name),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether any of them has a name.
    pub fn are_named(&self) -> bool {
        self.0.iter().any(Option::is_some)
    }
}

/// Reads a pattern.
///
/// # Errors
///
/// What is wrong with it, to follow its name.
pub fn groups(pattern: &str) -> Result<Groups, String> {
    let mut reader = Reader { rest: pattern, groups: Groups::default() };
    reader.all()?;
    Ok(reader.groups)
}

/// The most that a count may be.
const MOST: u32 = 1000;

struct Reader<'p> {
    rest: &'p str,
    groups: Groups,
}

impl<'p> Reader<'p> {
    fn all(&mut self) -> Result<(), String> {
        // Whether nothing stands here that could be repeated, and whether what does is repeated already.
        let (mut open, mut is_fresh, mut is_repeated) = (0usize, true, false);
        while let Some(c) = self.next() {
            let was_repeated = std::mem::take(&mut is_repeated);
            let repeat = match c {
                '*' | '+' | '?' => Some(c.to_string()),
                '{' => self.count()?,
                _ => None,
            };
            if let Some(repeat) = repeat {
                // `a*?` repeats as rarely as it can.
                let lazy = self.take("?");
                if is_fresh {
                    return Err(format!("repeats nothing by `{repeat}`"));
                }
                if was_repeated {
                    return Err(format!("repeats by `{repeat}{}` what is repeated already", if lazy { "?" } else { "" }));
                }
                is_repeated = true;
                continue;
            }
            match c {
                '(' if self.flags()? => {}
                '(' => {
                    open += 1;
                    is_fresh = true;
                }
                ')' => {
                    open = open.checked_sub(1).ok_or("has a `)` that nothing opens")?;
                    is_fresh = false;
                }
                '|' => is_fresh = true,
                '[' => {
                    self.class()?;
                    is_fresh = false;
                }
                '\\' => {
                    self.escape()?;
                    is_fresh = false;
                }
                _ => is_fresh = false,
            }
        }
        if open > 0 { Err("has a `(` that nothing closes".to_owned()) } else { Ok(()) }
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn take(&mut self, start: &str) -> bool {
        self.rest.strip_prefix(start).map(|rest| self.rest = rest).is_some()
    }

    /// `{2}`, `{2,}`, `{2,5}` behind the brace; anything else there is text.
    fn count(&mut self) -> Result<Option<String>, String> {
        let number = |text: &str| {
            let is_number =
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
            is_number.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let Some((inside, rest)) = self.rest.split_once('}') else { return Ok(None) };
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        let Some(least) = number(least) else { return Ok(None) };
        let most = if most.is_empty() { Some(least) } else { number(most) };
        let Some(most) = most else { return Ok(None) };
        if most > MOST || least > most {
            return Err(format!("repeats by `{{{inside}}}`, which is no range up to {MOST}"));
        }
        self.rest = rest;
        Ok(Some(format!("{{{inside}}}")))
    }

    /// What stands behind `(?`; whether it only sets flags, and opens nothing.
    fn flags(&mut self) -> Result<bool, String> {
        if !self.rest.starts_with('?') {
            self.groups.0.push(None);
            return Ok(false);
        }
        if let Some(look) = ["?=", "?!", "?<=", "?<!"].into_iter().find(|look| self.rest.starts_with(look)) {
            return Err(format!("looks around by `({look}`, which Prometheus has not"));
        }
        if self.take("?P<") || self.take("?<") {
            let (name, rest) = self.rest.split_once('>').ok_or("has a group whose name nothing closes")?;
            let is_name = !name.is_empty() && name.chars().all(|c| c == '_' || c.is_alphanumeric());
            if !is_name || self.groups.0.iter().flatten().any(|known| known == name) {
                return Err(format!("has a group that cannot be called `{name}`"));
            }
            self.rest = rest;
            self.groups.0.push(Some(name.to_owned()));
            return Ok(false);
        }
        let flags = self.rest[1..].find([':', ')']).map(|end| &self.rest[1..=end]).unwrap_or_default();
        let (on, off) = flags.split_once('-').map_or((flags, None), |(on, off)| (on, Some(off)));
        let is_known = on.chars().chain(off.unwrap_or_default().chars()).all(|flag| "imsU".contains(flag));
        self.rest = &self.rest[1 + flags.len()..];
        let closing = self.next().filter(|c| matches!(c, ':' | ')') && is_known && off != Some(""));
        Ok(closing.ok_or("has a `(?` that nothing known follows")? == ')')
    }

    /// What stands behind a `\` outside of brackets.
    fn escape(&mut self) -> Result<(), String> {
        if self.take("Q") {
            self.rest = self.rest.split_once("\\E").map_or("", |(_, rest)| rest);
            return Ok(());
        }
        if self.rest.starts_with(['A', 'b', 'B', 'z']) {
            self.next();
            return Ok(());
        }
        if self.set()? { Ok(()) } else { self.character().map(drop) }
    }

    /// `\d` and the like, and classes of Unicode: those that stand for many characters.
    fn set(&mut self) -> Result<bool, String> {
        if self.rest.starts_with(['d', 'D', 's', 'S', 'w', 'W']) {
            self.next();
            return Ok(true);
        }
        if !self.rest.starts_with(['p', 'P']) {
            return Ok(false);
        }
        self.next();
        if self.take("{") {
            let (_, rest) = self.rest.split_once('}').ok_or("has a `\\p{` that nothing closes")?;
            self.rest = rest;
        } else {
            self.next().ok_or("ends in a `\\p`")?;
        }
        Ok(true)
    }

    /// The one character that an escape stands for.
    fn character(&mut self) -> Result<u32, String> {
        let octal = |c: char| c.to_digit(8);
        let c = self.next().ok_or("ends in a `\\`")?;
        match c {
            'a' => Ok(7),
            'f' => Ok(12),
            'n' => Ok(10),
            'r' => Ok(13),
            't' => Ok(9),
            'v' => Ok(11),
            '0'..='7' => {
                if c != '0' && !self.rest.starts_with(|next| octal(next).is_some()) {
                    return Err(format!("refers back by `\\{c}`, which Prometheus has not"));
                }
                let digits = self.rest.chars().take(2).take_while(|next| octal(*next).is_some()).count();
                let (more, rest) = self.rest.split_at(digits);
                self.rest = rest;
                Ok(more.chars().fold(octal(c).unwrap_or(0), |sum, digit| sum * 8 + octal(digit).unwrap_or(0)))
            }
            'x' => {
                let digits = match self.rest.strip_prefix('{') {
                    Some(inside) => inside.split_once('}'),
                    None => self.rest.split_at_checked(2),
                };
                let known = digits.and_then(|(digits, rest)| Some((u32::from_str_radix(digits, 16).ok()?, rest)));
                let (value, rest) =
                    known.filter(|(value, _)| *value <= 0x10_FFFF).ok_or("has a `\\x` without the number of a character")?;
                self.rest = rest;
                Ok(value)
            }
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(c as u32),
            c => Err(format!("has `\\{c}`, which stands for nothing")),
        }
    }

    /// What stands in brackets, behind the first.
    fn class(&mut self) -> Result<(), String> {
        self.take("^");
        let mut is_first = true;
        while is_first || !self.rest.starts_with(']') {
            is_first = false;
            if let Some((name, rest)) = self.rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
                if !NAMED.contains(&name.trim_start_matches('^')) {
                    return Err(format!("has a class `[:{name}:]`, which there is not"));
                }
                self.rest = rest;
                continue;
            }
            let before = self.rest;
            if self.take("\\") && self.set()? {
                continue;
            }
            self.rest = before;
            let low = self.member()?;
            let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            if is_range && self.take("-") && self.member()? < low {
                let range = &before[..before.len() - self.rest.len()];
                return Err(format!("has the range `{range}`, which ends before it begins"));
            }
        }
        self.next();
        Ok(())
    }

    fn member(&mut self) -> Result<u32, String> {
        match self.next() {
            Some('\\') => self.character(),
            Some(c) => Ok(c as u32),
            None => Err("has a `[` that nothing closes".to_owned()),
        }
    }
}

/// Classes of POSIX.
const NAMED: [&str; 14] =
    ["alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit"];

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn what_is_read() {
        for (good, count) in [
            ("", 0),
            (".*", 0),
            ("a|b", 0),
            ("(a|b)+", 1),
            ("[^/]+", 0),
            ("[]a]", 0),
            ("[a-]", 0),
            ("[[]", 0),
            ("[[:alpha:]\\d-]", 0),
            ("\\(", 0),
            ("(?i)a", 0),
            ("(?i-s:a)", 0),
            ("(?P<x>a)(?<y>(b))", 3),
            ("a{2}", 0),
            ("a{,2}{a}{01}", 0),
            ("a??", 0),
            ("(?:a)?", 0),
            ("|a", 0),
            ("^*a$", 0),
            ("\\Q(*\\E+", 0),
            ("\\pN\\p{Greek}\\x{1F}\\x41\\012\\-\\_", 0),
            ("()*", 1),
        ] {
            assert_eq!(groups(good).map(|groups| groups.count()), Ok(count), "{good}");
        }
    }

    #[test]
    fn what_is_refused() {
        for bad in [
            "*a",
            "(a",
            "a)",
            "[a",
            "[]",
            "(?!a)",
            "(?<=a)b",
            "a\\",
            "(+)",
            "a|*",
            "a**",
            "a+*?",
            "a{2}{3}",
            "a{1001}",
            "a{3,2}",
            "(?x)a",
            "(?",
            "(?i",
            "(?i-)",
            "(?P<a-b>x)",
            "(?P<x>a)(?P<x>b)",
            "(?P<x",
            "\\1",
            "\\8",
            "\\y",
            "\\é",
            "\\C",
            "[b-a]",
            "[[:what:]]",
            "[\\b]",
            "\\p{L",
            "\\x4",
            "(?)*",
        ] {
            assert!(groups(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_a_replacement_may_refer_to() {
        let groups = groups("(a)(?P<port>b)").expect("is one");
        for (name, has) in [("0", true), ("1", true), ("2", true), ("3", false), ("01", false), ("port", true), ("1_x", false), ("", false)]
        {
            assert_eq!(groups.has(name), has, "{name}");
        }
    }
}
