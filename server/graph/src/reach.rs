//! Who reaches whom through others: the chains of imports that a DNA's `forbid` rules rule out.
//!
//! A chain starts at a file of A, ends at the first file of another component in B, and has neither a second
//! file of A nor any file of an excepted component in between. Of all chains from one file the shortest counts,
//! and of several shortest the one whose imports are written first. Direct imports are chains too; they are
//! judged where they stand, with all other reasons, and are left out here.
//!
//! What it costs. Nothing without a `forbid` rule. Otherwise an edit that changes no import of its file leaves
//! [`import_graph`] as it is; one that does gathers that anew along one path of folders, and then [`chains`] looks up
//! who owns each file and walks the whole graph backwards from B, once per rule. Each file is
//! entered at most twice, so that is linear in the imports: for 8,805 files, 49,000 imports and three rules about a
//! tenth of a second of CPU from nothing, gathering included. A walk that went on from the last one would have to
//! undo what a removed import had made shortest; it is not worth that yet.

use std::collections::VecDeque;
use std::sync::Arc;

use dna::{Component, ComponentId, Dna, Rule, RuleKind};
use rustc_hash::FxHashMap;
use workspace::{Db, File, Root};

use crate::importing::{Imported, Importing, import_graph};

/// A chain that a rule forbids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// Which of [`Dna::rules`].
    pub rule: usize,
    /// The files, each of which imports the next: at least three.
    pub files: Vec<File>,
}

/// All forbidden chains of a root, by rule and by the path of their first file.
#[salsa::tracked(returns(clone))]
pub fn chains(db: &dyn Db, root: Root) -> Arc<[Chain]> {
    let Some(dna) = dna::dna(db, root) else { return Arc::from([]) };
    let forbidding = |rule: &Rule| matches!(rule.kind, RuleKind::Forbid { .. });
    if !dna.active_rules().any(forbidding) {
        return Arc::from([]);
    }
    let _span = tracing::debug_span!("chains").entered();
    let graph = Graph::new(db, &dna, &import_graph(db, root));
    let mut out = Vec::new();
    for (number, rule) in dna.rules.iter().enumerate().filter(|(_, rule)| forbidding(rule)) {
        if dna.active_rules().any(|active| std::ptr::eq(active, rule)) {
            let mut found: Vec<Vec<File>> = graph.forbidden(&dna, rule);
            found.sort_by(|a, b| a[0].path(db).cmp(b[0].path(db)));
            out.extend(found.into_iter().map(|files| Chain { rule: number, files }));
        }
    }
    out.into()
}

/// The part that a file has in one rule.
#[derive(Clone, Copy, Default)]
struct Part {
    from: bool,
    to: bool,
    excused: bool,
}

/// A component of B that a file reaches, and over how many imports.
#[derive(Clone, Copy)]
struct Label {
    component: ComponentId,
    steps: u32,
}

struct Graph {
    files: Vec<File>,
    owners: Vec<Option<ComponentId>>,
    /// By file: what it imports, in order; then who imports it, in no order.
    forwards: Vec<Vec<u32>>,
    backwards: Vec<Vec<u32>>,
}

impl Graph {
    fn new(db: &dyn Db, dna: &Dna, folders: &[Arc<[Importing]>]) -> Graph {
        let importing = || folders.iter().flat_map(|folder| folder.iter());
        let mut files: Vec<File> = importing().map(|(file, _)| *file).collect();
        let mut numbers: FxHashMap<File, u32> = files.iter().enumerate().map(|(number, file)| (*file, number as u32)).collect();
        let mut forwards = Vec::with_capacity(files.len());
        for (_, imports) in importing() {
            let number = |import: &Imported| {
                *numbers.entry(import.file).or_insert_with(|| {
                    files.push(import.file);
                    files.len() as u32 - 1
                })
            };
            forwards.push(imports.iter().map(number).collect::<Vec<u32>>());
        }
        forwards.resize_with(files.len(), Vec::new);
        let owner = |file: &File| dna.component_of(file.path(db)).map(|component| component.number);
        let owners = files.iter().map(owner).collect();
        let mut backwards = vec![Vec::new(); files.len()];
        for (from, targets) in forwards.iter().enumerate() {
            for target in targets {
                backwards[*target as usize].push(from as u32);
            }
        }
        Graph { files, owners, forwards, backwards }
    }

    fn forbidden(&self, dna: &Dna, rule: &Rule) -> Vec<Vec<File>> {
        let RuleKind::Forbid { from, to } = &rule.kind else { return Vec::new() };
        let part = |component: &Component| {
            let excused = dna.excused(rule, component);
            Part { from: !excused && dna.selects(from, component), to: !excused && dna.selects(to, component), excused }
        };
        let parts: Vec<Part> = dna.components.iter().map(part).collect();
        let part_of = |node: u32| self.owners[node as usize].map_or_else(Part::default, |owner| parts[owner.0 as usize]);
        let labels = self.label(&part_of);
        let mut out = Vec::new();
        for start in (0..self.files.len() as u32).filter(|&node| part_of(node).from) {
            let Some(own) = self.owners[start as usize] else { continue };
            let nearest = reached(&labels[start as usize], own).map(|label| label.steps).min();
            let Some(steps) = nearest.filter(|&steps| steps > 1) else { continue };
            let mut chain = vec![self.files[start as usize]];
            let mut at = start;
            for left in (0..steps).rev() {
                let leads = |next: u32| {
                    let part = part_of(next);
                    (if left == 0 { part.to } else { !part.from && !part.to })
                        && reached(&labels[next as usize], own).any(|label| label.steps == left)
                };
                let Some(next) = self.forwards[at as usize].iter().copied().find(|&next| leads(next)) else { break };
                chain.push(self.files[next as usize]);
                at = next;
            }
            out.push(chain);
        }
        out
    }

    /// For each file the two nearest components of B that it reaches: two, since its own does not count.
    fn label(&self, part_of: &impl Fn(u32) -> Part) -> Vec<[Option<Label>; 2]> {
        let mut labels = vec![[None; 2]; self.files.len()];
        let mut queue = VecDeque::new();
        for node in (0..self.files.len() as u32).filter(|&node| part_of(node).to) {
            let Some(component) = self.owners[node as usize] else { continue };
            let label = Label { component, steps: 0 };
            labels[node as usize][0] = Some(label);
            queue.push_back((node, label));
        }
        while let Some((node, label)) = queue.pop_front() {
            if label.steps > 0 && part_of(node).from {
                continue;
            }
            for &before in &self.backwards[node as usize] {
                let part = part_of(before);
                // A chain ends at the first file of B, and no excepted component is in it.
                let is_end = part.to && !part.from;
                if is_end || part.excused || self.owners[before as usize] == Some(label.component) && part.from {
                    continue;
                }
                let own = &mut labels[before as usize];
                if own.iter().flatten().any(|known| known.component == label.component) {
                    continue;
                }
                let Some(free) = own.iter_mut().find(|slot| slot.is_none()) else { continue };
                let next = Label { component: label.component, steps: label.steps + 1 };
                *free = Some(next);
                queue.push_back((before, next));
            }
        }
        labels
    }
}

/// What a file reaches beside the component `own`.
fn reached(labels: &[Option<Label>; 2], own: ComponentId) -> impl Iterator<Item = Label> {
    labels.iter().flatten().copied().filter(move |label| label.component != own)
}
