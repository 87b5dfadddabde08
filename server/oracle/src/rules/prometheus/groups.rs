//! The groups of rules in a document: in a file of its own, or in a `PrometheusRule` of Kubernetes.

use std::ops::Range;

use documents::{Node, Value};
use syntax::Role;
use workspace::Span;

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

/// The rules of all groups, in order.
pub(super) fn rules<'a>(context: &'a DocumentContext<'_>) -> Vec<&'a Node> {
    files(context).into_iter().flatten().flat_map(|group| group.items_of("rules")).collect()
}

/// Where a part of a text is in the file; where that cannot be told, the text's first line.
pub(super) fn place(node: &Node, part: Range<usize>) -> Span {
    let Value::Scalar { text, block, literal, .. } = &node.value else { return node.span };
    let (start, end) = (part.start.min(text.len()), part.end.min(text.len()));
    if let Some(lines) = block {
        let line = text[..start].matches('\n').count();
        let column = start - text[..start].rfind('\n').map_or(0, |at| at + 1);
        let length = text[start..end].find('\n').unwrap_or(end - start);
        if let Some(first) = lines.get(line) {
            let at = *first as usize + column;
            return Span::new(at, at + length);
        }
    }
    if *literal { node.part(start..end) } else { node.span }
}
