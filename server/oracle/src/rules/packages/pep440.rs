//! Versions of Python's packages and sets of specifiers, as PEP 440 has them.

/// Whether a text is a version.
pub(super) fn is_version(text: &str) -> bool {
    rest_of_version(text.trim()).is_some_and(str::is_empty)
}

/// What follows the version that a text begins with.
fn rest_of_version(text: &str) -> Option<&str> {
    let (_, rest) = release(text)?;
    let rest = suffixes(rest);
    match rest.strip_prefix('+') {
        Some(local) => {
            let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let end = local.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(local.len());
            local[..end].split(['-', '_', '.']).all(is_part).then(|| &local[end..])
        }
        None => Some(rest),
    }
}

/// How many numbers the release has, and what follows it.
fn release(text: &str) -> Option<(usize, &str)> {
    let mut rest = text.strip_prefix(['v', 'V']).unwrap_or(text);
    if let Some((epoch, after)) = rest.split_once('!')
        && !epoch.is_empty()
        && epoch.bytes().all(|byte| byte.is_ascii_digit())
    {
        rest = after;
    }
    let mut count = 0;
    loop {
        let digits = rest.len() - digits_cut(rest).len();
        if digits == 0 {
            return None;
        }
        count += 1;
        rest = &rest[digits..];
        match rest.strip_prefix('.') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => rest = after,
            _ => return Some((count, rest)),
        }
    }
}

fn digits_cut(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit())
}

/// Behind the marks of a pre-release, a post-release and a development release.
fn suffixes(text: &str) -> &str {
    let mut rest = marked(text, &["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"]).unwrap_or(text);
    rest = match rest.strip_prefix('-').filter(|after| after.starts_with(|c: char| c.is_ascii_digit())) {
        Some(after) => digits_cut(after),
        None => marked(rest, &["post", "rev", "r"]).unwrap_or(rest),
    };
    marked(rest, &["dev"]).unwrap_or(rest)
}

fn marked<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let separator = |text: &'a str| text.strip_prefix(['-', '_', '.']).unwrap_or(text);
    let start = separator(text);
    let word = words.iter().find(|word| start.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)))?;
    let after = &start[word.len()..];
    let numbered = separator(after);
    Some(if numbered.starts_with(|c: char| c.is_ascii_digit()) { digits_cut(numbered) } else { after })
}

/// What is wrong with a set of specifiers; `None` for a good one.
pub(super) fn wrong_specifiers(text: &str) -> Option<String> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty()).find_map(wrong_specifier)
}

fn wrong_specifier(text: &str) -> Option<String> {
    let operator = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"].into_iter().find(|operator| text.starts_with(operator));
    let Some(operator) = operator else {
        return Some(match text.chars().next() {
            Some('^' | '~') => format!("`{text}` is a way to write versions of other tools; here it is `>=` and `<`"),
            Some('=') => format!("`{text}` has one `=`, and `==` is meant"),
            _ => format!("`{text}` begins with no operator such as `>=`"),
        });
    };
    let version = text[operator.len()..].trim();
    if version.is_empty() {
        return Some(format!("`{operator}` has no version"));
    }
    if operator == "===" {
        return version.contains(char::is_whitespace).then(|| format!("`{version}` is no version"));
    }
    let has_wildcard = version.ends_with(".*");
    let bare = version.strip_suffix(".*").unwrap_or(version);
    let Some((count, after)) = release(bare) else { return Some(format!("`{version}` is no version")) };
    if has_wildcard {
        if !matches!(operator, "==" | "!=") {
            return Some(format!("`{operator}` takes no `.*`"));
        }
        return (!after.is_empty()).then(|| format!("`{version}` is no version"));
    }
    if !is_version(version) {
        return Some(format!("`{version}` is no version"));
    }
    if version.contains('+') && !matches!(operator, "==" | "!=") {
        return Some(format!("`{operator}` takes no local version such as `{version}`"));
    }
    (operator == "~=" && count < 2).then(|| format!("`~=` needs a version of two numbers at least, as in `~={version}.0`"))
}

#[cfg(test)]
mod tests {
    use super::{is_version, wrong_specifiers};

    #[test]
    fn versions() {
        for good in [
            "1",
            "1.0",
            "v1.0",
            "2026.1.post1",
            "1!2.0",
            "1.0a1",
            "1.0.dev0",
            "1.0rc1",
            "1.0-1",
            "1.0.alpha_2",
            "1.0+local.1",
            "1.0.0-beta.1",
            "1.0.0b2.post345.dev456",
            "0.1.0dev",
            "1.0PREVIEW1",
        ] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["", "a", "1.x", "1.0-foo", "1..0", "1.0.", "{{ x }}", "1.0+", "1.0.0-SNAPSHOT", "1.0.0.*"] {
            assert!(!is_version(bad), "{bad}");
        }
    }

    #[test]
    fn specifiers() {
        for good in ["", ">=3.8", ">= 3.8, <4", "==3.*", "!=3.1.*", "~=1.2", "===x", ">=1,", "==1.0+a", "<2.0a0"] {
            assert_eq!(wrong_specifiers(good), None, "{good}");
        }
        for bad in ["3.8", "^3.8", "=3.8", ">=3.*", "~=3", ">=", ">=3.8 <4", "~3.8", ">=1.0+a", "==1.x"] {
            assert!(wrong_specifiers(bad).is_some(), "{bad}");
        }
    }
}
