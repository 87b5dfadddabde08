//! The architecture that a root has, by what its references say: which parts it is made of, and the lines that tie them.
//!
//! This is the recovered side of a reflexion model (Murphy, Notkin and Sullivan, 1995); the DNA is the declared side. A tie is
//! an import, or a dependency that a manifest declares on another part's folder. Each folder gathers what is in it and adds what
//! is below, so an edit gathers one folder anew and the way up from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use dna::{Component, ComponentId, Dna, Selector};
use graph::gathering::joined;
use graph::{EdgeKind, Resolution};
use syntax::{Role, SpanId};
use workspace::{Db, Directory, File, RelPath, Root};

/// Lines that are kept of a tie; the others are counted.
const SHOWN: usize = 5;

/// A part of a root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Part {
    /// One that the DNA declares.
    Declared(ComponentId),
    /// A folder or file that it does not: beside one that it does, else that of the nearest manifest.
    Undeclared(RelPath),
}

/// What a root is made of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recovered {
    /// The parts that have files, with the systems of modules that these are in, a bit each.
    pub parts: BTreeMap<Part, u8>,
    /// What ties one to another.
    pub ties: BTreeMap<(Part, Part), Tie>,
}

/// Lines by which a part depends on another.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tie {
    /// The first of them, in the order of the files.
    pub lines: Vec<Line>,
    /// All that import.
    pub imports: u32,
    /// All that declare a dependency in a manifest.
    pub declarations: u32,
}

/// One line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// Where it stands.
    pub file: File,
    /// The reference.
    pub span: SpanId,
    /// Where it leads.
    pub target: File,
}

/// What `root` is made of; nothing where no DNA declares a component.
pub fn recovered(db: &dyn Db, root: Root) -> Arc<Recovered> {
    let declares = dna::dna(db, root).is_some_and(|dna| dna.components.iter().any(|component| !component.paths.is_empty()));
    root.top(db).filter(|_| declares).map(|top| parts_below(db, top)).unwrap_or_default()
}

/// Entries of `uses` that no line bears out: who may use, whom, and the entry. Only code of one language imports; others talk to
/// each other in ways that references do not show, so nothing is said of those.
pub fn absences<'d>(dna: &'d Dna, recovered: &Recovered) -> Vec<(&'d Component, &'d Component, dna::SpanId)> {
    let mut out = Vec::new();
    for from in &dna.components {
        for entry in from.uses.iter().flat_map(|uses| &uses.value) {
            let Selector::Component(number) = entry.value else { continue };
            let Some(to) = dna.component_at(number).filter(|to| to.number != from.number && !to.is_external()) else { continue };
            let (one, other) = (Part::Declared(from.number), Part::Declared(to.number));
            let talk = recovered.parts.get(&one).zip(recovered.parts.get(&other)).is_some_and(|(a, b)| a & b != 0);
            if talk && !recovered.ties.contains_key(&(one, other)) {
                out.push((from, to, entry.span));
            }
        }
    }
    out
}

#[salsa::tracked(returns(clone))]
fn parts_below(db: &dyn Db, folder: Directory) -> Arc<Recovered> {
    let entries = folder.entries(db);
    let folders = entries.directories().map(|folder| parts_below(db, folder));
    let all = std::iter::once(parts_here(db, folder)).chain(folders);
    joined(all, |recovered| recovered.parts.is_empty(), Recovered::add)
}

#[salsa::tracked(returns(clone))]
fn parts_here(db: &dyn Db, folder: Directory) -> Arc<Recovered> {
    let Some(dna) = dna::dna(db, folder.root(db)) else { return Arc::default() };
    let mut out = Recovered::default();
    for file in folder.entries(db).files() {
        let Some(part) = part(db, &dna, file) else { continue };
        let facts = graph::facts(db, file);
        *out.parts.entry(part.clone()).or_default() |= facts.kind.language.modules().map_or(0, |system| 1 << system as u8);
        let mut tied = |span: SpanId, target: File, is_import: bool| {
            let Some(to) = self::part(db, &dna, target).filter(|to| *to != part) else { return };
            let tie = out.ties.entry((part.clone(), to)).or_default();
            *(if is_import { &mut tie.imports } else { &mut tie.declarations }) += 1;
            if tie.lines.len() < SHOWN {
                tie.lines.push(Line { file, span, target });
            }
        };
        for edge in graph::edges(db, file).iter().filter(|edge| edge.kind == EdgeKind::Import) {
            tied(edge.span, edge.target, true);
        }
        if is_manifest(facts.kind.role) {
            for (reference, resolution) in facts.references.iter().zip(graph::resolutions(db, file).iter()) {
                let Resolution::Folder(folder) = resolution else { continue };
                let manifest = folder.entries(db).files().find(|file| is_manifest(graph::facts(db, *file).kind.role));
                manifest.into_iter().for_each(|manifest| tied(reference.span, manifest, false));
            }
        }
    }
    Arc::new(out)
}

impl Recovered {
    fn add(&mut self, other: &Recovered) {
        for (part, systems) in &other.parts {
            *self.parts.entry(part.clone()).or_default() |= systems;
        }
        for (pair, tie) in &other.ties {
            let own = self.ties.entry(pair.clone()).or_default();
            own.imports += tie.imports;
            own.declarations += tie.declarations;
            let room = SHOWN.saturating_sub(own.lines.len());
            own.lines.extend(tie.lines.iter().take(room));
        }
    }
}

/// The part that a file belongs to; none for what lies about in the root.
fn part(db: &dyn Db, dna: &Dna, file: File) -> Option<Part> {
    let path = file.path(db);
    if let Some(component) = dna.component_of(path) {
        return Some(Part::Declared(component.number));
    }
    // Whatever lies beside a component could be one.
    let beside = |at: &RelPath| at.parent().is_some_and(|above| dna.has_component_in(&above));
    let own = std::iter::successors(Some(path.clone()), RelPath::parent).find(beside);
    let folder = || Some(crate::report::component(db, file).0).filter(|folder| !folder.as_str().is_empty());
    own.or_else(folder).map(Part::Undeclared)
}

/// Whether a file declares what a package depends on.
pub(crate) fn is_manifest(role: Role) -> bool {
    matches!(role, Role::CargoToml | Role::PackageJson | Role::Pyproject | Role::PythonRequirements | Role::GoMod)
}
