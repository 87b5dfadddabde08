//! Ports of the host that are taken twice.

use std::collections::HashMap;

use documents::Node;
use syntax::Role;

use super::project::fixed;
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

/// Wider ranges are not looked at, nor are more services on one port.
const MOST: u16 = 200;

/// Ports of the host: the address, the first and the last of them, the protocol.
struct Ports<'n> {
    address: Option<&'n str>,
    first: u16,
    last: u16,
    protocol: &'n str,
}

/// Who publishes one port: at which address of the host, in which item, of which service.
type Publisher<'n> = (Option<&'n str>, &'n Node, usize);

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let mut seen: HashMap<(u16, &str), Vec<Publisher<'_>>> = HashMap::new();
        let services = root.entries_of("services");
        for (number, (_, service)) in services.iter().enumerate() {
            // Services of profiles need not run at the same time.
            if service.get("profiles").is_some() || service.get("network_mode").is_some() {
                continue;
            }
            for node in service.items_of("ports") {
                // The host chooses for 0.
                let Some(ports) = published(node).filter(|ports| ports.first != 0) else { continue };
                for port in ports.first..=ports.last {
                    let known = seen.entry((port, ports.protocol)).or_default();
                    // What one service says twice is one port.
                    let other = known.iter().find(|(address, first, by)| {
                        *by != number && meet(*address, ports.address) && first.span != node.span && !stand_in(&services[*by].1, service)
                    });
                    if let Some((_, first, _)) = other {
                        let message = format!("the port {port} of the host is published before: expected another one");
                        found.at(node.heading(), message).related(first.heading(), "it is published here");
                        break;
                    }
                    if known.len() < usize::from(MOST) {
                        known.push((ports.address, node, number));
                    }
                }
            }
        }
    }
}

/// Whether two services stand in for each other, so that nobody runs both: other versions, or makes, of one program.
fn stand_in(one: &Node, other: &Node) -> bool {
    let image = |service: &Node| service.get("image")?.text().map(str::to_owned);
    let program = |image: &str| {
        let name = image.rsplit('/').next().unwrap_or(image);
        let name = name.split([':', '@']).next().unwrap_or(name).to_owned();
        if matches!(name.as_str(), "mariadb" | "percona") { "mysql".to_owned() } else { name }
    };
    image(one).zip(image(other)).is_some_and(|(one, other)| one != other && program(&one) == program(&other))
}

/// Whether two addresses of the host have ports in common.
fn meet(a: Option<&str>, b: Option<&str>) -> bool {
    // Addresses of IPv4 and IPv6 do not meet.
    let any = |address: Option<&str>| address.is_none_or(|address| address == "0.0.0.0");
    let six = |address: Option<&str>| address.is_some_and(|address| address.contains([':', '[']));
    a == b || any(a) && !six(b) || any(b) && !six(a)
}

/// The ports of the host that an item publishes; `None` when it publishes none, one of several, or what is not known.
fn published(node: &Node) -> Option<Ports<'_>> {
    if let Some(port) = node.get("published") {
        let address = match node.get("host_ip") {
            Some(address) => Some(fixed(address)?),
            None => None,
        };
        let (first, last) = range(fixed(port)?).filter(|(first, last)| first == last)?;
        return Some(Ports { address, first, last, protocol: node.get("protocol").map_or(Some("tcp"), fixed)? });
    }
    let text = fixed(node).filter(|text| !text.contains('['))?;
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let parts: Vec<&str> = ports.split(':').collect();
    let (address, port, target) = match parts[..] {
        [port, target] => (None, port, target),
        [address, port, target] => (Some(address), port, target),
        _ => return None,
    };
    let ((first, last), (from, to)) = (range(port)?, range(target)?);
    // Of a range for one port of the container, the host takes any that is free.
    (last - first == to.checked_sub(from)? && last - first <= MOST).then_some(Ports { address, first, last, protocol })
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some((first, last))
}
