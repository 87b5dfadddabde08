//! The modules of one tangle, with numbers for files and names, so that playing them costs little.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use workspace::{Db, File};

use super::super::{exports, module_name};
use super::program::{Act, Below, Load, Program, Taken, load_order, program_or_names};
use crate::components::strongly_connected;

/// A module, by its number.
pub type Number = u32;
/// A name, by its number.
pub type Name = u32;

/// One module.
pub struct Module {
    pub file: File,
    /// The package it lies in, and its name there.
    pub parent: Option<(Number, Name)>,
    pub ops: Vec<(Op, bool)>,
    pub lazy: Vec<Vec<Number>>,
    pub open: bool,
    pub all: Option<Vec<Name>>,
    /// All names it binds sooner or later.
    pub names: FxHashSet<Name>,
}

/// As [`Act`], with numbers; what lies outside of the tangle is left out.
pub enum Op {
    Import { load: Vec<Number>, bind: Option<(Name, Option<Number>)>, reference: u32 },
    From { load: Vec<Number>, module: Option<Number>, names: Vec<Take>, reference: u32 },
    Star { load: Vec<Number>, source: Source, reference: u32 },
    Bind { name: Name, own: bool },
    Unbind(Name),
    Read { parts: Vec<Name>, path: u32 },
    Set(Name),
    Call(Name),
    Dynamic,
    Stop,
    Anything,
}

/// As [`Taken`].
pub struct Take {
    pub name: Name,
    pub bound: Option<Name>,
    pub below: Option<Number>,
    /// Whether the module, or what lies below it, is nothing that could lack the name.
    pub is_safe: bool,
}

/// Where `import *` takes names from.
pub enum Source {
    /// A module of the tangle.
    Module(Number),
    /// One that is complete whenever it is asked.
    Names(Vec<Name>),
    /// One whose names are not known.
    Unknown,
}

/// All of a tangle.
pub struct Modules<'db> {
    pub db: &'db dyn Db,
    pub all: Vec<Module>,
    /// By package and name.
    pub children: FxHashMap<(Number, Name), Number>,
    pub names: Names,
    numbers: FxHashMap<File, Number>,
}

/// Names that anybody asks for; the others need no number.
#[derive(Default)]
pub struct Names {
    numbers: FxHashMap<CompactString, Name>,
    texts: Vec<CompactString>,
    pub getattr: Name,
    pub all: Name,
}

impl Names {
    fn add(&mut self, name: &str) -> Name {
        if let Some(known) = self.numbers.get(name) {
            return *known;
        }
        self.texts.push(CompactString::from(name));
        self.numbers.insert(CompactString::from(name), self.texts.len() as u32 - 1);
        self.texts.len() as u32 - 1
    }

    fn mark(&mut self, name: &str) {
        self.add(name);
    }

    fn get(&self, name: &str) -> Option<Name> {
        self.numbers.get(name).copied()
    }

    pub fn text(&self, name: Name) -> &CompactString {
        &self.texts[name as usize]
    }
}

