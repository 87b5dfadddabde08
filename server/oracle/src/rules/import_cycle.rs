//! Files that import each other in a circle, and components that do so through different files.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use dna::{Component, Declared, Dna, RuleKind};
use graph::{Edge, EdgeKind};
use syntax::Flags;
use workspace::File;

use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/import-cycle",
    severity: Severity::Info,
    summary: "Files import each other in a circle.",
    page: include_str!("import_cycle.md"),
    check: Check::Root(check),
};

/// Longer chains are cut in the message; the related places have them all.
const SHOWN: usize = 6;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let db = context.db;
    let declared = dna::declared(db, context.root);
    if let Some(dna) = &declared.dna {
        between_components(context, dna, &declared, out);
    }
    for cycle in graph::cycles(db, context.root).iter() {
        let Some(&(first, span)) = cycle.chain.first() else { continue };
        let mut names: Vec<String> = cycle.chain.iter().take(SHOWN).map(|(file, _)| format!("`{}`", file.path(db))).collect();
        if cycle.chain.len() > SHOWN {
            names.push(format!("… ({} more)", cycle.chain.len() - SHOWN));
        }
        names.push(format!("`{}`", first.path(db)));
        let more = if cycle.members.len() > cycle.chain.len() {
            format!(" ({} files import each other in this way)", cycle.members.len())
        } else {
            String::new()
        };
        let mut finding =
            Finding::new(RULE.code, RULE.severity, first, Anchor::Fact(span), format!("import cycle: {}{more}", names.join(" → ")));
        finding.related = cycle.chain[1..]
            .iter()
            .enumerate()
            .map(|(step, (file, span))| {
                let next = cycle.chain.get(step + 2).map_or(first, |(file, _)| *file);
                Related { file: *file, anchor: Anchor::Fact(*span), message: format!("which imports `{}`", next.path(db)) }
            })
            .collect();
        out.push(finding);
    }
}

/// What an `acyclic` rule that covers the component wants its cycles to be, and the rule.
fn demanded<'d>(dna: &'d Dna, component: &Component) -> Option<(Severity, &'d dna::Rule)> {
    dna.active_rules().find_map(|rule| match &rule.kind {
        RuleKind::Acyclic(these) if dna.selects(these, component) && !dna.excused(rule, component) => {
            let severity = rule.severity.as_ref().map_or(Some(Severity::Error), |severity| Severity::chosen(severity.value));
            severity.map(|severity| (severity, rule))
        }
        _ => None,
    })
}

/// One finding per circle of components that must have none, on its first import in sorted order. A circle
/// of files within one component is found with the files.
fn between_components(context: &RootContext<'_>, dna: &Dna, declared: &Declared, out: &mut Vec<Finding>) {
    let db = context.db;
    if !dna.active_rules().any(|rule| matches!(rule.kind, RuleKind::Acyclic(_))) {
        return;
    }
    // From each component to each other, the first import by path and place.
    let mut ties: BTreeMap<u32, BTreeMap<u32, (File, Edge)>> = BTreeMap::new();
    for (from, edges) in graph::import_graph(db, context.root).iter().flat_map(|folder| folder.iter()) {
        let Some(a) = dna.component_of(from.path(db)).filter(|component| demanded(dna, component).is_some()) else { continue };
        for edge in edges.iter().filter(|edge| edge.kind == EdgeKind::Import && !edge.flags.has(Flags::TYPE_ONLY)) {
            let Some(b) = dna.component_of(edge.target.path(db)).filter(|b| b.number != a.number && demanded(dna, b).is_some()) else {
                continue;
            };
            let tie = ties.entry(a.number.0).or_default().entry(b.number.0).or_insert((*from, *edge));
            if (from.path(db), edge.span) < (tie.0.path(db), tie.1.span) {
                *tie = (*from, *edge);
            }
        }
    }
    let mut reported = Vec::new();
    for &start in ties.keys() {
        let Some(way) = way_round(&ties, start) else { continue };
        if way.iter().any(|component| reported.contains(component)) {
            continue;
        }
        reported.extend(&way);
        let id = |number: u32| dna.component_at(dna::ComponentId(number)).map_or("?", |component| component.id.as_str());
        let steps: Vec<(File, Edge, u32)> = way
            .iter()
            .enumerate()
            .map(|(step, from)| (way[(step + 1) % way.len()], from))
            .filter_map(|(to, from)| ties.get(from)?.get(&to).map(|(file, edge)| (*file, *edge, to)))
            .collect();
        let Some(&(first, edge, _)) = steps.first() else { continue };
        let Some((severity, rule)) = dna.component_at(dna::ComponentId(start)).and_then(|component| demanded(dna, component)) else {
            continue;
        };
        let names: Vec<String> = way.iter().chain([&start]).map(|&number| format!("`{}`", id(number))).collect();
        let because = rule.why.as_ref().map_or_else(String::new, |why| format!(" ({})", why.value));
        let message =
            format!("the components {} depend on each other in a circle; rule `{}` forbids it{because}", names.join(" → "), rule.id.value);
        let mut finding = Finding::new(RULE.code, severity, first, Anchor::Fact(edge.span), message);
        finding.related = steps[1..]
            .iter()
            .map(|(file, edge, to)| Related {
                file: *file,
                anchor: Anchor::Fact(edge.span),
                message: format!("which leads to `{}`", id(*to)),
            })
            .collect();
        finding.related.extend(Related::dna(declared, rule.span, format!("rule `{}`", rule.id.value)));
        out.push(finding);
    }
}

/// The shortest way from `start` back to it, each component once.
fn way_round(ties: &BTreeMap<u32, BTreeMap<u32, (File, Edge)>>, start: u32) -> Option<Vec<u32>> {
    let mut came_from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &next in ties.get(&at).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                let mut way = vec![at];
                while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(*before);
                }
                way.reverse();
                return Some(way);
            }
            if let Entry::Vacant(free) = came_from.entry(next) {
                free.insert(at);
                queue.push_back(next);
            }
        }
    }
    None
}
