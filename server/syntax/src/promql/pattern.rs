//! Regular expressions of matchers: what RE2 refuses without doubt.

/// What is wrong with a pattern.
pub(super) fn wrong(pattern: &str) -> Option<String> {
    let bytes = pattern.as_bytes();
    let (mut at, mut open, mut fresh) = (0, 0usize, true);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                if at + 1 == bytes.len() {
                    return Some("ends in a `\\`".to_owned());
                }
                // `\Q...\E` and `\pN` have rules of their own.
                if matches!(bytes[at + 1], b'Q' | b'p' | b'P') {
                    return None;
                }
                at += 1;
                fresh = false;
            }
            b'[' => {
                let mut end = at + 1;
                end += usize::from(bytes.get(end) == Some(&b'^'));
                end += usize::from(bytes.get(end) == Some(&b']'));
                while bytes.get(end).is_some_and(|byte| *byte != b']') {
                    if bytes[end..].starts_with(b"[:") {
                        return None;
                    }
                    end += 1 + usize::from(bytes[end] == b'\\');
                }
                if end >= bytes.len() {
                    return Some("has a `[` that nothing closes".to_owned());
                }
                at = end;
                fresh = false;
            }
            b'(' => {
                let rest = &pattern[at..];
                if let Some(look) = ["(?=", "(?!", "(?<=", "(?<!"].into_iter().find(|look| rest.starts_with(look)) {
                    return Some(format!("looks around by `{look}`, which Prometheus has not"));
                }
                if rest.starts_with("(?") {
                    at += 1;
                }
                open += 1;
                fresh = true;
            }
            b')' => {
                if open == 0 {
                    return Some("has a `)` that nothing opens".to_owned());
                }
                open -= 1;
                fresh = false;
            }
            b'|' => fresh = true,
            b'*' | b'+' | b'?' if fresh => return Some(format!("repeats nothing by `{}`", byte as char)),
            _ => fresh = false,
        }
        at += 1;
    }
    (open > 0).then(|| "has a `(` that nothing closes".to_owned())
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn patterns() {
        for good in
            ["", ".*", "a|b", "(a|b)+", "[^/]+", "[]a]", "\\(", "(?i)a", "(?P<x>a)", "a{2}", "[[:alpha:]]", "a??", "(?:a)?", "|a", "^a$"]
        {
            assert_eq!(wrong(good), None, "{good}");
        }
        for bad in ["*a", "(a", "a)", "[a", "(?!a)", "a\\", "(+)", "a|*"] {
            assert!(wrong(bad).is_some(), "{bad}");
        }
    }
}
