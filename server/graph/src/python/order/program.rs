//! One module's events, with what its imports lead to.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::import_time::{Name, What};
use syntax::{Facts, Flags, Namespace, Reference, SpanId};
use workspace::{Db, File};

use super::super::{exports, init_of, module_name};
use crate::facts;
use crate::resolution::{Resolution, resolutions};

/// The files that an import of one module runs, in order: the packages above it, and itself.
pub type Load = Arc<[File]>;

/// What a module does while it is imported. Without places: a moved line changes nothing here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// In order.
    pub steps: Vec<(Act, bool)>,
    /// What functions of the module import when they run.
    pub lazy: Vec<Load>,
    /// Whether it may have names that cannot be read off.
    pub open: bool,
    /// See [`syntax::ImportTime`].
    pub all: Option<Vec<CompactString>>,
}

/// One event, as in [`What`]; places by their numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Runs `load` and binds a name to a module, when it is one of ours.
    Import { load: Option<Load>, bind: Option<(CompactString, Option<File>)>, reference: u32 },
    /// Takes names from a module.
    From { load: Option<Load>, module: Option<File>, names: Vec<Taken>, reference: u32 },
    /// Takes all names from a module.
    Star { load: Option<Load>, module: Option<File>, reference: u32 },
    /// Binds a name.
    Bind { name: CompactString, own: bool },
    /// Deletes a name.
    Unbind(CompactString),
    /// Reads names joined by dots.
    Read { parts: Vec<CompactString>, place: SpanId },
    /// Sets an attribute of whatever has one.
    Set(CompactString),
    /// Calls something.
    Call(CompactString),
    /// Imports what functions import, perhaps.
    Dynamic,
    /// Ends the module.
    Stop,
    /// Does what cannot be known.
    Anything,
}

/// One name of `from m import …`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The name in the module.
    pub name: CompactString,
    /// The name here; none in a class.
    pub bound: Option<CompactString>,
    /// What it leads to when the module lacks it.
    pub below: Below,
}

/// What lies below a package by some name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Below {
    /// Nothing.
    Nothing,
    /// A module.
    Module(File),
    /// Something that cannot be played.
    Unknown,
}

/// The packages above `file` that have a file, outermost first, and `file`.
#[salsa::tracked(returns(clone))]
pub fn load_order(db: &dyn Db, file: File) -> Load {
    let parts = module_name(db, file).map_or(0, |name| name.split('.').count());
    let is_init = file.path(db).name().starts_with("__init__.");
    let mut out = vec![file];
    let mut folder = file.folder(db);
    if is_init {
        folder = folder.and_then(|folder| folder.parent(db));
    }
    for _ in 1..parts {
        let Some(at) = folder else { break };
        out.extend(init_of(db, at));
        folder = at.parent(db);
    }
    out.reverse();
    out.into()
}

/// What `file` does while it is imported; `None` when nothing that matters.
#[salsa::tracked(returns(clone))]
pub fn program_of(db: &dyn Db, file: File) -> Option<Arc<Program>> {
    let facts = facts(db, file);
    let events = facts.import_time.as_ref()?;
    let lower = Lower { db, facts: &facts, resolutions: resolutions(db, file) };
    let steps = events.events().map(|(what, certain)| (lower.act(what), certain)).collect();
    let numbered = (0u32..).zip(&facts.references);
    let is_lazy = |reference: &Reference| {
        reference.namespace == Namespace::PYTHON_MODULE && reference.flags.has(Flags::LAZY) && !reference.flags.has(Flags::TYPE_ONLY)
    };
    let lazy = numbered.filter(|(_, reference)| is_lazy(reference)).filter_map(|(number, _)| lower.load(lower.file(number)?)).collect();
    let open = facts.definitions.iter().any(|definition| definition.name == "*dynamic*");
    Some(Arc::new(Program { steps, lazy, open, all: events.all.as_deref().map(<[CompactString]>::to_vec) }))
}

