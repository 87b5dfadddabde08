//! Queries that Prometheus refuses.

use documents::{Node, Scalar, Value};
use syntax::Role;
use syntax::promql::{Kind, Mistake, check as read, filled_in};

use super::groups::rules;
use crate::document::{DocumentContext, Found, Located, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/promql-syntax",
    severity: Severity::Error,
    summary: "Prometheus cannot read a query, or one part of it takes another type than it is given.",
    page: include_str!("promql_syntax.md"),
    check: Check::Document(
        &[Subject::Role(Role::PrometheusRules), Subject::Role(Role::Kubernetes), Subject::Role(Role::GrafanaDashboard)],
        check,
    ),
};

/// Panels are rows of panels at most.
const MAX_DEPTH: usize = 4;

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // What is made for VictoriaMetrics asks in its dialect, which takes more: `a or 0`.
    if ["VictoriaMetrics", "victoriametrics", "vm_app_version"].iter().any(|name| context.text.contains(name)) {
        return;
    }
    if context.kind.role == Role::GrafanaDashboard {
        let mut queries = Vec::new();
        for root in context.roots() {
            panels(root, 0, &mut queries);
        }
        judge(&queries, false, found);
    } else {
        // Rules of Loki without any of its filters look like these.
        let path = context.path.as_str();
        if path.contains("loki") && !path.contains("mixin") {
            return;
        }
        let queries: Vec<&Node> = rules(context).into_iter().filter_map(|rule| rule.get("expr")).collect();
        judge(&queries, true, found);
    }
}

/// Says what is wrong with queries; nothing of those of another dialect, of which one gives away all.
fn judge(queries: &[&Node], are_rules: bool, found: &mut Found) {
    let mut said: Vec<(Located, Mistake)> = Vec::new();
    for query in queries {
        let Value::Scalar { text, kind: Scalar::Text | Scalar::Null, .. } = &query.value else { continue };
        let Some(filled_in) = filled_in(text, !are_rules) else { continue };
        match read(&filled_in) {
            Err(mistake) if mistake.is_dialect => return,
            Err(mistake) => said.push((Located::of(query, text), mistake)),
            Ok(kind @ (Kind::Range | Kind::Text)) if are_rules => {
                let message = format!("a rule needs an instant vector or a number, and this query gives {}", kind.name());
                said.push((Located::of(query, text), Mistake { range: 0..text.trim_end().len(), message, is_dialect: false }));
            }
            Ok(_) => {}
        }
    }
    for (place, mistake) in said {
        found.at(place.span(&mistake.range), mistake.message);
    }
}

/// The queries of panels that say that they ask Prometheus.
fn panels<'a>(node: &'a Node, depth: usize, out: &mut Vec<&'a Node>) {
    if depth > MAX_DEPTH {
        return;
    }
    for panel in ["panels", "rows"].iter().flat_map(|key| node.items_of(key)) {
        panels(panel, depth + 1, out);
        let asks = |node: &Node| node.path(&["datasource", "type"]).and_then(Node::text).map(|kind| kind == "prometheus");
        for target in panel.items_of("targets") {
            if asks(target).or_else(|| asks(panel)) == Some(true)
                && let Some(query) = target.get("expr")
                // What is not written yet asks nothing.
                && query.text().is_some_and(|text| !text.trim().is_empty())
            {
                out.push(query);
            }
        }
    }
}
