//! The jobs and steps of workflows and actions, wherever they are listed.

use documents::Node;

/// All steps of a document: those of each job, or of an action.
pub(super) fn steps(root: &Node) -> impl Iterator<Item = &Node> {
    holders(root).flat_map(|holder| holder.items_of("steps"))
}

/// What lists steps: jobs, and the `runs` of an action.
pub(super) fn holders(root: &Node) -> impl Iterator<Item = &Node> {
    root.entries_of("jobs").iter().map(|(_, job)| job).chain(root.get("runs"))
}
