//! What Compose files say together.

use documents::Node;

use crate::document::DocumentContext;

/// Whether a file says all of a project: no other is laid over it, included, or extended.
pub(super) fn is_whole(context: &DocumentContext<'_>, root: &Node) -> bool {
    let extends_others = |service: &Node| service.path(&["extends", "file"]).is_some();
    root.get("include").is_none()
        && !context.text.contains("!reset")
        && !root.entries_of("services").iter().any(|(_, service)| extends_others(service))
        && !context.is_laid_over()
}

/// What a value says, when no variable has a part in it.
pub(super) fn fixed(node: &Node) -> Option<&str> {
    node.text().filter(|text| !text.contains('$'))
}

/// Whether a key is there and says something.
pub(super) fn says(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|value| !value.is_null() && value.text().is_none_or(|text| !text.is_empty()))
}
