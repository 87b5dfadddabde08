//! Patterns of `.dockerignore`, as Docker reads and matches them.
//!
//! Unlike those of git: a pattern is seen from the top of the context only, the last that matches a path or one of the folders
//! above it decides, and `!` takes back what lies in a folder that is left out.

/// The patterns of one file, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Patterns(Vec<Pattern>);

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pattern {
    /// As cleaned.
    text: String,
    /// Whether it takes back.
    negated: bool,
    /// `**` and then nothing special: what a path ends in.
    suffix: Option<String>,
    tokens: Vec<Token>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    One(char),
    /// `?`: any character of a name.
    Any,
    /// `*`: the rest of a name, or a part of it.
    Name,
    /// `**` before more: any number of folders.
    Folders,
    /// `**` at the end: everything.
    Rest,
    /// `[a-z]`, `[^a-z]`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Patterns {
    /// Reads a file. `None` when a pattern is one that Docker refuses.
    pub fn read(text: &str) -> Option<Patterns> {
        let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines();
        let mut found = Vec::new();
        for line in lines.filter(|line| !line.starts_with('#')).map(str::trim).filter(|line| !line.is_empty()) {
            let (negated, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest.trim()));
            // `!` alone.
            if line.is_empty() {
                return None;
            }
            let cleaned = clean(line);
            let text = if cleaned.len() > 1 { cleaned.strip_prefix('/').unwrap_or(&cleaned) } else { &cleaned };
            found.push(Pattern::new(text, negated)?);
        }
        Some(Patterns(found))
    }

    /// The pattern that leaves `path` out, as seen from the top of the context; `None` when it is let in.
    pub fn leaves_out(&self, path: &str) -> Option<&str> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let ways: Vec<&str> = ends.map(|end| &path[..end]).collect();
        let mut out = None;
        for pattern in &self.0 {
            // What takes back has nothing to do while the path is in, and the other way round.
            if pattern.negated == out.is_some() && ways.iter().any(|way| pattern.matches(way)) {
                out = (!pattern.negated).then_some(pattern.text.as_str());
            }
        }
        out
    }

    /// Whether some pattern takes back.
    pub fn takes_back(&self) -> bool {
        self.0.iter().any(|pattern| pattern.negated)
    }
}

impl Pattern {
    fn new(text: &str, negated: bool) -> Option<Pattern> {
        let mut tokens = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' if chars.peek() == Some(&'*') => {
                    chars.next();
                    chars.next_if_eq(&'/');
                    if chars.peek().is_none() { Token::Rest } else { Token::Folders }
                }
                '*' => Token::Name,
                '?' => Token::Any,
                '\\' => Token::One(chars.next()?),
                '[' => {
                    let negated = chars.next_if_eq(&'^').is_some();
                    let mut ranges = Vec::new();
                    loop {
                        let mut bound = || match chars.next()? {
                            '\\' => chars.next(),
                            c => Some(c),
                        };
                        match bound()? {
                            ']' if !ranges.is_empty() => break,
                            ']' => return None,
                            low => {
                                let high = if chars.next_if_eq(&'-').is_some() { chars.next()? } else { low };
                                ranges.push((low, high));
                            }
                        }
                    }
                    Token::Class { negated, ranges }
                }
                c => Token::One(c),
            });
        }
        let plain = |text: &str| !text.contains(['*', '?', '[', ']', '\\']);
        let suffix = text.strip_prefix("**").filter(|rest| plain(rest)).map(str::to_owned);
        Some(Pattern { text: format!("{}{text}", if negated { "!" } else { "" }), negated, suffix, tokens })
    }

    fn matches(&self, path: &str) -> bool {
        if let Some(suffix) = &self.suffix {
            return path.ends_with(suffix.as_str()) || suffix.strip_prefix('/') == Some(path);
        }
        let path: Vec<char> = path.chars().collect();
        // Which beginnings of the path the tokens so far can stand for: no way is tried twice.
        let mut reached = vec![false; path.len() + 1];
        reached[0] = true;
        for token in &self.tokens {
            reached = token.step(&path, &reached);
        }
        reached[path.len()]
    }
}

impl Token {
    fn step(&self, path: &[char], from: &[bool]) -> Vec<bool> {
        let mut to = vec![false; from.len()];
        let one = |to: &mut Vec<bool>, fits: &dyn Fn(char) -> bool| {
            for (at, c) in path.iter().enumerate().filter(|(at, _)| from[*at]) {
                to[at + 1] |= fits(*c);
            }
        };
        match self {
            Token::One(wanted) => one(&mut to, &|c| c == *wanted),
            Token::Any => one(&mut to, &|c| c != '/'),
            Token::Class { negated, ranges } => {
                one(&mut to, &|c| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated);
            }
            Token::Name | Token::Rest => {
                let mut open = false;
                for at in 0..from.len() {
                    open = from[at] || open && (*self == Token::Rest || path[at - 1] != '/');
                    to[at] = open;
                }
            }
            Token::Folders => {
                let mut open = false;
                for at in 0..from.len() {
                    to[at] = from[at] || open && path[at - 1] == '/';
                    open |= from[at];
                }
            }
        }
        to
    }
}

/// A path without `.`, `..` and slashes that mean nothing, as Go cleans it.
pub fn clean(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
