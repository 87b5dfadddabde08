//! The jobs and steps of workflows and actions, wherever they are listed.

use documents::Node;

/// All steps of a document: those of each job, or of an action.
pub(super) fn steps(root: &Node) -> impl Iterator<Item = &Node> {
    holders(root).flat_map(|holder| holder.items_of("steps"))
}

/// Those that may run: neither they nor their jobs are switched off.
pub(super) fn running_steps(root: &Node) -> impl Iterator<Item = &Node> {
    holders(root).filter(|job| !is_switched_off(job)).flat_map(|holder| holder.items_of("steps")).filter(|step| !is_switched_off(step))
}

/// Whether a job or a step has the condition `false`, so that it never runs.
pub(super) fn is_switched_off(holder: &Node) -> bool {
    let Some(condition) = holder.get("if").and_then(Node::text) else { return false };
    condition.trim().trim_start_matches("${{").trim_end_matches("}}").trim() == "false"
}

/// What lists steps: jobs, and the `runs` of an action.
pub(super) fn holders(root: &Node) -> impl Iterator<Item = &Node> {
    root.entries_of("jobs").iter().map(|(_, job)| job).chain(root.get("runs"))
}
