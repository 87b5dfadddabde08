//! The groups of rules in a document: in a file of its own, or in a `PrometheusRule` of Kubernetes.

use documents::Node;
use syntax::Role;

use crate::document::{DocumentContext, Subject};

/// Where groups are looked for.
pub(super) const SUBJECTS: &[Subject] = &[Subject::Role(Role::PrometheusRules), Subject::Role(Role::Kubernetes)];

/// The groups of each part that Prometheus loads as one file.
pub(super) fn files<'a>(context: &'a DocumentContext<'_>) -> Vec<&'a [Node]> {
    let mut out = Vec::new();
    for root in context.roots() {
        if context.kind.role == Role::PrometheusRules {
            out.push(root.items_of("groups"));
            continue;
        }
        for object in std::iter::once(root).chain(root.items_of("items")) {
            let is = |key: &str, first: &str| object.get(key).and_then(Node::text).is_some_and(|text| text.starts_with(first));
            if is("kind", "PrometheusRule") && is("apiVersion", "monitoring.coreos.com/") {
                out.push(object.get("spec").map(|spec| spec.items_of("groups")).unwrap_or_default());
            }
        }
    }
    out
}

/// The rules of all groups, in order; without those that vmalert asks of something else than metrics.
pub(super) fn rules<'a>(context: &'a DocumentContext<'_>) -> Vec<&'a Node> {
    let asks_prometheus = |group: &&Node| group.get("type").and_then(Node::text).is_none_or(|kind| kind == "prometheus");
    files(context).into_iter().flatten().filter(asks_prometheus).flat_map(|group| group.items_of("rules")).collect()
}
