//! Patterns of a CODEOWNERS file. Nearly those of `.gitignore`, and the differences are where tools go wrong.
//!
//! GitHub: a slash at the start or in the middle binds a pattern to the root; whatever matches a folder owns all
//! below it, but `docs/*` owns only what lies directly in `docs/`. GitLab: only a slash at the start binds to the
//! root, and only a slash at the end owns what is below.

/// Whose rules hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    /// GitHub's.
    GitHub,
    /// GitLab's.
    GitLab,
}

/// One pattern, ready to match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// Between slashes. `**` is any number of parts.
    parts: Vec<String>,
    /// Whether it owns what is below what it matches.
    below: bool,
}

impl Pattern {
    /// Reads one. `None` when it says nothing.
    pub fn new(text: &str, dialect: Dialect) -> Option<Pattern> {
        let folder = text.ends_with('/');
        let bound = text.starts_with('/') || (dialect == Dialect::GitHub && text.trim_end_matches('/').contains('/'));
        let mut parts: Vec<String> = text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        // `**` twice in a row says no more than once.
        parts.dedup_by(|a, b| a == "**" && b == "**");
        let first = parts.first()?.clone();
        let below = match dialect {
            // A star at the end of a path stays in its folder; alone, without any slash, it is everything.
            Dialect::GitHub => parts.last()? != "*" || (parts.len() == 1 && !bound),
            Dialect::GitLab => false,
        };
        if !bound && first != "**" {
            parts.insert(0, "**".to_owned());
        }
        if folder {
            // What lies below a folder of that name; a file of that name is not meant.
            if parts.pop_if(|last| last == "**").is_some() {
                parts.push("*".to_owned());
            }
            parts.extend(["**".to_owned(), "*".to_owned()]);
        }
        Some(Pattern { parts, below: below && !folder })
    }

    /// Whether it owns the file at `path`, written with `/` and from the root.
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<&str> = path.split('/').collect();
        let (mut part, mut at) = (0, 0);
        // Where to go on when the last `**` takes one part more: as with `*` in a word, the last one is enough.
        let mut again = None;
        loop {
            if part == self.parts.len() && (at == path.len() || self.below) {
                return true;
            }
            match self.parts.get(part).map(String::as_str) {
                Some("**") if part + 1 == self.parts.len() => return at < path.len(),
                Some("**") => {
                    again = Some((part, at));
                    part += 1;
                    continue;
                }
                Some(wanted) if path.get(at).is_some_and(|name| word(wanted, name)) => {
                    (part, at) = (part + 1, at + 1);
                    continue;
                }
                _ => {}
            }
            match again {
                Some((star, from)) if from < path.len() => {
                    again = Some((star, from + 1));
                    (part, at) = (star + 1, from + 1);
                }
                _ => return false,
            }
        }
    }
}

/// Whether `pattern`, with `*` and `?`, matches all of `name`.
fn word(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n, mut again) = (0, 0, None);
    loop {
        let literal = |p: usize| if pattern.get(p) == Some(&'\\') { (pattern.get(p + 1), 2) } else { (pattern.get(p), 1) };
        match pattern.get(p) {
            Some('*') => {
                again = Some((p, n));
                p += 1;
                continue;
            }
            Some('?') if n < name.len() => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            Some(_) if n < name.len() && literal(p).0 == name.get(n) => {
                (p, n) = (p + literal(p).1, n + 1);
                continue;
            }
            None if n == name.len() => return true,
            _ => {}
        }
        match again {
            Some((star, from)) if from < name.len() => {
                again = Some((star, from + 1));
                (p, n) = (star + 1, from + 1);
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_both_documentations() {
        for (dialect, pattern, path, expected) in [
            (Dialect::GitHub, "*", "a/b/c.js", true),
            (Dialect::GitHub, "*.js", "a/b/c.js", true),
            (Dialect::GitHub, "*.js", "a/b.js/c.ts", true),
            (Dialect::GitHub, "/build/logs/", "build/logs/a/b", true),
            (Dialect::GitHub, "/build/logs/", "x/build/logs/a", false),
            (Dialect::GitHub, "/build/logs/", "build/logs", false),
            (Dialect::GitHub, "docs/*", "docs/getting-started.md", true),
            (Dialect::GitHub, "docs/*", "docs/build-app/troubleshooting.md", false),
            (Dialect::GitHub, "docs/*", "a/docs/x.md", false),
            (Dialect::GitHub, "apps/", "a/b/apps/x", true),
            (Dialect::GitHub, "/docs/", "docs/a/b", true),
            (Dialect::GitHub, "/scripts/", "deep/scripts/a", false),
            (Dialect::GitHub, "**/logs", "deeply/nested/logs/x", true),
            (Dialect::GitHub, "**/logs", "logs", true),
            (Dialect::GitHub, "/apps/github", "apps/github/x/y", true),
            (Dialect::GitHub, "/apps/github", "apps/github2", false),
            (Dialect::GitHub, "a/**/z", "a/z", true),
            (Dialect::GitHub, "a/**/z", "a/b/c/z/q", true),
            (Dialect::GitHub, "a/**", "a", false),
            (Dialect::GitHub, "a/**/", "a/x", false),
            (Dialect::GitHub, "a/**/", "a/b/c/x", true),
            (Dialect::GitHub, "/*", "a", true),
            (Dialect::GitHub, "/*", "a/b", false),
            (Dialect::GitHub, "a/**/m/**/z", "a/m/q/m/z", true),
            (Dialect::GitHub, "x?z-*.md", "d/xyz-1.md", true),
            (Dialect::GitHub, "a\\*b", "a*b", true),
            (Dialect::GitHub, "Docs/", "docs/x", false),
            (Dialect::GitLab, "README.md", "a/README.md", true),
            (Dialect::GitLab, "internal/README.md", "docs/internal/README.md", true),
            (Dialect::GitLab, "/docs/", "docs/a/b.md", true),
            (Dialect::GitLab, "/docs/*", "docs/a/b.md", false),
            (Dialect::GitLab, "/docs/**/*.md", "docs/a/b/c.md", true),
            (Dialect::GitLab, "/docs/*.md", "docs/c.md", true),
            (Dialect::GitLab, "docs/", "x/docs/c.md", true),
            (Dialect::GitLab, "/docs", "docs/c.md", false),
        ] {
            assert_eq!(Pattern::new(pattern, dialect).unwrap().matches(path), expected, "{dialect:?} {pattern} {path}");
        }
        assert!(Pattern::new("", Dialect::GitHub).is_none() && Pattern::new("/", Dialect::GitHub).is_none());
    }

    #[test]
    fn stars_do_not_take_for_ever() {
        let pattern = Pattern::new(&"*a".repeat(200), Dialect::GitHub).unwrap();
        assert!(!pattern.matches(&"a".repeat(5000).replace("aa", "ab")));
        let pattern = Pattern::new(&format!("/{}x", "**/a/".repeat(100)), Dialect::GitHub).unwrap();
        assert!(!pattern.matches(&"a/".repeat(2000)));
    }
}
