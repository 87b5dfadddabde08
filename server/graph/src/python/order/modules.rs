//! Modules that are played together, with numbers for files and names, so that playing them costs little.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use syntax::SpanId;
use workspace::{Db, File};

use super::super::{exports, module_name};
use super::program::{Act, Below, Load, Program, Taken, load_order, program_or_names};
use crate::components::strongly_connected;

/// A module, by its number.
pub type Number = u32;
/// A name, by its number.
pub type Name = u32;

/// `__getattr__`.
pub const GETATTR: Name = 0;
/// `__all__`.
pub const ALL: Name = 1;

/// One module.
#[derive(PartialEq, Eq, Debug)]
pub struct Module {
    pub file: File,
    pub ops: Vec<(Op, bool)>,
    pub lazy: Vec<Vec<Number>>,
    pub open: bool,
    pub all: Option<Vec<Name>>,
}

/// As [`Act`], with numbers; what lies outside is left out.
#[derive(PartialEq, Eq, Debug)]
pub enum Op {
    Import { load: Vec<Number>, bind: Option<(Name, Option<Number>)>, reference: u32 },
    From { load: Vec<Number>, module: Option<Number>, names: Vec<Take>, reference: u32 },
    Star { load: Vec<Number>, source: Source, reference: u32 },
    Bind { name: Name, own: bool },
    Unbind(Name),
    Read { parts: Vec<Name>, place: SpanId },
    Set(Name),
    Call(Name),
    Dynamic,
    Stop,
    Anything,
}

/// As [`Taken`].
#[derive(PartialEq, Eq, Debug)]
pub struct Take {
    pub name: Name,
    pub bound: Option<Name>,
    pub below: Option<Number>,
    /// Whether the module, or what lies below it, is nothing that could lack the name.
    pub is_safe: bool,
}

/// Where `import *` takes names from.
#[derive(PartialEq, Eq, Debug)]
pub enum Source {
    /// One of the modules.
    Module(Number),
    /// One that is complete whenever it is asked.
    Names(Vec<Name>),
    /// One whose names are not known.
    Unknown,
}

/// Modules that are played together.
pub struct Modules<'db> {
    db: &'db dyn Db,
    files: Vec<File>,
    /// The package each lies in, and its name there.
    parents: Vec<Option<(Number, Name)>>,
    /// Each is read when it is first needed.
    modules: Vec<OnceCell<Arc<Module>>>,
    /// By package and name.
    pub children: FxHashMap<(Number, Name), Number>,
    names: RefCell<Names>,
    numbers: FxHashMap<File, Number>,
}

/// Modules as a value: all of them read, without places, and of names only those that any of them asks for. Equal scores
/// are played alike, and few edits make another one.
#[derive(PartialEq, Eq, Debug)]
pub struct Score {
    files: Vec<File>,
    parents: Vec<Option<(Number, Name)>>,
    modules: Vec<Arc<Module>>,
    texts: Vec<CompactString>,
}

#[derive(Default)]
struct Names {
    numbers: FxHashMap<CompactString, Name>,
    texts: Vec<CompactString>,
    /// Whether all names that anybody asks for have numbers: the others need none.
    complete: bool,
}

