//! Filters of events that GitHub refuses, and patterns in them that match nothing.

use std::ops::Range;

use documents::Node;
use syntax::Role;

use crate::document::{DocumentContext, Found, Located, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const CLASH: Rule = Rule {
    code: "L3/clashing-filters",
    severity: Severity::Error,
    summary: "An event has a filter and its opposite, which GitHub refuses.",
    page: include_str!("clashing_filters.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], clashes),
};

/// See the page.
pub const PATTERN: Rule = Rule {
    code: "L3/filter-pattern",
    severity: Severity::Warning,
    summary: "A pattern of branches, tags or paths cannot match what is meant.",
    page: include_str!("filter_pattern.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], patterns),
};

const PAIRS: [(&str, &str); 3] = [("branches", "branches-ignore"), ("tags", "tags-ignore"), ("paths", "paths-ignore")];

fn clashes(context: &DocumentContext<'_>, found: &mut Found) {
    for (event, filters) in events(context) {
        for (one, other) in PAIRS {
            if let (Some((first, _)), Some((second, _))) = (filters.entry(one), filters.entry(other)) {
                let (first, second) = if first.span < second.span { (first, second) } else { (second, first) };
                let message = format!(
                    "`{event}` has both `{one}` and `{other}`, and GitHub takes one of them only: in `{one}` a pattern that begins with `!` takes out"
                );
                found.at(second.span, message).related(first.span, "the other one");
            }
        }
    }
}

fn events<'a>(context: &'a DocumentContext<'_>) -> impl Iterator<Item = (&'a str, &'a Node)> {
    context.roots().flat_map(|root| root.entries_of("on")).filter_map(|(event, filters)| Some((event.text()?, filters)))
}

fn patterns(context: &DocumentContext<'_>, found: &mut Found) {
    for (_, filters) in events(context) {
        for (key, is_path) in PAIRS.iter().flat_map(|(one, other)| [(*one, *one == "paths"), (*other, *one == "paths")]) {
            let Some(list) = filters.get(key) else { continue };
            let all: Vec<(&Node, &str)> = std::iter::once(list).chain(list.items()).filter_map(|node| Some((node, node.text()?))).collect();
            for (node, text) in &all {
                if let Err((range, why)) = judge(text, is_path) {
                    found.at(Located::of(node, text).span(&range), why);
                }
            }
            // `!**` alone says "none", as people who push tags write it.
            let is_negative = |text: &str| text.starts_with('!') && text[1..].contains(|c| c != '*');
            if !key.ends_with("-ignore") && !all.is_empty() && all.iter().all(|(_, text)| is_negative(text)) {
                let message =
                    format!("all of `{key}` take something out, and nothing is left to match: expected one pattern without `!`, like `**`");
                found.at(all[0].0.span, message);
            }
        }
    }
}

type Fault = (Range<usize>, String);

/// Why a pattern cannot match what is meant, and where in it.
fn judge(text: &str, is_path: bool) -> Result<(), Fault> {
    let body = text.strip_prefix('!').unwrap_or(text);
    let start = text.len() - body.len();
    if body.trim() != body {
        let whole = 0..text.len();
        return Err((whole, format!("the pattern `{text}` begins or ends with white space, which no name does")));
    }
    let what = if is_path { "path" } else { "name" };
    let mut chars = body.char_indices().map(|(at, c)| (at + start, c)).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                None => return Err((at..at + 1, "`\\` at the end of a pattern has nothing to escape".to_owned())),
                Some((_, next)) if next.is_alphanumeric() => {
                    let message = format!(
                        "`\\{next}` is the letter `{next}` itself: a pattern is no regular expression; `[0-9a-z]` and `*` are known"
                    );
                    return Err((at..at + 1 + next.len_utf8(), message));
                }
                Some(_) => {}
            },
            '[' => {
                let rest = &text[at + 1..];
                let Some(end) = rest.find(']') else { return Err((at..at + 1, "`[` is not closed: `]` was expected".to_owned())) };
                class(&rest[..end]).map_err(|why| (at..at + end + 2, why))?;
                while chars.next_if(|(next, _)| *next <= at + 1 + end).is_some() {}
            }
            '+' | '?' if at == start => return Err((at..at + 1, format!("`{c}` repeats what stands before it, and nothing does"))),
            '~' | '^' | ':' if !is_path => return Err((at..at + 1, format!("no branch or tag has `{c}` in its name"))),
            ' ' if !is_path => return Err((at..at + 1, "no branch or tag has a blank in its name".to_owned())),
            '{' | '(' => {
                let (close, between) = if c == '{' { ('}', ',') } else { (')', '|') };
                if let Some(length) = alternatives(&text[at..], close, between) {
                    let message = format!("patterns know no alternatives: `{c}` is a letter of the {what}; expected one pattern for each");
                    return Err((at..at + length, message));
                }
            }
            _ => {}
        }
    }
    if is_path && (body.starts_with("./") || body.starts_with("../")) {
        let message = format!("`{text}` matches no file: paths begin at the top of the repository, without `./`");
        return Err((0..text.len(), message));
    }
    if is_path && body.len() > 1 && body.ends_with('/') {
        return Err((
            0..text.len(),
            format!("`{text}` matches no file: a pattern is held against the whole path; did you mean `{text}**`?"),
        ));
    }
    if !is_path && (body.starts_with('/') || body.ends_with('/') || body.contains("//") || body.contains("..")) {
        return Err((0..text.len(), format!("no branch or tag has a name like `{text}`: git does not allow it")));
    }
    Ok(())
}

/// What is wrong between `[` and `]`.
fn class(inside: &str) -> Result<(), String> {
    if inside.is_empty() {
        return Err("between `[` and `]` characters were expected".to_owned());
    }
    let chars: Vec<char> = inside.chars().collect();
    match chars.windows(3).find(|three| three[1] == '-' && three[0] > three[2]) {
        Some(three) => Err(format!("the range `{}-{}` ends before it begins", three[0], three[2])),
        None => Ok(()),
    }
}

/// How long what begins here is, when it looks like a choice as shells or regular expressions write it.
fn alternatives(rest: &str, close: char, between: char) -> Option<usize> {
    let end = rest.find(close)?;
    rest[1..end].contains(between).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn patterns() {
        for text in ["main", "releases/**-alpha", "v[0-9]+.[0-9]+", "!**/x", "feature\\+x", "*", "**", "Octoc?t", "v*.?", "[CB]at", "a{b"] {
            assert_eq!(judge(text, false), Ok(()), "{text}");
        }
        for text in ["**/migrate-*.sql", "docs/**", "!src/a b.txt", ".github/*", "**.js", "/", "a/[0-9a-f]"] {
            assert_eq!(judge(text, true), Ok(()), "{text}");
        }
        let bad =
            ["v\\d+", "x\\", "[a", "[]", "[9-0]", "+x", "?x", "^main$", "a b", "a ", "{main,dev}", "(main|dev)", "/main", "a..b", "a//b"];
        for text in bad {
            assert!(judge(text, false).is_err(), "{text}");
        }
        for text in ["./src/**", "../a", "src/", "src/** ", "**/*.{js,ts}", "ä[ü"] {
            assert!(judge(text, true).is_err(), "{text}");
        }
    }
}
