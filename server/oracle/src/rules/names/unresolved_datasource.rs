//! Sources of data that a dashboard asks and that the Grafana which shows it is not set up with.

use graph::names::defined;
use graph::referred::referred;
use rustc_hash::FxHashSet;
use syntax::{Flags, Namespace, Role, place};

use super::{projects, references};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-datasource",
    severity: Severity::Warning,
    summary: "A dashboard asks a source of data that its Grafana is not set up with.",
    page: include_str!("unresolved_datasource.md"),
    check: Check::File(check),
};

const SOURCE: &str = "grafana.datasource";

/// Those that every Grafana has.
const GIVEN: [&str; 3] = ["grafana", "__expr__", "-100"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let path = context.file.path(db).as_str();
    if context.facts.kind.role != Role::GrafanaDashboard || place::is_data(path) || place::is_test(path) {
        return;
    }
    let known = defined(db, root, SOURCE);
    let mut unknown = references(context, Namespace::named(SOURCE))
        .filter(|mention| !mention.flags.has(Flags::BROKEN) && !GIVEN.contains(&mention.name.as_str()))
        .filter(|mention| !known.contains_key(&mention.name))
        .peekable();
    // One that is set up without a name gets one that may be any.
    if unknown.peek().is_none() || known.is_empty() || !defined(db, root, "grafana.unnamed").is_empty() {
        return;
    }
    let asked = referred(db, root, SOURCE);
    let mut said: FxHashSet<&str> = FxHashSet::default();
    for mention in unknown {
        let kind = mention.scope().next().unwrap_or_default();
        // One of the same type that nobody asks is likely the one that was meant.
        let mut unasked = known.iter().filter(|(name, _)| !asked.contains_key(*name)).flat_map(|(_, all)| all);
        let meant = unasked.find(|one| !kind.is_empty() && one.mention(db).scope().next() == Some(kind));
        let Some(meant) = meant.filter(|_| said.insert(&mention.name)) else { continue };
        let project = projects::of(db, root, context.file);
        let same = project.is_some_and(|own| projects::of(db, root, meant.file).is_some_and(|other| other.folder == own.folder));
        if !same {
            return;
        }
        let there = meant.mention(db);
        let message = format!(
            "this asks the source `{}`, and the Grafana that shows it has none of that name; the {kind} that it is set up with is `{}`",
            mention.name, there.name
        );
        let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(mention.span), message);
        out.push(finding.related(meant.file, Anchor::Fact(there.span), format!("`{}` is set up here", there.name)));
    }
}
