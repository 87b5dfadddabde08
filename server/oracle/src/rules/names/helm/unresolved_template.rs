//! Templates that a chart includes and that nothing defines.

use std::sync::Arc;

use graph::names::{defined, nearest_to};
use graph::said::{Voice, plain, said, voice};
use syntax::{Flags, Mention, Namespace};
use workspace::{Directory, Entry};

use super::chart;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::names::references;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-template",
    severity: Severity::Error,
    summary: "A chart includes a template that neither it nor a chart that it depends on defines.",
    page: include_str!("unresolved_template.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let mut included = references(context, Namespace::named("helm.template"))
        .filter(|mention| !mention.flags.has(Flags::BROKEN))
        .filter(|mention| !defined(db, root, "helm.template").contains_key(&mention.name))
        .peekable();
    if included.peek().is_none() {
        return;
    }
    let Some(chart) = chart(context) else { return };
    if !is_whole(context, outermost(context, chart)) {
        return;
    }
    for mention in included {
        // Whoever uses the chart is told to define it.
        let told = said(db, chart, Arc::from([plain(&mention.name)]));
        if told[0].iter().any(|file| voice(db, *file) == Voice::Prose) {
            continue;
        }
        // One that includes itself never ends.
        let close = nearest_to(db, context.file, mention).filter(|close| !is_around(context, close, mention));
        let meant = close.as_ref().map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
        let message = format!("`{}` names the template `{}`, which no chart of this repository defines{meant}", mention.role, mention.name);
        let anchor = Anchor::Fact(mention.span);
        let mut finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
        if let Some(close) = close {
            finding = finding.change_to(close);
        }
        out.push(finding);
    }
}

/// Whether the definition of the template `name` is the one that `mention` stands in.
fn is_around(context: &FileContext<'_>, name: &str, mention: &Mention) -> bool {
    let ranges = graph::ranges(context.db, context.file);
    let start = |mention: &Mention| ranges.span(mention.span).start;
    let definitions = context.facts.names.iter().flat_map(|names| &names.definitions);
    let before = definitions.filter(|one| one.namespace.as_str() == "helm.template" && start(one) < start(mention));
    before.max_by_key(|one| start(one)).is_some_and(|last| last.name == name)
}

/// The chart that a chart is brought along by, and so on: templates are seen by all of them.
fn outermost(context: &FileContext<'_>, mut chart: Directory) -> Directory {
    let db = context.db;
    while let Some(outer) = chart.parent(db).filter(|charts| charts.path(db).name() == "charts").and_then(|charts| charts.parent(db)) {
        if outer.entries(db).file("Chart.yaml").is_none() {
            break;
        }
        chart = outer;
    }
    chart
}

/// Whether all that a chart depends on is here: it names nothing, or what it names lies below `charts` or in this repository.
fn is_whole(context: &FileContext<'_>, chart: Directory) -> bool {
    let db = context.db;
    let mut open = vec![(chart, 0)];
    while let Some((chart, depth)) = open.pop() {
        let entries = chart.entries(db);
        let Some(manifest) = entries.file("Chart.yaml") else { return false };
        let facts = graph::facts(db, manifest);
        let charts = entries.directory("charts");
        let names = facts.names.iter().flat_map(|names| &names.references);
        for dependency in names.filter(|mention| mention.namespace.as_str() == "helm.chart") {
            let Some(folder) = charts.and_then(|charts| charts.entries(db).directory(&dependency.name)) else { return false };
            open.push((folder, depth + 1));
        }
        // An old list of what a chart depends on, charts that are packed, and templates in files that were not read.
        let is_packed = |charts: Directory| charts.entries(db).iter().any(|(_, entry)| matches!(entry, Entry::OtherFile | Entry::File(_)));
        if entries.file("requirements.yaml").is_some() || charts.is_some_and(is_packed) || depth > 4 {
            return false;
        }
    }
    true
}
