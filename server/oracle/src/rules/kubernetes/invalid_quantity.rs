//! Amounts of resources that Kubernetes cannot read.

use documents::{Node, Scalar, Value};
use syntax::Role;

use super::objects::{Object, is_open, objects};
use super::quantity::{amounts, meant, resources, split, value};
use crate::document::kubernetes::is_word_of_value;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-quantity",
    severity: Severity::Error,
    summary: "An amount of a resource is not written as Kubernetes reads it.",
    page: include_str!("invalid_quantity.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for object in objects(context) {
        for resources in resources(object) {
            for of in ["requests", "limits"] {
                amounts(resources.get(of)).for_each(|amount| judge(amount.resource, amount.node, found));
            }
        }
        for (resource, node) in others(object) {
            judge(resource, node, found);
        }
    }
}

/// Amounts that stand elsewhere than in `resources`.
fn others<'a>(object: Object<'a>) -> Vec<(&'a str, &'a Node)> {
    let of = |path: &[&str]| amounts(object.node.path(path)).map(|amount| (amount.resource, amount.node)).collect::<Vec<_>>();
    match (object.group, object.kind) {
        ("", "PersistentVolume") => of(&["spec", "capacity"]),
        ("", "ResourceQuota") => of(&["spec", "hard"]),
        ("", "LimitRange") => {
            let limits = object.node.path(&["spec", "limits"]).map_or(&[][..], Node::items);
            let kinds = ["max", "min", "default", "defaultRequest"];
            let all = limits.iter().flat_map(|limit| kinds.into_iter().flat_map(|kind| amounts(limit.get(kind))));
            all.map(|amount| (amount.resource, amount.node)).collect()
        }
        _ => {
            let volumes = object.pods().and_then(|pods| pods.spec.get("volumes")).map_or(&[][..], Node::items);
            volumes.iter().filter_map(|volume| Some(("memory", volume.path(&["emptyDir", "sizeLimit"])?))).collect()
        }
    }
}

fn judge(resource: &str, node: &Node, found: &mut Found) {
    let Value::Scalar { text, kind, .. } = &node.value else { return };
    // A number needs no suffix; how YAML writes one is not how Kubernetes reads it.
    if *kind != Scalar::Text || text.is_empty() || is_open(text) || is_word_of_value(text) {
        return;
    }
    let Some(amount) = value(text) else {
        match meant(text) {
            Some(meant) => found.misspelt(node.span, format!("`{text}` is no quantity of Kubernetes"), Some(&meant)),
            None => found.at(
                node.span,
                format!("`{text}` is no quantity of Kubernetes, which are a number and perhaps `m`, `k`, `M`, `G`, `Ki`, `Mi`, `Gi`"),
            ),
        };
        return;
    };
    let is_bytes = resource.ends_with("memory") || resource.ends_with("storage");
    if amount < 0.0 {
        found.at(node.span, format!("`{text}` is less than nothing"));
    } else if is_bytes && amount > 0.0 && amount < 1000.0 && split(text).1 == "m" {
        let meant = format!("{}Mi", split(text).0);
        let message = format!("`{text}` of `{resource}` is {amount} bytes, since `m` means thousandths");
        found.misspelt(node.span, message, Some(&meant));
    }
}
