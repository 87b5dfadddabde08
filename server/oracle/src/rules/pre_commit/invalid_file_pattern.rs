//! Patterns of file names that are no regular expressions.

use documents::Node;
use syntax::Role;

use super::python_pattern::mistake;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-file-pattern",
    severity: Severity::Error,
    summary: "A pattern of pre-commit is no regular expression of Python.",
    page: include_str!("invalid_file_pattern.md"),
    check: Check::Document(&[Subject::Role(Role::PreCommit)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        files(root, found);
        for hook in root.items_of("repos").iter().flat_map(|repository| repository.items_of("hooks")) {
            files(hook, found);
            // What this one runs is a pattern too.
            if hook.get("language").and_then(Node::text) == Some("pygrep") {
                pattern(hook, "entry", found);
            }
        }
    }
}

fn files(of: &Node, found: &mut Found) {
    ["files", "exclude"].into_iter().for_each(|key| pattern(of, key, found));
}

fn pattern(of: &Node, key: &str, found: &mut Found) {
    let Some((node, text)) = of.get(key).and_then(|node| Some((node, node.text()?))) else { return };
    if let Some(why) = mistake(text) {
        let is_glob = text.starts_with('*');
        let glob = if is_glob { "; it is no glob: any text is written `.*`, and a dot `\\.`" } else { "" };
        let shown = text.trim_end();
        let shown = if shown.contains('\n') { String::new() } else { format!(" `{shown}`") };
        found.at(node.span, format!("`{key}`{shown} is no regular expression of Python: {why}{glob}"));
    }
}
