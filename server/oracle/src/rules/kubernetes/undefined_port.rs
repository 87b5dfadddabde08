//! Ports that are called by a name which nothing bears.

use documents::Node;
use schemas::closest;
use syntax::Role;

use super::objects::{Container, Object, Pods, is_open, is_text, objects};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undefined-port",
    severity: Severity::Error,
    summary: "A probe, a hook or a Service calls a port by a name that no container gives to one.",
    page: include_str!("undefined_port.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

/// Where a container's own ports are named.
const PORTS: &[&[&str]] = &[
    &["livenessProbe", "httpGet", "port"],
    &["livenessProbe", "tcpSocket", "port"],
    &["readinessProbe", "httpGet", "port"],
    &["readinessProbe", "tcpSocket", "port"],
    &["startupProbe", "httpGet", "port"],
    &["startupProbe", "tcpSocket", "port"],
    &["lifecycle", "postStart", "httpGet", "port"],
    &["lifecycle", "postStart", "tcpSocket", "port"],
    &["lifecycle", "preStop", "httpGet", "port"],
    &["lifecycle", "preStop", "tcpSocket", "port"],
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let objects = objects(context);
    let whole: Vec<Pods<'_>> = objects.iter().filter_map(|object| object.pods()).filter(|pods| pods.is_whole(context)).collect();
    for container in whole.iter().flat_map(|pods| pods.containers()) {
        for port in PORTS.iter().filter_map(|path| container.node.path(path)) {
            let holder = container.name().map_or("the container".to_owned(), |name| format!("the container `{name}`"));
            judge(port, &[container], &holder, found);
        }
    }
    for service in objects.iter().filter(|object| object.group.is_empty() && object.kind == "Service") {
        if let Some(selected) = selected(*service, &objects, &whole) {
            let containers: Vec<Container<'_>> = selected.iter().flat_map(|pods| pods.containers()).collect();
            let ports = service.node.path(&["spec", "ports"]).map_or(&[][..], Node::items);
            for port in ports.iter().filter_map(|port| port.get("targetPort")) {
                judge(port, &containers, "the pods that the Service selects", found);
            }
        }
    }
}

/// Judges a port's name by the containers that may bear it.
fn judge(port: &Node, containers: &[Container<'_>], holder: &str, found: &mut Found) {
    let Some(name) = port.text().filter(|name| is_text(port) && !is_open(name)) else { return };
    // A number in quotes is not a name.
    if name.bytes().all(|byte| byte.is_ascii_digit())
        || containers.iter().any(|container| container.has_open_ports() || container.ports().any(|port| port == name))
    {
        return;
    }
    let near = closest(name, containers.iter().flat_map(|container| container.ports()));
    let verb = if holder.starts_with("the pods") { "have" } else { "has" };
    let meant = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let said = found.at(port.span, format!("{holder} {verb} no port named `{name}`{meant}"));
    if let Some(near) = near {
        said.propose(format!("Change to `{near}`"), port.span, near);
    }
}

/// The pods in this file that a Service selects: `None` where there are none, or others may be among them.
fn selected<'a>(service: Object<'a>, objects: &[Object<'a>], whole: &[Pods<'a>]) -> Option<Vec<Pods<'a>>> {
    let selector = service.node.path(&["spec", "selector"])?.entries();
    let pairs: Vec<(&str, &str)> = selector.iter().filter_map(|(key, value)| Some((key.text()?, value.text()?))).collect();
    if pairs.is_empty() || pairs.len() != selector.len() || pairs.iter().any(|(key, value)| is_open(key) || is_open(value)) {
        return None;
    }
    let selects = |pods: &Pods<'a>| {
        let labels = pods.template.path(&["metadata", "labels"]);
        pods.object.namespace() == service.namespace()
            && labels.is_some_and(|labels| pairs.iter().all(|(key, value)| labels.get(key).and_then(Node::text) == Some(value)))
    };
    let found: Vec<Pods<'a>> = objects.iter().filter_map(|object| object.pods()).filter(|pods| selects(pods)).collect();
    let all = whole.iter().filter(|pods| selects(pods)).count() == found.len();
    (all && !found.is_empty() && !found.iter().any(|pods| pods.is_injected())).then_some(found)
}
