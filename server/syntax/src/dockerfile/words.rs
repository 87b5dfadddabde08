//! How the arguments of an instruction are told apart.

use std::ops::Range;

/// Words between white space.
pub(super) fn plain(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (start, c.is_whitespace()) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| from..text.len()));
    found
}

/// Words as a shell sees them, quotes kept; `None` when a quote is not closed.
pub(super) fn shell(text: &str) -> Option<Vec<Range<usize>>> {
    quoted(text, '\\', false, usize::MAX)
}

/// Words of `ENV` and `LABEL`: a quote that is not closed reaches to the end.
pub(super) fn pairs(text: &str, escape: char) -> Vec<Range<usize>> {
    quoted(text, escape, true, usize::MAX).unwrap_or_default()
}

/// Where the first of those words ends.
pub(super) fn first_pair_end(text: &str, escape: char) -> usize {
    quoted(text, escape, true, 1).and_then(|found| found.first().map(|word| word.end)).unwrap_or(0)
}

fn quoted(text: &str, escape: char, open_end: bool, limit: usize) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            if let Some(from) = start.take() {
                found.push(from..at);
                if found.len() == limit {
                    return Some(found);
                }
            }
            continue;
        }
        start.get_or_insert(at);
        if c == escape && quote != Some('\'') {
            chars.next();
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '"' | '\'') {
            quote = Some(c);
        }
    }
    found.extend(start.map(|from| from..text.len()));
    (open_end || quote.is_none()).then_some(found)
}

/// How many strings the JSON array `text` has; `None` when it is no array of strings, and thus a command.
pub(super) fn json_strings(text: &str) -> Option<usize> {
    let mut rest = text.trim().strip_prefix('[')?.trim_start();
    if let Some(after) = rest.strip_prefix(']') {
        return after.is_empty().then_some(0);
    }
    let mut count = 0;
    loop {
        rest = after_json_string(rest)?.trim_start();
        count += 1;
        match rest.strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None => return (rest.strip_prefix(']')? == "").then_some(count),
        }
    }
}

fn after_json_string(text: &str) -> Option<&str> {
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some(chars.as_str()),
            '\\' => match chars.next()? {
                '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {}
                'u' => {
                    for _ in 0..4 {
                        chars.next().filter(char::is_ascii_hexdigit)?;
                    }
                }
                _ => return None,
            },
            c if c < ' ' => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_counted() {
        assert_eq!(json_strings(r#"["a", "b\"]", "\u00e9"]"#), Some(3));
        assert_eq!(json_strings("[ ]"), Some(0));
        for text in [r#"["a""#, "['a']", r#"["a",]"#, r#"["a"] x"#, "[1]", "a", r#"["\d"]"#] {
            assert_eq!(json_strings(text), None, "{text}");
        }
    }

    #[test]
    fn words_keep_quotes_together() {
        let slices = |text: &'static str| pairs(text, '\\').into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(slices(r#"a="b c" d='e f' g=\ h"#), [r#"a="b c""#, "d='e f'", r"g=\ h"]);
        assert_eq!(slices(r#"a="b c"#), [r#"a="b c"#]);
        assert_eq!(shell("it's"), None);
    }
}