impl<'db> Modules<'db> {
    /// Those of `tangle` that do anything.
    pub fn new(db: &'db dyn Db, tangle: &[File]) -> Modules<'db> {
        // Packages above that import nothing take part as well: what lies below them is an attribute of theirs.
        let above = tangle.iter().flat_map(|file| load_order(db, *file).to_vec());
        let mut files: Vec<File> = tangle.iter().copied().chain(above).collect();
        files.sort_by_key(|file| file.path(db));
        files.dedup();
        let programs: Vec<(File, Arc<Program>)> = files.into_iter().map(|file| (file, program_or_names(db, file))).collect();
        let mut names = Names::default();
        (names.getattr, names.all) = (names.add("__getattr__"), names.add("__all__"));
        for (file, program) in &programs {
            ask(program, &mut names);
            if let Some(last) = module_name(db, *file).as_deref().and_then(|name| name.rsplit('.').next()) {
                names.mark(last);
            }
        }
        let numbers = programs.iter().zip(0..).map(|((file, _), number)| (*file, number)).collect();
        let mut modules = Modules { db, all: Vec::new(), children: FxHashMap::default(), names, numbers };
        for ((file, program), number) in programs.iter().zip(0..) {
            let module = modules.module(*file, program);
            if let Some(place) = module.parent {
                modules.children.insert(place, number);
            }
            modules.all.push(module);
        }
        modules.pass_on();
        modules
    }

    fn module(&self, file: File, program: &Program) -> Module {
        let load = load_order(self.db, file);
        let above = load.len().checked_sub(2).and_then(|at| self.numbers.get(&load[at]).copied());
        let full = module_name(self.db, file).unwrap_or_default();
        let own = full.rsplit('.').next().and_then(|name| self.names.get(name));
        // Folders without a file may lie between.
        let is_direct = |above: &Number| {
            let above = self.file_of(*above, &load);
            above.and_then(|above| module_name(self.db, above)).is_some_and(|above| full.rsplit_once('.').is_some_and(|(p, _)| p == above))
        };
        let ops: Vec<(Op, bool)> = program.steps.iter().filter_map(|(act, certain)| Some((self.op(act)?, *certain))).collect();
        let mut names = FxHashSet::default();
        for (op, _) in &ops {
            match op {
                Op::Bind { name, .. } => drop(names.insert(*name)),
                Op::Import { bind: Some((name, _)), .. } => drop(names.insert(*name)),
                Op::From { names: taken, .. } => names.extend(taken.iter().filter_map(|taken| taken.bound)),
                _ => {}
            }
        }
        Module {
            file,
            parent: above.filter(is_direct).zip(own),
            ops,
            lazy: program.lazy.iter().map(|load| self.load(Some(load))).filter(|load| !load.is_empty()).collect(),
            open: program.open,
            all: program.all.as_ref().map(|all| all.iter().filter_map(|name| self.names.get(name)).collect()),
            names,
        }
    }

    /// Adds the names that modules take with a star, from one to the next.
    fn pass_on(&mut self) {
        let mut grows = true;
        while std::mem::take(&mut grows) {
            for number in 0..self.all.len() {
                let mut more: Vec<Name> = Vec::new();
                for (op, _) in &self.all[number].ops {
                    match op {
                        Op::Star { source: Source::Module(from), .. } => more.extend(&self.all[*from as usize].names),
                        Op::Star { source: Source::Names(names), .. } => more.extend(names),
                        _ => {}
                    }
                }
                let names = &mut self.all[number].names;
                let before = names.len();
                names.extend(more);
                grows |= names.len() > before;
            }
        }
    }

    fn file_of(&self, number: Number, load: &Load) -> Option<File> {
        load.iter().find(|file| self.numbers.get(file) == Some(&number)).copied()
    }

    fn load(&self, load: Option<&Load>) -> Vec<Number> {
        load.iter().flat_map(|load| load.iter()).filter_map(|file| self.numbers.get(file).copied()).collect()
    }

    fn op(&self, act: &Act) -> Option<Op> {
        let number = |file: &Option<File>| file.and_then(|file| self.numbers.get(&file).copied());
        Some(match act {
            Act::Import { load, bind, reference } => {
                let load = self.load(load.as_ref());
                let bind = bind.as_ref().and_then(|(name, value)| Some((self.names.get(name)?, number(value))));
                if load.is_empty() && bind.is_none() {
                    return None;
                }
                Op::Import { load, bind, reference: *reference }
            }
            Act::From { load, module, names, reference } => {
                let module = number(module);
                let names: Vec<Take> = names.iter().map(|taken| self.take(taken, module)).collect();
                let load = self.load(load.as_ref());
                if load.is_empty() && names.iter().all(|taken| taken.bound.is_none() && taken.below.is_none()) {
                    return None;
                }
                Op::From { load, module, names, reference: *reference }
            }
            Act::Star { load, module, reference } => {
                let source = match (number(module), module) {
                    (Some(number), _) => Source::Module(number),
                    (None, Some(file)) => {
                        let exports = exports(self.db, *file);
                        let names = exports.names().iter().filter_map(|name| self.names.get(name)).collect();
                        if exports.opaque { Source::Unknown } else { Source::Names(names) }
                    }
                    (None, None) => Source::Unknown,
                };
                Op::Star { load: self.load(load.as_ref()), source, reference: *reference }
            }
            Act::Bind { name, own } => Op::Bind { name: self.names.get(name)?, own: *own },
            Act::Unbind(name) => Op::Unbind(self.names.get(name)?),
            Act::Read { parts, path } => Op::Read { parts: parts.iter().map_while(|part| self.names.get(part)).collect(), path: *path },
            Act::Set(name) => Op::Set(self.names.get(name)?),
            Act::Call(name) => Op::Call(self.names.get(name)?),
            Act::Dynamic => Op::Dynamic,
            Act::Stop => Op::Stop,
            Act::Anything => Op::Anything,
        })
    }

    fn take(&self, taken: &Taken, module: Option<Number>) -> Take {
        let below = if let Below::Module(file) = taken.below { self.numbers.get(&file).copied() } else { None };
        // Every name taken from a module of the tangle has a number.
        let name = self.names.get(&taken.name).unwrap_or(self.names.all);
        let bound = taken.bound.as_ref().and_then(|name| self.names.get(name));
        let is_dunder = taken.name.starts_with("__") && taken.name.ends_with("__");
        Take { name, bound, below, is_safe: module.is_none() || taken.below != Below::Nothing || is_dunder }
    }

    /// Groups that certainly run each other: only in them can an import fail.
    pub fn circles(&self) -> Vec<Vec<Number>> {
        let (mut starts, mut edges) = (Vec::new(), Vec::new());
        for module in &self.all {
            starts.push(edges.len() as u32);
            let above = load_order(self.db, module.file);
            let is_above = |number: &Number| above.contains(&self.all[*number as usize].file);
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
        self.load(Some(&load_order(self.db, self.all[number as usize].file)))
    }

    /// Whether the module is run, not imported.
    pub fn is_main(&self, number: Number) -> bool {
        self.all[number as usize].file.path(self.db).name() == "__main__.py"
    }

    /// Whether there is anything below the package that an import of `name` could find.
    pub fn has_below(&self, number: Number, name: Name) -> bool {
        let file = self.all[number as usize].file;
        let Some(folder) = file.folder(self.db).filter(|_| file.path(self.db).name() == "__init__.py") else { return false };
        let name = self.names.text(name).as_str();
        let is_below = |entry: &str| entry.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        folder.entries(self.db).iter().any(|(entry, _)| is_below(entry))
    }
}

/// Gives a number to every name that a module asks others for, or looks up itself.
fn ask(program: &Program, names: &mut Names) {
    program.all.iter().flatten().for_each(|name| names.mark(name));
    for (act, _) in &program.steps {
        match act {
            Act::From { module: Some(_), names: taken, .. } => taken.iter().for_each(|taken| names.mark(&taken.name)),
            Act::Read { parts, .. } => parts.iter().for_each(|part| names.mark(part)),
            Act::Call(name) => names.mark(name),
            _ => {}
        }
    }
}
