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

use std::cell::LazyCell;
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use syntax::SpanId;
use workspace::{Db, File, Root};

use crate::components::strongly_connected;
use crate::{facts, import_graph};

use modules::Modules;
pub use program::{Program, load_order, program_of};
use run::{Outcome, Run};

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
    let (mut out, mut steps) = (Vec::new(), MOST_STEPS);
    let tangles = tangles(db, root);
    // Whatever else can fail on the way; seldom needed.
    let all = LazyCell::new(|| Modules::new(db, &tangles.concat()));
    for tangle in tangles.iter() {
        let around = LazyCell::new(|| Modules::new(db, tangle));
        for candidates in circles::circles(db, tangle) {
            let modules = Modules::whole(db, &candidates);
            for circle in modules.circles() {
                out.extend(of_circle(&modules, &circle, &around, &all, &mut steps));
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

/// Imports each module of a circle first, and brings what fails for the same cause together.
fn of_circle<'db>(
    modules: &Modules<'db>,
    circle: &[u32],
    around: &Later<'db, impl FnOnce() -> Modules<'db>>,
    all: &Later<'db, impl FnOnce() -> Modules<'db>>,
    steps: &mut u64,
) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    let mut by_cause: FxHashMap<(File, CompactString), usize> = FxHashMap::default();
    let mut always = true;
    for &entry in circle.iter().filter(|&&module| !modules.is_main(module)) {
        // What fails, fails among these alone as well.
        let fails = matches!(Run::new(modules, steps, false).import(entry), Outcome::Failed(_));
        let Some(failure) = fails.then(|| failing(around, all, modules.get(entry).file, steps)).flatten() else {
            always = false;
            continue;
        };
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

/// How the import of `entry` fails, when it fails alike whether what may be imported on the way is or not: what is imported
/// in doubt is not judged, and may fail sooner. `around`: its tangle, `all`: all tangles.
fn failing<'db>(
    around: &Later<'db, impl FnOnce() -> Modules<'db>>,
    all: &Later<'db, impl FnOnce() -> Modules<'db>>,
    entry: File,
    steps: &mut u64,
) -> Option<Failure> {
    let Outcome::Failed(failure) = Run::new(around, steps, true).import(around.number(entry)?) else { return None };
    let is_same =
        |outcome: Outcome| matches!(outcome, Outcome::Failed(other) if (other.module, &other.name) == (failure.module, &failure.name));
    // What it imports from other tangles comes back to none of its modules, but may fail as well, and sooner.
    let alike = is_same(Run::new(around, steps, false).import(around.number(entry)?))
        && is_same(Run::new(all, steps, false).import(all.number(entry)?));
    alike.then_some(failure)
}

/// Groups of Python modules that can reach each other by whatever runs anything, each by path: outside of them no import
/// can meet itself.
#[salsa::tracked(returns(clone))]
pub fn tangles(db: &dyn Db, root: Root) -> Arc<[Vec<File>]> {
    let folders = import_graph(db, root);
    let is_python = |file: File| file.path(db).extension() == Some("py");
    let importing: Vec<_> = folders.iter().flat_map(|folder| folder.iter()).filter(|(file, _)| is_python(*file)).collect();
    let numbers: FxHashMap<File, u32> = importing.iter().enumerate().map(|(number, (file, _))| (*file, number as u32)).collect();
    let (mut starts, mut edges, mut seen) = (Vec::with_capacity(importing.len() + 1), Vec::new(), FxHashSet::default());
    for (file, imports) in &importing {
        starts.push(edges.len() as u32);
        seen.clear();
        let targets = imports.iter().filter(|import| import.runs).map(|import| import.file).chain([*file]);
        for target in targets.filter(|target| is_python(*target)) {
            for loaded in load_order(db, target).iter().filter(|loaded| *loaded != file) {
                edges.extend(numbers.get(loaded).filter(|number| seen.insert(**number)));
            }
        }
    }
    starts.push(edges.len() as u32);
    let files = |component: Vec<u32>| {
        let mut files: Vec<File> = component.into_iter().map(|number| importing[number as usize].0).collect();
        files.sort_by_key(|file| file.path(db));
        files
    };
    let mut out: Vec<Vec<File>> = strongly_connected(&starts, &edges).into_iter().map(files).collect();
    out.sort_by_key(|files| files[0].path(db));
    out.into()
}