impl Names {
    fn add(&mut self, name: &str) -> Name {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        let (text, number) = (CompactString::from(name), self.texts.len() as u32);
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    fn number(&mut self, name: &str) -> Option<Name> {
        if self.complete { self.numbers.get(name).copied() } else { Some(self.add(name)) }
    }
}

impl<'db> Modules<'db> {
    /// `files`, and the packages above them, each to be read when it is needed.
    pub fn new(db: &'db dyn Db, files: &[File]) -> Modules<'db> {
        // Packages above that import nothing take part as well: what lies below them is an attribute of theirs.
        let mut seen: FxHashSet<File> = files.iter().copied().collect();
        files.iter().for_each(|file| seen.extend(load_order(db, *file).iter()));
        let mut files: Vec<File> = seen.into_iter().collect();
        files.sort_by_key(|file| file.path(db));
        let mut names = Names::default();
        names.add("__getattr__");
        names.add("__all__");
        let numbers = files.iter().zip(0..).map(|(file, number)| (*file, number)).collect();
        let modules = files.iter().map(|_| OnceCell::new()).collect();
        let mut out =
            Modules { db, files, parents: Vec::new(), modules, children: FxHashMap::default(), names: RefCell::new(names), numbers };
        out.parents = out.files.iter().map(|file| out.parent_of(*file)).collect();
        out.children = children(&out.parents);
        out
    }

    /// Those of a score, to be played.
    pub fn of(db: &'db dyn Db, score: &Score) -> Modules<'db> {
        Modules {
            db,
            files: score.files.clone(),
            parents: score.parents.clone(),
            modules: score.modules.iter().map(|module| OnceCell::from(Arc::clone(module))).collect(),
            children: children(&score.parents),
            names: RefCell::new(Names { numbers: FxHashMap::default(), texts: score.texts.clone(), complete: true }),
            numbers: score.files.iter().zip(0..).map(|(file, number)| (*file, number)).collect(),
        }
    }

    /// How many there are; their numbers are those below.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// One module.
    pub fn get(&self, number: Number) -> &Module {
        let file = self.files[number as usize];
        self.modules[number as usize].get_or_init(|| Arc::new(self.module(file, &program_or_names(self.db, file))))
    }

    /// The package a module lies in, and its name there.
    pub fn parent(&self, number: Number) -> Option<(Number, Name)> {
        self.parents[number as usize]
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> CompactString {
        self.names.borrow().texts[name as usize].clone()
    }

    fn name(&self, name: &str) -> Option<Name> {
        self.names.borrow_mut().number(name)
    }

    fn parent_of(&self, file: File) -> Option<(Number, Name)> {
        let load = load_order(self.db, file);
        let above = *load.get(load.len().checked_sub(2)?)?;
        let full = module_name(self.db, file)?;
        // Folders without a file may lie between.
        let (_, own) = full.rsplit_once('.').filter(|(package, _)| module_name(self.db, above).as_deref() == Some(*package))?;
        Some((*self.numbers.get(&above)?, self.name(own)?))
    }

    fn module(&self, file: File, program: &Program) -> Module {
        let ops: Vec<(Op, bool)> = program.steps.iter().filter_map(|(act, certain)| Some((self.op(act)?, *certain))).collect();
        Module {
            file,
            ops,
            lazy: program.lazy.iter().map(|load| self.load(Some(load))).filter(|load| !load.is_empty()).collect(),
            open: program.open,
            all: program.all.as_ref().map(|all| all.iter().filter_map(|name| self.name(name)).collect()),
        }
    }

    /// Whether a module binds `name` sooner or later, itself or with a star. What it takes from itself and no module below it has is
    /// nothing that it binds: a build may put a module there.
    pub fn binds(&self, number: Number, name: Name) -> bool {
        let (mut seen, mut next) = (FxHashSet::from_iter([number]), vec![number]);
        while let Some(number) = next.pop() {
            for (op, _) in &self.get(number).ops {
                match op {
                    Op::Bind { name: bound, .. } | Op::Import { bind: Some((bound, _)), .. } if *bound == name => return true,
                    Op::From { module, names, .. }
                        if names.iter().any(|taken| taken.bound == Some(name) && (taken.below.is_some() || *module != Some(number))) =>
                    {
                        return true;
                    }
                    Op::Star { source: Source::Module(from), .. } if seen.insert(*from) => next.push(*from),
                    Op::Star { source: Source::Names(names), .. } if names.contains(&name) => return true,
                    _ => {}
                }
            }
        }
        false
    }

    fn load(&self, load: Option<&Load>) -> Vec<Number> {
        load.iter().flat_map(|load| load.iter()).filter_map(|file| self.numbers.get(file).copied()).collect()
    }

    fn op(&self, act: &Act) -> Option<Op> {
        let number = |file: &Option<File>| file.and_then(|file| self.numbers.get(&file).copied());
        // A score has no places: what moves them is no other score.
        let is_score = self.names.borrow().complete;
        let numbered = |reference: &u32| if is_score { 0 } else { *reference };
        Some(match act {
            Act::Import { load, bind, reference } => {
                let load = self.load(load.as_ref());
                let bind = bind.as_ref().and_then(|(name, value)| Some((self.name(name)?, number(value))));
                if load.is_empty() && bind.is_none() {
                    return None;
                }
                Op::Import { load, bind, reference: numbered(reference) }
            }
            Act::From { load, module, names, reference } => {
                let module = number(module);
                let names: Vec<Take> = names.iter().map(|taken| self.take(taken, module)).collect();
                let load = self.load(load.as_ref());
                if load.is_empty() && names.iter().all(|taken| taken.bound.is_none() && taken.below.is_none()) {
                    return None;
                }
                Op::From { load, module, names, reference: numbered(reference) }
            }
            Act::Star { load, module, reference } => {
                let source = match (number(module), module) {
                    (Some(number), _) => Source::Module(number),
                    (None, Some(file)) => {
                        let exports = exports(self.db, *file);
                        let names = exports.names().iter().filter_map(|name| self.name(name)).collect();
                        if exports.opaque { Source::Unknown } else { Source::Names(names) }
                    }
                    (None, None) => Source::Unknown,
                };
                Op::Star { load: self.load(load.as_ref()), source, reference: numbered(reference) }
            }
            Act::Bind { name, own } => Op::Bind { name: self.name(name)?, own: *own },
            Act::Unbind(name) => Op::Unbind(self.name(name)?),
            Act::Read { parts, place } => {
                let place = if is_score { SpanId::default() } else { *place };
                Op::Read { parts: parts.iter().map_while(|part| self.name(part)).collect(), place }
            }
            Act::Set(name) => Op::Set(self.name(name)?),
            Act::Call(name) => Op::Call(self.name(name)?),
            Act::Dynamic => Op::Dynamic,
            Act::Stop => Op::Stop,
            Act::Anything => Op::Anything,
        })
    }

    fn take(&self, taken: &Taken, module: Option<Number>) -> Take {
        let below = if let Below::Module(file) = taken.below { self.numbers.get(&file).copied() } else { None };
        // Every name taken from one of the modules has a number.
        let name = self.name(&taken.name).unwrap_or(ALL);
        let bound = taken.bound.as_ref().and_then(|name| self.name(name));
        let is_dunder = taken.name.starts_with("__") && taken.name.ends_with("__");
        Take { name, bound, below, is_safe: module.is_none() || taken.below != Below::Nothing || is_dunder }
    }

    /// Groups that certainly run each other: only in them can an import fail.
    pub fn circles(&self) -> Vec<Vec<Number>> {
        let (mut starts, mut edges) = (Vec::new(), Vec::new());
        for (file, number) in self.files.iter().zip(0..) {
            let module = self.get(number);
            starts.push(edges.len() as u32);
            let above = load_order(self.db, *file);
            let is_above = |number: &Number| above.contains(&self.files[*number as usize]);
            for (op, _) in module.ops.iter().filter(|(_, certain)| *certain) {
                match op {
                    // The packages above a module run before it, or are running; they matter when they are asked for something.
                    Op::Import { load, bind, .. } => {
                        let asks = bind.is_some_and(|(_, value)| value.is_some());
                        edges.extend(load.iter().filter(|other| asks || !is_above(other)));
                    }
                    Op::From { load, module, names, .. } => {
                        let asked = module.filter(|_| names.iter().any(|taken| !taken.is_safe));
                        edges.extend(load.iter().filter(|other| !is_above(other)).chain(&asked));
                        edges.extend(names.iter().filter_map(|taken| taken.below));
                    }
                    Op::Star { load, source, .. } => {
                        edges.extend(load.iter().filter(|other| !is_above(other)));
                        edges.extend(if let Source::Module(number) = source { Some(*number) } else { None });
                    }
                    _ => {}
                }
            }
        }
        starts.push(edges.len() as u32);
        let mut out = strongly_connected(&starts, &edges);
        out.iter_mut().for_each(|circle| circle.sort_unstable());
        out.sort_unstable();
        out
    }

    /// The number of a file.
    pub fn number(&self, file: File) -> Option<Number> {
        self.numbers.get(&file).copied()
    }

    /// The modules that importing `number` runs, in order.
    pub fn entry(&self, number: Number) -> Vec<Number> {
        self.load(Some(&load_order(self.db, self.files[number as usize])))
    }

    /// Whether the module is run, not imported.
    pub fn is_main(&self, number: Number) -> bool {
        self.files[number as usize].path(self.db).name() == "__main__.py"
    }

    /// Whether there is anything below the package that an import of `name` could find.
    pub fn has_below(&self, number: Number, name: Name) -> bool {
        let file = self.files[number as usize];
        let Some(folder) = file.folder(self.db).filter(|_| file.path(self.db).name() == "__init__.py") else { return false };
        let name = self.text(name);
        let is_below = |entry: &str| entry.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        folder.entries(self.db).iter().any(|(entry, _)| is_below(entry))
    }
}

impl Score {
    /// That of `files` and of the packages above them.
    pub fn new(db: &dyn Db, files: &[File]) -> Score {
        let out = Modules::new(db, files);
        let programs: Vec<Arc<Program>> = out.files.iter().map(|file| program_or_names(db, *file)).collect();
        let mut names = out.names.borrow_mut();
        programs.iter().for_each(|program| ask(program, &mut names));
        names.complete = true;
        drop(names);
        let modules = out.files.iter().zip(&programs).map(|(file, program)| Arc::new(out.module(*file, program))).collect();
        Score { files: out.files, parents: out.parents, modules, texts: out.names.into_inner().texts }
    }
}

fn children(parents: &[Option<(Number, Name)>]) -> FxHashMap<(Number, Name), Number> {
    parents.iter().zip(0..).filter_map(|(parent, number)| Some(((*parent)?, number))).collect()
}

/// Gives a number to every name that a module asks others for, or looks up itself.
fn ask(program: &Program, names: &mut Names) {
    let mut add = |name: &CompactString| {
        names.add(name);
    };
    program.all.iter().flatten().for_each(&mut add);
    for (act, _) in &program.steps {
        match act {
            Act::From { module: Some(_), names: taken, .. } => taken.iter().for_each(|taken| add(&taken.name)),
            Act::Read { parts, .. } => parts.iter().for_each(&mut add),
            Act::Call(name) => add(name),
            _ => {}
        }
    }
}
