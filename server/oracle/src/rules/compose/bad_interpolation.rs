//! `${…}` that Compose cannot fill in.

use documents::{Node, Value};
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bad-interpolation",
    severity: Severity::Error,
    summary: "A `${…}` of a Compose file is not written as Compose reads it.",
    page: include_str!("bad_interpolation.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    if context.text.contains("${") {
        context.roots().for_each(|root| walk(root, found));
    }
}

/// Trees are bounded in depth.
fn walk(node: &Node, found: &mut Found) {
    match &node.value {
        Value::Scalar { text, .. } => check_text(node, text, found),
        Value::List(items) => items.iter().for_each(|item| walk(item, found)),
        // Keys are left as they are.
        Value::Map(entries) => entries.iter().for_each(|(_, value)| walk(value, found)),
    }
}

fn check_text(node: &Node, text: &str, found: &mut Found) {
    let bytes = text.as_bytes();
    // Whatever a default says may hold the brace that closes it; one search for all, so that a text is read once.
    let last_brace = text.rfind('}');
    let mut at = 0;
    while let Some(next) = text[at..].find('$') {
        let start = at + next;
        match bytes.get(start + 1) {
            // `$$` stands for `$`.
            Some(b'$') => at = start + 2,
            Some(b'{') => {
                let inside = start + 2;
                let name = bytes[inside..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                if let Some(why) = wrong(text, inside, name, last_brace) {
                    let end = text[inside..].find('}').map_or(text.len(), |close| inside + close + 1);
                    let shown: String = text[start..end].chars().take(60).collect();
                    found.at(node.part(start..end), format!("`{shown}` cannot be filled in: {why}"));
                    // One cause: what follows may be part of it.
                    return;
                }
                at = inside + name;
            }
            _ => at = start + 1,
        }
    }
}

/// What is wrong with a variable in braces whose name begins at `inside` and has this length.
fn wrong(text: &str, inside: usize, name: usize, last_brace: Option<usize>) -> Option<&'static str> {
    let after = &text[inside + name..];
    if name == 0 || text.as_bytes()[inside].is_ascii_digit() {
        return Some("expected the name of a variable, or `$$` for a `$`");
    }
    // Names with dots are Maven's, which fills the file in before Compose sees it.
    if after.starts_with(['}', '.']) {
        return None;
    }
    let operator = after.strip_prefix(':').unwrap_or(after);
    if after.is_empty() || last_brace.is_none_or(|close| close < inside) {
        return Some("expected `}`, or `$$` for a `$`");
    }
    (!operator.starts_with(['-', '+', '?'])).then_some("expected `}`, `:-`, `:+` or `:?` behind the name, or `$$` for a `$`")
}
