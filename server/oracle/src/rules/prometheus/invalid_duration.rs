//! Durations that are none.

use documents::{Node, Value};
use syntax::Role;
use syntax::promql::duration;

use super::groups::files;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-duration",
    severity: Severity::Error,
    summary: "A setting of Prometheus or of its rules wants a duration and has none, or a timeout is longer than its interval.",
    page: include_str!("invalid_duration.md"),
    check: Check::Document(
        &[Subject::Role(Role::Prometheus), Subject::Role(Role::PrometheusRules), Subject::Role(Role::Kubernetes)],
        check,
    ),
};

const OF_JOBS: &[&str] = &["scrape_interval", "scrape_timeout", "evaluation_interval", "remote_timeout", "timeout", "rule_query_offset"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    if context.kind.role == Role::Prometheus {
        for root in context.roots() {
            configuration(root, found);
        }
        return;
    }
    for group in files(context).into_iter().flatten() {
        each(group, &["interval", "query_offset"], found);
        for rule in group.items_of("rules") {
            each(rule, &["for", "keep_firing_for"], found);
        }
    }
}

fn configuration(root: &Node, found: &mut Found) {
    let global = root.get("global");
    for part in global.into_iter().chain(root.items_of("scrape_configs")) {
        each(part, OF_JOBS, found);
        let own = |key: &str| part.get(key).and_then(|node| Some((node, duration(node.text()?)?)));
        let inherited = |key: &str| global.and_then(|global| global.get(key)).and_then(|node| duration(node.text()?));
        if let Some((node, timeout)) = own("scrape_timeout") {
            let interval = own("scrape_interval").map(|(_, interval)| interval).or_else(|| inherited("scrape_interval")).unwrap_or(60_000);
            if timeout > interval && interval > 0 {
                found.at(node.span, "the timeout is longer than the time between two scrapes");
            }
        }
    }
    let managers = root.get("alerting").map(|alerting| alerting.items_of("alertmanagers")).unwrap_or_default();
    for part in managers.iter().chain(root.items_of("remote_write")).chain(root.items_of("remote_read")) {
        each(part, OF_JOBS, found);
    }
}

fn each(node: &Node, keys: &[&str], found: &mut Found) {
    for key in keys {
        let Some(value) = node.get(key) else { continue };
        let Value::Scalar { .. } = value.value else { continue };
        let Some(text) = value.text() else { continue };
        if duration(text).is_none() && !text.contains(['$', '{', '<', '%']) && !text.contains("__") {
            found.at(value.span, format!("`{key}` wants a duration such as `5m` or `1h30m`, and `{text}` is none"));
        }
    }
}
