//! Ports that are called by a name which nothing bears.

use documents::Node;
use rustc_hash::FxHashMap;
use schemas::closest;
use syntax::Role;

use super::objects::{Container, Object, Pods, is_open, is_text, objects};
use crate::document::kubernetes::is_word_of_value;
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
    let all: Vec<(Pods<'_>, bool)> = objects.iter().filter_map(|object| object.pods()).map(|pods| (pods, pods.is_whole(context))).collect();
    for container in all.iter().filter(|(_, whole)| *whole).flat_map(|(pods, _)| pods.containers()) {
        for port in PORTS.iter().filter_map(|path| container.node.path(path)) {
            let holder = container.name().map_or("the container".to_owned(), |name| format!("the container `{name}`"));
            judge(port, &[container], &holder, found);
        }
    }
    // A Service looks only among the pods that have the first label it selects by.
    let mut labelled: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for (at, (pods, _)) in all.iter().enumerate() {
        for (key, value) in pods.template.path(&["metadata", "labels"]).map_or(&[][..], Node::entries) {
            if let (Some(key), Some(value)) = (key.text(), value.text()) {
                labelled.entry((key, value)).or_default().push(at);
            }
        }
    }
    for service in objects.iter().filter(|object| object.group.is_empty() && object.kind == "Service") {
        if let Some(selected) = selected(*service, &all, &labelled) {
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
    let Some(name) = port.text().filter(|name| is_text(port) && !is_open(name) && !is_word_of_value(name)) else { return };
    // A number in quotes is not a name.
    if name.bytes().all(|byte| byte.is_ascii_digit())
        || containers.iter().any(|container| container.has_open_ports() || container.ports().any(|port| port == name))
    {
        return;
    }
    let near = closest(name, containers.iter().flat_map(|container| container.ports()));
    let verb = if holder.starts_with("the pods") { "have" } else { "has" };
    found.misspelt(port.span, format!("{holder} {verb} no port named `{name}`"), near);
}

/// The pods in this file that a Service selects: `None` where there are none, or others may be among them.
fn selected<'a>(service: Object<'a>, all: &[(Pods<'a>, bool)], labelled: &FxHashMap<(&str, &str), Vec<usize>>) -> Option<Vec<Pods<'a>>> {
    let selector = service.node.path(&["spec", "selector"])?.entries();
    let pairs: Vec<(&str, &str)> = selector.iter().filter_map(|(key, value)| Some((key.text()?, value.text()?))).collect();
    if pairs.is_empty() || pairs.len() != selector.len() || pairs.iter().any(|(key, value)| is_open(key) || is_open(value)) {
        return None;
    }
    // The rarest label: many pods of a file may share one.
    let near = pairs.iter().map(|pair| labelled.get(pair).map_or(&[][..], Vec::as_slice)).min_by_key(|near| near.len())?;
    let selects = |pods: &Pods<'a>| {
        let labels = pods.template.path(&["metadata", "labels"]);
        pods.object.namespace() == service.namespace()
            && labels.is_some_and(|labels| pairs.iter().all(|(key, value)| labels.get(key).and_then(Node::text) == Some(value)))
    };
    let found: Vec<&(Pods<'a>, bool)> = near.iter().filter_map(|at| all.get(*at)).filter(|(pods, _)| selects(pods)).collect();
    let known = found.iter().all(|(pods, whole)| *whole && !pods.is_injected());
    (known && !found.is_empty()).then(|| found.into_iter().map(|(pods, _)| *pods).collect())
}
