//! Versions and ranges of Node's packages, as npm reads them: loosely.

/// Whether a text is a version: three numbers, and what comes before or beside a release.
pub(super) fn is_version(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['v', '=', ' ']);
    partial(text).is_some_and(|count| count == 3)
        && !text.starts_with(['x', 'X', '*'])
        && text.split(['.', '-', '+']).take(3).all(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a text is a range of versions.
pub(super) fn is_range(text: &str) -> bool {
    text.split("||").all(|all| {
        let words: Vec<&str> = all.split_whitespace().collect();
        match words.as_slice() {
            [from, "-", to] => partial(from).is_some() && partial(to).is_some(),
            words => {
                let (mut at, mut good) = (0, true);
                while let Some(word) = words.get(at) {
                    at += 1;
                    let bare = word.trim_start_matches(['<', '>', '=', '~', '^']);
                    let operator = &word[..word.len() - bare.len()];
                    good &= matches!(operator, "" | "<" | ">" | "<=" | ">=" | "=" | "~" | "~>" | "^" | "==" | "^=" | "~=" | "~==" | "^==");
                    // The version may stand apart from its operator.
                    let version = match bare {
                        "" if at < words.len() => {
                            at += 1;
                            words[at - 1]
                        }
                        bare => bare,
                    };
                    good &= partial(version).is_some();
                }
                good
            }
        }
    })
}

/// How many of the three numbers a version has, `x` and `*` counted; `None` for what is none.
fn partial(text: &str) -> Option<usize> {
    let text = text.trim_start_matches(['v', 'V', '=']);
    let mut rest = text;
    let mut count = 0;
    loop {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let length = if digits > 0 { digits } else { usize::from(rest.starts_with(['x', 'X', '*'])) };
        if length == 0 || count == 3 {
            return None;
        }
        count += 1;
        rest = &rest[length..];
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None => break,
        }
    }
    let is_rest = |rest: &str| rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+'));
    let qualified = rest.is_empty() || count == 3 && is_rest(rest);
    qualified.then_some(count)
}

/// What is wrong with what a dependency asks for. Addresses, paths, tags and the words of package managers are left alone.
pub(super) fn wrong_dependency(text: &str) -> Option<String> {
    let text = text.trim();
    if ["{{", "<%", "__", "%", "@@", "$"].iter().any(|mark| text.contains(mark)) {
        return None;
    }
    // A place for a version, which something fills in: `<version>`.
    if text
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    {
        return None;
    }
    let range = match text.strip_prefix("npm:") {
        // `npm:name@range`, `npm:@scope/name@range`, and a range alone.
        Some(alias) => match alias.rfind('@') {
            Some(at) if at > 0 => &alias[at + 1..],
            _ => return None,
        },
        None => text,
    };
    if range.contains([':', '/', '#', '@']) || range.starts_with('.') || is_range(range) {
        return None;
    }
    // A tag: what can stand in an address as it is. One that begins like a version is hardly meant as one.
    let is_tag = range.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '!' | '~' | '*' | '\'' | '(' | ')'));
    let looks_like_version = range.trim_start_matches(['v', '~']).starts_with(|c: char| c.is_ascii_digit());
    (!is_tag || looks_like_version).then(|| format!("`{range}` is no range of versions"))
}

#[cfg(test)]
mod tests {
    use super::{is_range, is_version, wrong_dependency};

    #[test]
    fn versions() {
        for good in ["1.2.3", "v1.2.3", "1.2.3-beta.1", "1.2.3+build", "0.0.0-dev", "=1.2.3", "1.2.3beta"] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["1", "1.2", "1.2.x", "1.2.3.4", "a", "1.2.3 beta", "workspace:*"] {
            assert!(!is_version(bad), "{bad}");
        }
    }

    #[test]
    fn ranges() {
        for good in [
            "",
            "*",
            "1",
            "1.x",
            "^1.2.3",
            "~1.2",
            "~> 1.2",
            ">= 1.2.3 <2",
            "1.2.3 - 2",
            "1 || >=3.0.0-0",
            ">=1.2.3-beta.1",
            "x",
            "=1.2.3",
            "^1.2.3 || ^2.0.0",
            ">=14",
            "1.2.*",
            "^v1.2.3",
            "||",
            ">=1 || *",
        ] {
            assert!(is_range(good), "{good}");
        }
        for bad in ["1.2.3.4", "^a", "latest", ">>1", "1.2.3,2", "^", "1-2"] {
            assert!(!is_range(bad), "{bad}");
        }
    }

    #[test]
    fn dependencies() {
        for good in [
            "latest",
            "next",
            "workspace:*",
            "catalog:",
            "catalog:react",
            "npm:a@^1",
            "npm:@a/b@1.0.0",
            "file:../a",
            "link:a",
            "user/repo",
            "github:user/repo#main",
            "git+ssh://git@example.org/a.git",
            "https://example.org/a.tgz",
            "../a",
            "./a",
            "~/a",
            "${VERSION}",
            "<angular-version>",
            "patch:a@npm%3A1.0.0#x",
            "jsr:^1",
            "npm:a",
            "canary-2024",
        ] {
            assert_eq!(wrong_dependency(good), None, "{good}");
        }
        for bad in ["1.2.3.4", "^latest", ">=1.2.3,<2", "npm:a@^^1", "^1.2.3 beta", "1.0.0.x", "~1.2.3.4"] {
            assert!(wrong_dependency(bad).is_some(), "{bad}");
        }
    }
}
