//! Ports of `EXPOSE`.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bad-port",
    severity: Severity::Error,
    summary: "`EXPOSE` names a port that does not exist.",
    page: include_str!("bad_port.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for (word, span) in context.steps().iter().filter(|step| step.name == "EXPOSE").flat_map(|step| &step.words) {
        // `8080:80` is taken too, as `80`.
        if word.contains(['$', '"', '\'', ':', '%']) {
            continue;
        }
        let (ports, protocol) = word.split_once('/').unwrap_or((word, "tcp"));
        let (from, to) = ports.split_once('-').unwrap_or((ports, ports));
        if !matches!(protocol.to_ascii_lowercase().as_str(), "tcp" | "udp" | "sctp") {
            found.at(*span, format!("found the protocol `{protocol}`: expected `tcp`, `udp` or `sctp`"));
        } else if !matches!((from.parse::<u16>(), to.parse::<u16>()), (Ok(from), Ok(to)) if from <= to) {
            found.at(*span, format!("`{ports}` is no port: expected a number from 0 to 65535, or a range of them"));
        }
    }
}
