//! Files that import each other in a circle, and components that do so through different files.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use dna::{Component, Declared, Dna, RuleKind};
use syntax::place::{is_circular_on_purpose, is_data};
use workspace::{Db, File};

use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::silence::is_unjudged;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/import-cycle",
    severity: Severity::Info,
    summary: "Files import each other in a circle.",
    page: include_str!("import_cycle.md"),
    check: Check::Root(check),
};

/// A file and another one that it imports.
type Tie = (File, File);

/// From each component to each other, by number, the first import by path and place.
type Ties = BTreeMap<u32, BTreeMap<u32, Tie>>;

/// Longer chains are cut in the message; the related places have them all.
const SHOWN: usize = 6;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let db = context.db;
    let declared = dna::declared(db, context.root);
    if let Some(dna) = &declared.dna {
        between_components(context, dna, &declared, out);
    }
    for cycle in graph::cycles(db, context.root).iter() {
        let Some(&first) = cycle.chain.first() else { continue };
        let is_left =
            |file: &File| is_circular_on_purpose(file.path(db).as_str()) || is_unjudged(db, *file) || graph::lies_among_copies(db, *file);
        if cycle.chain.iter().any(is_left) || is_tried(db, &cycle.chain) {
            continue;
        }
        let step = |at: usize| (cycle.chain[at], cycle.chain.get(at + 1).copied().unwrap_or(first));
        let mut names: Vec<String> = cycle.chain.iter().take(SHOWN).map(|file| format!("`{}`", file.path(db))).collect();
        if cycle.chain.len() > SHOWN {
            names.push(format!("… ({} more)", cycle.chain.len() - SHOWN));
        }
        names.push(format!("`{}`", first.path(db)));
        let more = if cycle.members.len() > cycle.chain.len() {
            format!(" (one of the circles among {} files, each of which leads to every other)", cycle.members.len())
        } else {
            String::new()
        };
        let message = format!("import cycle: {}{more}", names.join(" → "));
        let mut finding = Finding::new(RULE.code, RULE.severity, first, import(db, step(0)), message);
        finding.related = (1..cycle.chain.len())
            .map(|at| {
                let (file, next) = step(at);
                Related { file, anchor: import(db, step(at)), message: format!("which imports `{}`", next.path(db)) }
            })
            .collect();
        out.push(finding);
    }
}

/// Whether tests try something on a circle: all of it is data of theirs, or the page beside it says that it is about circles.
fn is_tried(db: &dyn Db, chain: &[File]) -> bool {
    let page = |file: &File| file.folder(db).and_then(|folder| graph::text(db, folder.entries(db).file("README.md")?));
    chain.iter().all(|file| is_data(file.path(db).as_str()))
        || chain.first().and_then(page).is_some_and(|page| page.contains("circular dependenc") || page.contains("circular import"))
}

/// The place where one file first imports another.
fn import(db: &dyn Db, (from, to): (File, File)) -> Anchor {
    graph::first_import(db, from, to).map_or(Anchor::Start, Anchor::Fact)
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
    let mut ties = Ties::new();
    for (from, imports) in graph::import_graph(db, context.root).iter().flat_map(|folder| folder.iter()) {
        let Some(a) = dna.component_of(from.path(db)).filter(|component| demanded(dna, component).is_some()) else { continue };
        for target in imports.iter().filter(|import| import.runs).map(|import| &import.file) {
            let Some(b) = dna.component_of(target.path(db)).filter(|b| b.number != a.number && demanded(dna, b).is_some()) else {
                continue;
            };
            let tie = ties.entry(a.number.0).or_default().entry(b.number.0).or_insert((*from, *target));
            // Of one file, the first import in order of appearance is met first.
            if from.path(db) < tie.0.path(db) {
                *tie = (*from, *target);
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
        let steps: Vec<(Tie, u32)> = way
            .iter()
            .enumerate()
            .map(|(step, from)| (way[(step + 1) % way.len()], from))
            .filter_map(|(to, from)| Some((*ties.get(from)?.get(&to)?, to)))
            .collect();
        let Some(&(first, _)) = steps.first() else { continue };
        let Some((severity, rule)) = dna.component_at(dna::ComponentId(start)).and_then(|component| demanded(dna, component)) else {
            continue;
        };
        let names: Vec<String> = way.iter().chain([&start]).map(|&number| format!("`{}`", id(number))).collect();
        let because = rule.why.as_ref().map_or_else(String::new, |why| format!(" ({})", why.value));
        let message =
            format!("the components {} depend on each other in a circle; rule `{}` forbids it{because}", names.join(" → "), rule.id.value);
        let mut finding = Finding::new(RULE.code, severity, first.0, import(db, first), message);
        finding.related = steps[1..]
            .iter()
            .map(|(tie, to)| Related { file: tie.0, anchor: import(db, *tie), message: format!("which leads to `{}`", id(*to)) })
            .collect();
        finding.related.extend(Related::dna(declared, rule.span, format!("rule `{}`", rule.id.value)));
        out.push(finding);
    }
}

/// The shortest way from `start` back to it, each component once.
fn way_round(ties: &Ties, start: u32) -> Option<Vec<u32>> {
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
