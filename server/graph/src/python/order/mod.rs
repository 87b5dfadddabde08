//! Python's import, played through: which modules fail when they are imported first, because a module that is still
//! being imported lacks a name that another one already asks it for.
//!
//! Only modules that import each other in a circle can fail so. [`tangles`] finds them, from the import graph and from
//! what an import does by the way: it imports the packages above. Each module's events become a [`Program`], whose imports
//! are resolved; [`run`] plays them as CPython would. What may happen and may not is played as a doubt: it can only take a
//! failure back, never make one.
//!
//! Most circles are played by themselves ([`circles`]) and without doubts, which seldom fails; only when it does the rest of
//! the tangle takes part, each module when it is first imported.

mod circles;
mod modules;
mod program;
mod run;

use std::cell::{Cell, LazyCell};
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use syntax::SpanId;
use workspace::{Db, File, RelPath, Root};

use crate::components::strongly_connected;
use crate::{facts, import_graph};

use modules::{Modules, Score};
use program::Load;
pub use program::{Program, load_order, program_of};
use run::{Outcome, imports};

/// Steps of all runs of a root together; what more would find is not worth its time.
const MOST_STEPS: u64 = 50_000_000;

/// An import that fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What is imported when it fails: each file runs the next; the last asks [`Failure::module`], one of them, for the name.
    pub chain: Vec<Step>,
    /// The module that is not ready.
    pub module: File,
    /// What it lacks.
    pub name: CompactString,
    /// How it is asked.
    pub asked: Asked,
    /// The modules that fail in this way when they are imported first, by path.
    pub first: Vec<File>,
    /// Whether no module of the circle can be imported first.
    pub always: bool,
}

/// A file, and the place in it that leads on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The file.
    pub file: File,
    /// Where in it.
    pub place: Place,
}

/// A place by the number of a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A reference.
    Reference(u32),
    /// Where an attribute is read.
    Read(SpanId),
}

/// How a module is asked for a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// `from m import x`: an `ImportError`.
    Import,
    /// `m.x`: an `AttributeError`.
    Attribute,
    /// `from m import *`, where `__all__` has the name: an `AttributeError`.
    Star,
}

impl Step {
    /// The range of the place.
    pub fn span(&self, db: &dyn Db) -> Option<SpanId> {
        match self.place {
            Place::Reference(number) => facts(db, self.file).references.get(number as usize).map(|reference| reference.span),
            Place::Read(span) => Some(span),
        }
    }
}

/// All of a root, each cause once, by the path of the file that fails and the place in it.
#[salsa::tracked(returns(clone))]
pub fn failures(db: &dyn Db, root: Root) -> Arc<[Failure]> {
    let (mut out, steps) = (Vec::new(), Cell::new(MOST_STEPS));
    let tangles = tangles(db, root);
    // Whatever else can fail on the way; seldom needed.
    let all = LazyCell::new(|| Modules::new(db, &tangles.concat()));
    for tangle in tangles.iter() {
        let around = LazyCell::new(|| Modules::new(db, tangle));
        for candidates in circles::circles(db, root, Arc::clone(tangle)).iter() {
            let played = played(db, root, Arc::clone(candidates));
            steps.set(steps.get().saturating_sub(played.steps));
            for suspects in &played.suspects {
                out.extend(of_circle(suspects, &around, &all, &steps));
            }
        }
    }
    out.sort_by(|a: &Failure, b| key(db, a).cmp(&key(db, b)));
    out.into()
}

/// Modules that are put together when they are needed.
type Later<'db, F> = LazyCell<Modules<'db>, F>;

fn key<'a>(db: &'a dyn Db, failure: &'a Failure) -> (Option<&'a str>, &'a str, &'a str) {
    (failure.chain.last().map(|step| step.file.path(db).as_str()), failure.module.path(db).as_str(), &failure.name)
}

/// What is played by itself. A query for each, so that an edit plays again what it is part of and nothing else.
#[salsa::tracked(returns(clone))]
fn score(db: &dyn Db, _root: Root, candidates: Arc<[File]>) -> Arc<Score> {
    Arc::new(Score::new(db, &candidates))
}

/// What came of playing a score.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Played {
    /// Of each circle in which any fails.
    suspects: Vec<Suspects>,
    /// How many steps it took, in tens of thousands.
    steps: u64,
}

/// Modules of a circle that fail among these alone, when they are imported first.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Suspects {
    modules: Vec<File>,
    /// Whether all of the circle do.
    all: bool,
}

#[salsa::tracked(returns(clone))]
fn played(db: &dyn Db, root: Root, candidates: Arc<[File]>) -> Arc<Played> {
    let score = score(db, root, candidates);
    let modules = Modules::of(db, &score);
    let (mut suspects, steps) = (Vec::new(), Cell::new(MOST_STEPS));
    for circle in modules.circles() {
        let entries: Vec<u32> = circle.into_iter().filter(|&module| !modules.is_main(module)).collect();
        let outcomes = imports(&modules, &entries, &steps, false);
        let failing = entries.iter().zip(outcomes).filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_)));
        let failing: Vec<File> = failing.map(|(module, _)| modules.get(*module).file).collect();
        if !failing.is_empty() {
            suspects.push(Suspects { all: failing.len() == entries.len(), modules: failing });
        }
    }
    // Roughly, so that one step more changes nothing: only circles that take long use up what there is.
    Arc::new(Played { suspects, steps: (MOST_STEPS - steps.get()) >> 16 << 16 })
}

