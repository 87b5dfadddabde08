//! Selectors that select nothing, next to pods that they were meant for.

use graph::names::names;
use syntax::Mention;

use super::objects::is_changed;
use super::pods::{Pods, Selector, pods_of, selected, selectors};
use super::world::{World, is_judged, is_plain, part};
use crate::document::kubernetes::is_open;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::slip::{is_slip, is_slip_of_one};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unmatched-selector",
    severity: Severity::Error,
    summary: "A Service, a NetworkPolicy or a PodDisruptionBudget selects no pods, and some differ in one label.",
    page: include_str!("unmatched_selector.md"),
    check: Check::File(check),
};

/// Labels that pods get when they run.
const GIVEN: &[&str] = &[
    "statefulset.kubernetes.io/",
    "apps.kubernetes.io/",
    "controller-",
    "pod-template-",
    "job-name",
    "batch.kubernetes.io/",
    "topology.kubernetes.io/",
];
/// Labels that tell what stands side by side, and may stand elsewhere.
const TURNS: &[&str] =
    &["version", "track", "color", "colour", "slot", "release", "environment", "env", "role", "stage", "tier", "instance"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(own) = &context.facts.names else { return };
    if !own.references.iter().any(|mention| mention.namespace.as_str() == "k8s.label") || !is_judged(context) {
        return;
    }
    let db = context.db;
    let mut pods: Option<(bool, Vec<Pods>)> = None;
    for selector in selectors(own) {
        let known = selector.labels.iter().all(|label| is_plain(label) && !GIVEN.iter().any(|given| label.name.starts_with(given)));
        let nobody = || selected(db, context.root, &selector.labels).is_some_and(|found| found.is_empty());
        if !known || !nobody() {
            continue;
        }
        let (closed, pods) = pods.get_or_insert_with(|| {
            let world = World::of(context);
            (world.closed, world.files.iter().flat_map(|file| pods_of(db, *file)).collect())
        });
        out.extend(judge(context, &selector, pods, *closed));
    }
}

/// One label of a selector that pods do not have, and the one they have instead.
struct Miss<'a> {
    wanted: &'a Mention,
    has: &'a Mention,
    pods: &'a Pods,
}

fn judge(context: &FileContext<'_>, selector: &Selector<'_>, all: &[Pods], closed: bool) -> Option<Finding> {
    let (namespace, kind, name) = (part(selector.scope, 0), part(selector.scope, 3), part(selector.scope, 4));
    let near = |pods: &&Pods| {
        let other = part(&pods.scope, 0);
        (namespace.is_empty() || other.is_empty() || namespace == other)
            && !pods.labels.iter().any(|label| is_open(&label.name))
            // What is laid over others does not have all labels.
            && is_whole(context, pods)
    };
    let misses: Vec<Miss<'_>> = all.iter().filter(near).filter_map(|pods| miss(selector, pods)).collect();
    let turns = |miss: &Miss<'_>| {
        let key = miss.wanted.name.split('=').next().unwrap_or_default();
        TURNS.iter().any(|turn| key.rsplit('/').next() == Some(turn))
    };
    // Of pods that are called as the object is, one letter is enough in a short value.
    let of_its_own = |miss: &Miss<'_>| miss.pods.name() == name && !turns(miss) && is_slip_of_one(&miss.wanted.name, &miss.has.name);
    let slip = misses.iter().find(|miss| is_slip(&miss.wanted.name, &miss.has.name) || of_its_own(miss));
    let alike = || {
        // Pods of the same name, with another value for what tells them from others.
        let same = misses.iter().find(|miss| miss.pods.name() == name)?;
        // A patch that is not read here may make them one.
        let changed = is_changed(context, &["Service"], name) || is_changed(context, &[part(&same.pods.scope, 2)], name);
        (kind == "Service" && !turns(same) && !changed && (closed || same.pods.file == context.file)).then_some(same)
    };
    let Miss { wanted, has, pods } = slip.or_else(alike)?;
    let shown = |label: &str| label.replacen('=', ": ", 1);
    let message = format!(
        "the {kind} `{name}` selects pods with `{}`, which none in this repository has; those of `{}` have `{}`",
        shown(&wanted.name),
        pods.name(),
        shown(&has.name)
    );
    let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(wanted.span), message);
    let finding = finding.related(pods.file, Anchor::Fact(has.span), format!("the label of the pods of `{}`", pods.name()));
    match (wanted.name.split_once('='), has.name.split_once('=')) {
        (Some((key, _)), Some((other, value))) if key == other => Some(finding.change_to(value)),
        _ => Some(finding),
    }
}

/// Whether the file of pods has all of them.
fn is_whole(context: &FileContext<'_>, pods: &Pods) -> bool {
    let names = names(context.db, pods.file);
    let workloads = names.iter().flat_map(|names| &names.definitions).filter(|mention| mention.namespace.as_str() == "k8s.workload");
    workloads.into_iter().any(|mention| mention.name == pods.name())
}

/// The one label that pods lack of a selector, and what they have in its place: another value, or a key that is nearly the same.
fn miss<'a>(selector: &Selector<'a>, pods: &'a Pods) -> Option<Miss<'a>> {
    let mut lacking = selector.labels.iter().filter(|wanted| !pods.labels.iter().any(|label| label.name == wanted.name));
    let (wanted, None) = (*lacking.next()?, lacking.next()) else { return None };
    let (key, value) = wanted.name.split_once('=')?;
    let has = pods
        .labels
        .iter()
        .find(|label| label.name.split_once('=').is_some_and(|(other, has)| other == key || has == value && is_slip(other, key)))?;
    Some(Miss { wanted, has, pods })
}
