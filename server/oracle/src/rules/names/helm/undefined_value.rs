//! Values that a chart reads under a name that is nearly one of its values.

use graph::names::{defined, names};
use syntax::{Mention, Namespace};
use workspace::File;

use super::chart;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::names::{is_certain, references};
use crate::rules::slip::is_slip;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/undefined-value",
    severity: Severity::Warning,
    summary: "A template reads a value that the chart does not have, under a name that is nearly that of one it has.",
    page: include_str!("undefined_value.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let mut read = references(context, Namespace::named("helm.value"))
        .filter(|mention| is_certain(mention))
        // A key of any values that is so called may be meant for this chart.
        .filter(|mention| {
            !defined(db, root, "helm.value").contains_key(&mention.name) && !defined(db, root, "helm.commented").contains_key(&mention.name)
        })
        .peekable();
    if read.peek().is_none() {
        return;
    }
    let Some(chart) = chart(context) else { return };
    let entries = chart.entries(db);
    let Some(values) = entries.file("values.yaml").or_else(|| entries.file("values.yml")) else { return };
    let Some(known) = names(db, values) else { return };
    for mention in read {
        let beside = known.definitions.iter().filter(|known| known.namespace.as_str() == "helm.value" && known.scope == mention.scope);
        if let Some(close) = beside.into_iter().find(|known| is_slip(&known.name, &mention.name)) {
            out.push(say(context, mention, values, close));
        }
    }
}

fn say(context: &FileContext<'_>, mention: &Mention, values: File, close: &Mention) -> Finding {
    let parent = mention.scope().nth(1).unwrap_or_default();
    let message = format!("the chart has no value `{parent}.{}`; did you mean `{parent}.{}`?", mention.name, close.name);
    let anchor = Anchor::Fact(mention.span);
    Finding::new(RULE.code, RULE.severity, context.file, anchor, message)
        .related(values, Anchor::Fact(close.span), format!("`{}` is a value of the chart", close.name))
        .change_to(close.name.as_str())
}
