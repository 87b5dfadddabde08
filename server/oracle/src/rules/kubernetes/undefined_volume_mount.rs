//! Mounts of volumes that pods do not have.

use documents::Node;
use schemas::closest;
use syntax::Role;

use super::objects::{is_open, pods};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undefined-volume-mount",
    severity: Severity::Error,
    summary: "A container mounts a volume that its pod does not have.",
    page: include_str!("undefined_volume_mount.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for pods in pods(context) {
        if !pods.is_whole(context) {
            continue;
        }
        let volumes = pods.spec.items_of("volumes").iter().map(|volume| volume.get("name"));
        let claims = pods.object.node.path(&["spec", "volumeClaimTemplates"]).map_or(&[][..], Node::items);
        let claims = claims.iter().map(|claim| claim.path(&["metadata", "name"]));
        let names: Vec<&str> = volumes.chain(claims).flatten().filter_map(Node::text).collect();
        // Whoever fills in one name may fill in more.
        if names.iter().any(|name| is_open(name)) {
            continue;
        }
        for container in pods.containers() {
            for list in ["volumeMounts", "volumeDevices"] {
                for mount in container.node.items_of(list) {
                    let Some(name) = mount.get("name") else { continue };
                    let Some(text) = name.text().filter(|text| !names.contains(text) && !is_open(text)) else { continue };
                    let near = closest(text, names.iter().copied());
                    found.misspelt(name.span, format!("the pod has no volume `{text}`"), near);
                }
            }
        }
    }
}
