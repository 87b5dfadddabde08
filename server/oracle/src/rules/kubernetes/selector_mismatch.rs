//! Workloads that select other pods than they make.

use documents::Node;
use schemas::closest;
use syntax::Role;

use super::objects::{Pods, is_open, pods};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/selector-mismatch",
    severity: Severity::Error,
    summary: "A workload's selector does not match the labels of the pods that it makes.",
    page: include_str!("selector_mismatch.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    if context.is_patch() {
        return;
    }
    for pods in pods(context) {
        let Some(selector) = pods.object.node.path(&["spec", "selector"]) else { continue };
        // Of a Job the cluster makes the selector itself.
        if pods.object.kind == "Job" {
            continue;
        }
        let Some(labels) = pods.template.path(&["metadata", "labels"]).filter(|labels| is_known(labels)) else { continue };
        let of_controller = pods.object.kind == "ReplicationController";
        let wanted = if of_controller { Some(selector) } else { selector.get("matchLabels") };
        for (key, value) in wanted.map_or(&[][..], Node::entries) {
            label(pods, labels, key, value, found);
        }
        for expression in selector.items_of("matchExpressions") {
            requirement(pods, labels, expression, found);
        }
    }
}

/// Whether nothing in the labels is filled in later.
fn is_known(labels: &Node) -> bool {
    labels.entries().iter().all(|(key, value)| [key, value].iter().all(|node| !node.text().is_some_and(is_open)))
}

/// Judges one label that pods must have.
fn label(pods: Pods<'_>, labels: &Node, key: &Node, value: &Node, found: &mut Found) {
    let (Some(name), Some(wanted)) = (key.text(), value.text()) else { return };
    if is_open(name) || is_open(wanted) {
        return;
    }
    let kind = pods.object.kind;
    match labels.entry(name) {
        Some((_, has)) if has.text() == Some(wanted) => {}
        Some((_, has)) => {
            let Some(text) = has.text() else { return };
            found
                .at(value.span, format!("the {kind} selects pods with `{name}: {wanted}`, but makes them with `{name}: {text}`"))
                .related(has.span, "the label of its pods")
                .propose(format!("Change to `{text}`"), value.span, text);
        }
        None => {
            let near = closest(name, labels.entries().iter().filter_map(|(key, _)| key.text()));
            let message = format!("the {kind} selects pods by the label `{name}`, which its pods do not have");
            found.misspelt(key.span, message, near).related(labels.heading(), "the labels of its pods");
        }
    }
}

/// Judges one requirement of `matchExpressions`.
fn requirement(pods: Pods<'_>, labels: &Node, expression: &Node, found: &mut Found) {
    let text = |key| expression.get(key).and_then(Node::text);
    let (Some(key), Some(operator)) = (text("key"), text("operator")) else { return };
    let values: Vec<&str> = expression.items_of("values").iter().filter_map(Node::text).collect();
    if is_open(key) || values.iter().any(|value| is_open(value)) {
        return;
    }
    let has = labels.get(key).and_then(Node::text);
    let holds = match operator {
        "In" => has.is_some_and(|has| values.contains(&has)),
        "NotIn" => !has.is_some_and(|has| values.contains(&has)),
        "Exists" => labels.get(key).is_some(),
        "DoesNotExist" => labels.get(key).is_none(),
        _ => true,
    };
    if !holds {
        let message =
            format!("the {} selects pods where `{key}` `{operator}` holds, which is not so for the pods it makes", pods.object.kind);
        found.at(expression.heading(), message).related(labels.heading(), "the labels of its pods");
    }
}