/// Imports each suspect of a circle first, among all that takes part, and brings what fails for the same cause together.
fn of_circle<'db>(
    suspects: &Suspects,
    around: &Later<'db, impl FnOnce() -> Modules<'db>>,
    all: &Later<'db, impl FnOnce() -> Modules<'db>>,
    steps: &Cell<u64>,
) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    let mut by_cause: FxHashMap<(File, CompactString), usize> = FxHashMap::default();
    let failures = failing(around, all, &suspects.modules, steps);
    let always = suspects.all && failures.iter().all(Option::is_some);
    for failure in failures.into_iter().flatten() {
        let Some(first) = failure.chain.first().map(|step| step.file) else { continue };
        match by_cause.get(&(failure.module, failure.name.clone())) {
            None => {
                by_cause.insert((failure.module, failure.name.clone()), found.len());
                found.push(Failure { first: vec![first], ..failure });
            }
            Some(&known) => {
                let known = &mut found[known];
                if !known.first.contains(&first) {
                    known.first.push(first);
                }
                if failure.chain.len() < known.chain.len() {
                    let first = std::mem::take(&mut known.first);
                    *known = Failure { first, ..failure };
                }
            }
        }
    }
    found.iter_mut().for_each(|failure| failure.always = always);
    found
}

/// How the import of each of `entries` fails, when it fails alike whether what may be imported on the way is or not: what is
/// imported in doubt is not judged, and may fail sooner. `around`: their tangle, `all`: all tangles.
fn failing<'db>(
    around: &Later<'db, impl FnOnce() -> Modules<'db>>,
    all: &Later<'db, impl FnOnce() -> Modules<'db>>,
    entries: &[File],
    steps: &Cell<u64>,
) -> Vec<Option<Failure>> {
    let fails = |modules: &Modules<'db>, entries: &[File], doubts: bool| -> Vec<Option<Failure>> {
        let known: Vec<(usize, u32)> = entries.iter().enumerate().filter_map(|(at, file)| Some((at, modules.number(*file)?))).collect();
        let numbers: Vec<u32> = known.iter().map(|(_, number)| *number).collect();
        let mut out = vec![None; entries.len()];
        for ((at, _), outcome) in known.into_iter().zip(imports(modules, &numbers, steps, doubts)) {
            out[at] = if let Outcome::Failed(failure) = outcome { Some(failure) } else { None };
        }
        out
    };
    let mut found = fails(around, entries, true);
    let keep_alike = |found: &mut [Option<Failure>], others: Vec<Option<Failure>>| {
        for (found, other) in found.iter_mut().zip(others) {
            let cause = |failure: &Option<Failure>| failure.as_ref().map(|failure| (failure.module, failure.name.clone()));
            if cause(found) != cause(&other) {
                *found = None;
            }
        }
    };
    // What it imports from other tangles comes back to none of its modules, but may fail as well, and sooner.
    if found.iter().any(Option::is_some) {
        keep_alike(&mut found, fails(around, entries, false));
    }
    if found.iter().any(Option::is_some) {
        keep_alike(&mut found, fails(all, entries, false));
    }
    found
}

/// Groups of Python modules that can reach each other by whatever runs anything, each by path: outside of them no import
/// can meet itself.
#[salsa::tracked(returns(clone))]
pub fn tangles(db: &dyn Db, root: Root) -> Arc<[Arc<[File]>]> {
    let folders = import_graph(db, root);
    let is_python = |file: File| is_module(file.path(db));
    let importing: Vec<_> = folders.iter().flat_map(|folder| folder.iter()).filter(|(file, _)| is_python(*file)).collect();
    let numbers: FxHashMap<File, u32> = importing.iter().enumerate().map(|(number, (file, _))| (*file, number as u32)).collect();
    let packages = above(db, root);
    // Only the nearest: it leads to those above it by itself.
    let above = |file: File| packages.get(&file)?.iter().rev().filter(|loaded| **loaded != file).find_map(|loaded| numbers.get(loaded));
    let (mut starts, mut edges) = (Vec::with_capacity(importing.len() + 1), Vec::new());
    for (file, imports) in &importing {
        starts.push(edges.len() as u32);
        for target in imports.iter().filter(|import| import.runs).map(|import| import.file) {
            match numbers.get(&target) {
                // So does a module.
                Some(number) => edges.push(*number),
                None if is_python(target) => edges.extend(above(target)),
                None => {}
            }
        }
        edges.extend(above(*file));
    }
    starts.push(edges.len() as u32);
    let files = |component: Vec<u32>| {
        let mut files: Vec<File> = component.into_iter().map(|number| importing[number as usize].0).collect();
        files.sort_by_key(|file| file.path(db));
        files.into()
    };
    let mut out: Vec<Arc<[File]>> = strongly_connected(&starts, &edges).into_iter().map(files).collect();
    out.sort_by_key(|files| files[0].path(db));
    out.into()
}

/// The packages above each Python module of a root that is in any: no edit of a text changes them, so that they are one thing
/// to ask for, not thousands.
#[salsa::tracked(returns(clone))]
fn above(db: &dyn Db, root: Root) -> Arc<FxHashMap<File, Load>> {
    let modules = root.files(db).into_iter().filter(|file| is_module(file.path(db)));
    let loads = modules.map(|file| (file, load_order(db, file)));
    Arc::new(loads.filter(|(_, load)| load.len() > 1).collect())
}

/// Whether the path ends in `.py`; asked of every edge, so without looking for dots.
fn is_module(path: &RelPath) -> bool {
    path.as_str().strip_suffix(".py").is_some_and(|stem| !stem.is_empty() && !stem.ends_with('/'))
}
