//! Keys that say two different things.

use documents::Node;
use syntax::Role;

use super::project::{fixed, says};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/conflicting-keys",
    severity: Severity::Error,
    summary: "Two keys of a Compose file exclude each other.",
    page: include_str!("conflicting_keys.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        for (_, service) in root.entries_of("services") {
            check_service(service, found);
        }
        for (_, made) in ["networks", "volumes"].iter().flat_map(|section| root.entries_of(section)) {
            check_external(made, found);
        }
    }
}

fn check_service(service: &Node, found: &mut Found) {
    let filled = |key: &str| service.entry(key).filter(|_| says(service, key));
    if let (Some((mode, _)), Some((networks, value))) = (filled("network_mode"), filled("networks"))
        && !(value.items().is_empty() && value.entries().is_empty())
    {
        let message = "`networks` has no place beside `network_mode`: expected one of them";
        found.at(networks.span, message).related(mode.span, "which says whose network it uses");
    }
    if let Some(build) = service.get("build") {
        if let (Some((file, _)), Some((text, _))) = (build.entry("dockerfile"), build.entry("dockerfile_inline"))
            && says(build, "dockerfile")
            && says(build, "dockerfile_inline")
        {
            let message = "`dockerfile_inline` has no place beside `dockerfile`: expected one of them";
            found.at(text.span, message).related(file.span, "the other one");
        }
        let platforms = build.items_of("platforms");
        if let Some(platform) = service.get("platform")
            && let Some(runs) = fixed(platform)
            && !platforms.is_empty()
            && platforms.iter().all(|built| fixed(built).is_some_and(|built| built != runs))
        {
            let message = format!("the image is not built for `{runs}`: expected it among `build.platforms`");
            found.at(platform.span, message).related(platforms[0].span, "it is built for these");
        }
    }
    let number = |node: Option<&Node>| node.and_then(fixed).and_then(|text| text.parse::<u64>().ok());
    let (scale, replicas) = (service.get("scale"), service.path(&["deploy", "replicas"]));
    match (number(scale), number(replicas), replicas) {
        (Some(one), Some(other), Some(replicas)) if one != other => {
            found.at(replicas.span, format!("found {other} beside `scale: {one}`: expected the same number, or one of them"));
        }
        (one, other, _) => {
            if let (Some((name, value)), Some(count)) = (filled("container_name"), one.or(other).filter(|count| *count > 1)) {
                let many = scale.or(replicas).map_or(value.span, |node| node.span);
                let message = format!("{count} containers cannot have one name: expected no `container_name`");
                found.at(name.span, message).related(many, "how many there are");
            }
        }
    }
}

/// What is made elsewhere is described there.
fn check_external(made: &Node, found: &mut Found) {
    let Some((external, _)) = made.entry("external").filter(|(_, value)| value.text() == Some("true")) else { return };
    let more = made.entries().iter().find(|(key, value)| {
        !value.is_null() && key.text().is_some_and(|key| !matches!(key, "external" | "name") && !key.starts_with("x-"))
    });
    if let Some((key, _)) = more
        && let Some(name) = key.text()
    {
        let message = format!("`{name}` has no place beside `external: true`: expected nothing but `name`");
        found.at(key.span, message).related(external.span, "it is made elsewhere");
    }
}
