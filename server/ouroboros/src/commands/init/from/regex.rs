//! Regular expressions over paths, as dependency-cruiser's rules have them, as folders and globs: where they say no more than those can.

/// An expression may stand for at most this many paths.
const MOST: usize = 64;

/// What an expression matches, as paths and globs seen from the root; `None` where globs cannot say it. `is_folder` knows folders:
/// without a `$`, what begins with the path is meant, which is a folder with all in it where there is one.
pub fn globs(expression: &str, is_folder: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    let mut reader = Reader { rest: expression };
    let alternatives = reader.alternatives(0)?;
    if !reader.rest.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    for alternative in alternatives {
        out.push(path(&alternative, is_folder)?);
    }
    out.sort();
    out.dedup();
    (!out.is_empty()).then_some(out)
}

/// `\u{1}` stands for `^`, `\u{2}` for `$`, `\u{3}` for any text, folders included, so that they are told from what is written.
fn path(text: &str, is_folder: &dyn Fn(&str) -> bool) -> Option<String> {
    let (inner, is_ended) = text.strip_suffix('\u{2}').map_or((text, false), |inner| (inner, true));
    // Nothing in front: anywhere, of which only whole names can be said.
    let inner = match inner.strip_prefix('\u{1}') {
        Some(inner) => inner.strip_prefix("./").unwrap_or(inner).to_owned(),
        None if inner.starts_with('/') => format!("**{inner}"),
        None if inner.starts_with('\u{3}') => format!("**/{}", inner.trim_start_matches(['\u{3}', '/'])),
        None if is_ended && inner.starts_with('.') => format!("**/*{inner}"),
        None => return None,
    };
    if inner.contains(['\u{1}', '\u{2}']) {
        return None;
    }
    let (inner, is_open) = match inner.strip_suffix('\u{3}') {
        Some(inner) => (inner.to_owned(), true),
        None => (inner, !is_ended),
    };
    // Any text in the middle is any number of folders, where it stands between two.
    let inner = inner.replace("/\u{3}/", "/**/").replace("/\u{3}.", "/**/*.").replace("/\u{3}", "/**/*");
    if inner.contains('\u{3}') || inner.is_empty() {
        return None;
    }
    if !is_open {
        return Some(inner);
    }
    match inner.strip_suffix('/') {
        Some(folder) => Some(folder.to_owned()),
        None if inner.ends_with('*') || is_folder(&inner) => Some(inner),
        // A file may have any end.
        None => Some(format!("{inner}*")),
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn alternatives(&mut self, depth: usize) -> Option<Vec<String>> {
        if depth > 8 {
            return None;
        }
        let mut out = self.sequence(depth)?;
        while let Some(rest) = self.rest.strip_prefix('|') {
            self.rest = rest;
            out.extend(self.sequence(depth)?);
            if out.len() > MOST {
                return None;
            }
        }
        Some(out)
    }

    fn sequence(&mut self, depth: usize) -> Option<Vec<String>> {
        let mut out = vec![String::new()];
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let next = self.atom(depth)?;
            if out.len() * next.len() > MOST {
                return None;
            }
            out = out.iter().flat_map(|start| next.iter().map(move |end| format!("{start}{end}"))).collect();
        }
        Some(out)
    }

    fn atom(&mut self, depth: usize) -> Option<Vec<String>> {
        // Any text, and any name.
        for (written, meant) in [(".*", "\u{3}"), (".+", "\u{3}"), ("[^/]+", "*"), ("[^/]*", "*"), ("[^\\/]+", "*"), ("[^\\/]*", "*")] {
            if let Some(rest) = self.rest.strip_prefix(written) {
                self.rest = rest;
                return self.once(meant);
            }
        }
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        match c {
            '^' => Some(vec!["\u{1}".to_owned()]),
            '$' => Some(vec!["\u{2}".to_owned()]),
            '(' => {
                for mark in ["?:", "?<"] {
                    let Some(rest) = self.rest.strip_prefix(mark) else { continue };
                    // A name, unless it looks behind.
                    self.rest = if mark == "?:" { rest } else { rest.split_once('>').filter(|(name, _)| !name.starts_with(['=', '!']))?.1 };
                }
                if self.rest.starts_with('?') {
                    return None;
                }
                let mut inner = self.alternatives(depth + 1)?;
                self.rest = self.rest.strip_prefix(')')?;
                if let Some(rest) = self.rest.strip_prefix('?') {
                    self.rest = rest;
                    inner.push(String::new());
                }
                if self.rest.starts_with(['*', '+', '{', '?']) { None } else { Some(inner) }
            }
            '\\' => {
                let c = self.rest.chars().next().filter(|c| !c.is_alphanumeric())?;
                self.rest = &self.rest[c.len_utf8()..];
                self.once(&c.to_string())
            }
            '.' | '[' | ']' | '*' | '+' | '?' | '{' | '}' | ')' => None,
            c => self.once(&c.to_string()),
        }
    }

    /// One character, which may be missing but not be repeated.
    fn once(&mut self, text: &str) -> Option<Vec<String>> {
        if let Some(rest) = self.rest.strip_prefix('?') {
            self.rest = rest;
            return Some(vec![text.to_owned(), String::new()]);
        }
        (!self.rest.starts_with(['*', '+', '{'])).then(|| vec![text.to_owned()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_globs_can_say_and_what_not() {
        let is_folder = |path: &str| matches!(path, "src/api" | "src/store" | "src");
        for (expression, expected) in [
            ("^src/api", Some("src/api")),
            ("^src/api/", Some("src/api")),
            ("^(src/api|src/store)/", Some("src/api src/store")),
            ("^src/(?:api|store)/[^/]+/index\\.ts$", Some("src/api/*/index.ts src/store/*/index.ts")),
            ("^src/.+\\.spec\\.ts$", Some("src/**/*.spec.ts")),
            ("^src/ap", Some("src/ap*")),
            ("\\.(spec|test)\\.tsx?$", Some("**/*.spec.ts **/*.spec.tsx **/*.test.ts **/*.test.tsx")),
            ("(^|/)legacy/", Some("**/legacy legacy")),
            ("^src/.*", Some("src")),
            ("/generated/", Some("**/generated")),
            ("node_modules", None),
            ("^src/([^/]+)/(?!index)", None),
            ("^src/$1", None),
            ("^[a-z]+/", None),
            ("^src/(a", None),
            ("^a{1,3}", None),
            ("", None),
        ] {
            let found = globs(expression, &is_folder).map(|paths| paths.join(" "));
            assert_eq!(found.as_deref(), expected, "{expression}");
        }
    }

    #[test]
    fn hostile_ones_end() {
        assert_eq!(globs(&"(".repeat(10_000), &|_| false), None);
        assert_eq!(globs(&"(a|b)".repeat(1_000), &|_| false), None);
    }
}
