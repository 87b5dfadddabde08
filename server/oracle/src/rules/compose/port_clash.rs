//! Ports of the host that are taken twice.

use documents::Node;
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/port-clash",
    severity: Severity::Error,
    summary: "Two services publish the same port of the host.",
    page: include_str!("port_clash.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

/// A port of the host: address, port, protocol.
type Port = (Option<String>, u16, String);

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let mut seen: Vec<(Port, &Node, usize)> = Vec::new();
        for (number, (_, service)) in root.entries_of("services").iter().enumerate() {
            // Services of profiles need not run at the same time.
            if service.get("profiles").is_some() || service.get("network_mode").is_some() {
                continue;
            }
            for node in service.items_of("ports") {
                // The host chooses for 0.
                let Some(port) = published(node).filter(|port| port.1 != 0) else { continue };
                // What one service says twice is one port.
                match seen.iter().find(|(other, first, by)| *by != number && clash(other, &port) && first.span != node.span) {
                    Some((_, first, _)) => {
                        let message = format!("the port {} of the host is published before: expected another one", port.1);
                        found.at(node.heading(), message).related(first.heading(), "it is published here");
                    }
                    None => seen.push((port, node, number)),
                }
            }
        }
    }
}

fn clash(a: &Port, b: &Port) -> bool {
    // Addresses of IPv4 and IPv6 do not meet.
    let any = |address: &Option<String>| address.as_deref().is_none_or(|address| address == "0.0.0.0");
    let six = |address: &Option<String>| address.as_deref().is_some_and(|address| address.contains([':', '[']));
    a.1 == b.1 && a.2 == b.2 && (a.0 == b.0 || any(&a.0) && !six(&b.0) || any(&b.0) && !six(&a.0))
}

/// The one port of the host that an item publishes; `None` when it publishes none, several, or what is not known.
fn published(node: &Node) -> Option<Port> {
    if let Some(port) = node.get("published") {
        let host = node.get("host_ip").map(|address| address.text().map(str::to_owned));
        let protocol = node.get("protocol").map_or(Some("tcp"), Node::text)?;
        return Some((host.map_or(Some(None), |address| address.map(Some))?, port.text()?.parse().ok()?, protocol.to_owned()));
    }
    let text = node.text()?;
    if text.contains(['$', '[']) {
        return None;
    }
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let parts: Vec<&str> = ports.split(':').collect();
    match parts[..] {
        [port, _] => Some((None, port.parse().ok()?, protocol.to_owned())),
        [address, port, _] => Some((Some(address.to_owned()), port.parse().ok()?, protocol.to_owned())),
        _ => None,
    }
}