/// The same, and of a module that imports nothing the names it has in the end.
pub fn program_or_names(db: &dyn Db, file: File) -> Arc<Program> {
    program_of(db, file).unwrap_or_else(|| {
        let exports = exports(db, file);
        let steps = exports.names().iter().map(|name| (Act::Bind { name: name.clone(), own: false }, true)).collect();
        Arc::new(Program { steps, lazy: Vec::new(), open: exports.opaque, all: None })
    })
}

struct Lower<'a> {
    db: &'a dyn Db,
    facts: &'a Facts,
    resolutions: Arc<[Resolution]>,
}

impl Lower<'_> {
    fn definition(&self, number: u32) -> CompactString {
        self.facts.definitions.get(number as usize).map(|definition| definition.name.clone()).unwrap_or_default()
    }

    fn name(&self, name: Name<'_>) -> CompactString {
        match name {
            Name::Definition(number) => self.definition(number),
            Name::Written(name) => CompactString::from(name),
        }
    }

    /// The source file that a reference leads to.
    fn file(&self, reference: u32) -> Option<File> {
        self.resolutions.get(reference as usize)?.file().filter(|file| file.path(self.db).extension() == Some("py"))
    }

    fn load(&self, file: File) -> Option<Load> {
        Some(load_order(self.db, file))
    }

    /// The same when the file is called there what the reference calls it: else it may be loaded under two names.
    fn module(&self, number: u32) -> Option<File> {
        let file = self.file(number)?;
        let name = &self.facts.references.get(number as usize)?.name;
        (name.starts_with('.') || module_name(self.db, file).as_deref() == Some(name.as_str())).then_some(file)
    }

    fn act(&self, what: What<'_>) -> Act {
        match what {
            What::Import { reference, bound, renamed } => self.import(reference, bound, renamed),
            What::From { reference, names, definition } => {
                let module = self.module(reference);
                let load = module.and_then(|module| self.load(module));
                let is_star = self.facts.references.get(reference as usize).is_some_and(|reference| reference.flags.has(Flags::STAR));
                if is_star {
                    return Act::Star { load, module, reference };
                }
                let names =
                    (0..names).filter_map(|at| self.taken(reference, reference + 1 + at, module, definition.map(|first| first + at)));
                Act::From { load, module, names: names.collect(), reference }
            }
            What::Bind { name, own } => Act::Bind { name: self.name(name), own },
            What::Unbind(name) => Act::Unbind(CompactString::from(name)),
            What::Read { path, span } => Act::Read { parts: path.split('.').map(CompactString::from).collect(), place: span },
            What::Set(name) => Act::Set(CompactString::from(name)),
            What::Call(name) => Act::Call(CompactString::from(name)),
            What::Dynamic => Act::Dynamic,
            What::Stop => Act::Stop,
            What::Anything => Act::Anything,
        }
    }

    fn import(&self, reference: u32, bound: Option<Name<'_>>, renamed: bool) -> Act {
        let file = self.module(reference);
        let load = file.and_then(|file| self.load(file));
        let parts = self.facts.references.get(reference as usize).map_or(0, |reference| reference.name.split('.').count());
        let bind = bound.map(|bound| {
            // Where a package has no file, the name stands for something that cannot be played.
            let first = load.as_ref().filter(|load| load.len() == parts).and_then(|load| load.first().copied());
            (self.name(bound), if renamed { file } else { first })
        });
        Act::Import { load, bind, reference }
    }

    fn taken(&self, from: u32, number: u32, module: Option<File>, definition: Option<u32>) -> Option<Taken> {
        let name = self.facts.references.get(number as usize)?.member.clone()?;
        let package = self.facts.references.get(from as usize)?;
        let found = self.file(number);
        let below = match (found, self.resolutions.get(number as usize)) {
            (Some(found), _) if Some(found) == module => Below::Nothing,
            (Some(found), _) => {
                let called = module_name(self.db, found).unwrap_or_default();
                let expected = match module.and_then(|module| module_name(self.db, module)) {
                    Some(package) => format!("{package}.{name}"),
                    None if package.name.starts_with('.') => called.to_string(),
                    None => format!("{}.{name}", package.name),
                };
                if called == expected { Below::Module(found) } else { Below::Unknown }
            }
            _ => Below::Unknown,
        };
        Some(Taken { name, bound: definition.map(|definition| self.definition(definition)), below })
    }
}
