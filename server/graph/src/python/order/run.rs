//! One import, played from an empty `sys.modules`.
//!
//! A module is running from its first step to its last, and known to others all the while. Whatever happens under a
//! condition is a doubt: a name it binds may be bound, a module it imports may be there, and nothing that fails in it is told.
//! So a failure that is told is one that CPython meets: certain steps led to it, and nothing seen so far can have bound the name.

use std::cell::Cell;

use rustc_hash::{FxHashMap, FxHashSet};

use syntax::SpanId;

use super::modules::{ALL, GETATTR, Module, Modules, Name, Number, Op, Source, Take};
use super::{Asked, Failure, Place, Step};

/// How an import ends.
#[derive(Clone)]
pub enum Outcome {
    /// It raises, for certain.
    Failed(Failure),
    /// Well, or nobody knows.
    Through,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the stack, and every step to it was certain.
    Running,
    Done,
    /// Perhaps imported, as a whole or in part.
    Doubtful,
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq)]
enum Value {
    Unknown,
    Module(Number),
    /// Something written in a module.
    Of(Number),
}

#[derive(Clone, Copy)]
struct Bound {
    value: Value,
    /// Whether it is bound for certain.
    sure: bool,
}

#[derive(Clone)]
struct Frame {
    module: Number,
    /// Whether what functions of the module import is played, not its body.
    lazy: bool,
    doubtful: bool,
    step: usize,
    /// How much of the step is done.
    part: usize,
    /// The place that led on, once something was imported from here.
    place: Place,
}

/// The state of one import.
#[derive(Clone)]
struct Run<'a, 'db> {
    modules: &'a Modules<'db>,
    steps: &'a Cell<u64>,
    states: Vec<State>,
    bound: Vec<FxHashMap<Name, Bound>>,
    open: Vec<bool>,
    touched: Vec<bool>,
    /// Whether what may be imported is; else only what certainly is.
    doubts: bool,
    /// Names that were set on something from outside.
    set: FxHashSet<Name>,
    stack: Vec<Frame>,
}

/// What to do after a part of a step.
enum Next {
    /// The next part.
    Part,
    /// The next step.
    Step,
    /// Wherever the stack is now.
    Moved,
    /// Import a module, from a place, then the next part.
    Enter(Number, Place, bool),
    /// Nothing more can be known.
    End,
    Fail(Number, Name, Asked, Place),
}

/// How the imports of `entries` end, each of them the first thing that a program does; in their order. `steps`: how many may be
/// played still; `doubts`: whether what may be imported is.
///
/// The packages above are imported first, and what several modules have in common there is played once: most of a package are
/// imported by the way, and nothing is left to play for them.
pub fn imports(modules: &Modules<'_>, entries: &[Number], steps: &Cell<u64>, doubts: bool) -> Vec<Outcome> {
    let loads: Vec<Vec<Number>> = entries.iter().map(|entry| modules.entry(*entry)).collect();
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| loads[*a].cmp(&loads[*b]));
    let mut out = vec![Outcome::Through; entries.len()];
    go_on(&Run::new(modules, steps, doubts), &order, &loads, 0, &mut out);
    out
}

/// The same of those `among` all, after the first `done` files of what each loads.
fn go_on(run: &Run<'_, '_>, among: &[usize], loads: &[Vec<Number>], done: usize, out: &mut [Outcome]) {
    for group in among.chunk_by(|a, b| loads[*a].get(done) == loads[*b].get(done)) {
        let Some(&next) = group.first().and_then(|first| loads[*first].get(done)) else { continue };
        if run.states[next as usize] != State::New {
            go_on(run, group, loads, done + 1, out);
            continue;
        }
        let mut run = run.clone();
        match run.load(next) {
            None => go_on(&run, group, loads, done + 1, out),
            Some(outcome) => group.iter().for_each(|number| out[*number] = outcome.clone()),
        }
    }
}

impl<'a, 'db> Run<'a, 'db> {
    /// Before anything is imported.
    fn new(modules: &'a Modules<'db>, steps: &'a Cell<u64>, doubts: bool) -> Self {
        let count = modules.count();
        Run {
            modules,
            steps,
            states: vec![State::New; count],
            bound: vec![FxHashMap::default(); count],
            open: vec![false; count],
            touched: vec![false; count],
            doubts,
            set: FxHashSet::default(),
            stack: Vec::new(),
        }
    }

    /// Imports one module. `None`: it is done, and what comes next may be imported.
    fn load(&mut self, module: Number) -> Option<Outcome> {
        self.enter(module, false);
        while let Some(frame) = self.stack.last() {
            if self.steps.get() == 0 {
                return Some(Outcome::Through);
            }
            self.steps.set(self.steps.get() - 1);
            let modules = self.modules;
            let module = modules.get(frame.module);
            if frame.lazy {
                self.next_lazy(module);
                continue;
            }
            let Some((op, certain)) = module.ops.get(frame.step) else {
                self.finish();
                continue;
            };
            let doubtful = frame.doubtful || !certain;
            match self.play(frame.module, op, frame.part, doubtful) {
                Next::Part => self.advance(true),
                Next::Step => self.advance(false),
                Next::Moved => {}
                Next::Enter(.., true) if !self.doubts => self.advance(true),
                Next::Enter(module, place, doubtful) => {
                    self.advance(true);
                    if let Some(frame) = self.stack.last_mut() {
                        frame.place = place;
                    }
                    self.enter(module, doubtful);
                }
                Next::End => return Some(Outcome::Through),
                Next::Fail(module, name, asked, place) => return Some(Outcome::Failed(self.failure(module, name, asked, place))),
            }
        }
        None
    }

    fn advance(&mut self, within: bool) {
        if let Some(frame) = self.stack.last_mut() {
            (frame.step, frame.part) = if within { (frame.step, frame.part + 1) } else { (frame.step + 1, 0) };
        }
    }

    fn failure(&self, module: Number, name: Name, asked: Asked, place: Place) -> Failure {
        let last = self.stack.len() - 1;
        let step = |(at, frame): (usize, &Frame)| Step {
            file: self.modules.get(frame.module).file,
            place: if at == last { place } else { frame.place },
        };
        Failure {
            chain: self.stack.iter().enumerate().map(step).collect(),
            module: self.modules.get(module).file,
            name: self.modules.text(name),
            asked,
            first: Vec::new(),
            always: false,
        }
    }

    fn enter(&mut self, module: Number, doubtful: bool) {
        let state = &mut self.states[module as usize];
        if *state == State::New {
            *state = if doubtful { State::Doubtful } else { State::Running };
            self.stack.push(Frame { module, lazy: false, doubtful, step: 0, part: 0, place: Place::Reference(0) });
        }
    }

    fn finish(&mut self) {
        let Some(frame) = self.stack.pop() else { return };
        let state = &mut self.states[frame.module as usize];
        if *state == State::Running {
            *state = State::Done;
        }
        if let Some((parent, name)) = self.modules.parent(frame.module) {
            self.bind(parent, name, Value::Module(frame.module), frame.doubtful);
        }
    }

    fn next_lazy(&mut self, module: &Module) {
        let Some(frame) = self.stack.last_mut() else { return };
        let Some(load) = module.lazy.get(frame.step) else {
            self.stack.pop();
            return;
        };
        match load.get(frame.part) {
            Some(&next) => {
                self.advance(true);
                self.enter(next, true);
            }
            None => self.advance(false),
        }
    }

    /// Plays what functions of `module` import: one of them may be running.
    fn touch(&mut self, module: Number) {
        if self.doubts && !self.touched[module as usize] && !self.modules.get(module).lazy.is_empty() {
            self.touched[module as usize] = true;
            self.stack.push(Frame { module, lazy: true, doubtful: true, step: 0, part: 0, place: Place::Reference(0) });
        }
    }

    fn bind(&mut self, module: Number, name: Name, value: Value, doubtful: bool) {
        let names = &mut self.bound[module as usize];
        match names.get_mut(&name) {
            Some(known) if doubtful => {
                if known.value != value {
                    known.value = Value::Unknown;
                }
            }
            _ => drop(names.insert(name, Bound { value, sure: !doubtful })),
        }
    }

    fn get(&self, module: Number, name: Name) -> Option<Bound> {
        self.bound[module as usize].get(&name).copied()
    }

    fn is_open(&self, module: Number) -> bool {
        self.open[module as usize] || self.modules.get(module).open
    }

    /// Whether the module may have names that nobody saw it bind.
    fn may_have(&self, module: Number, name: Name) -> bool {
        self.is_open(module) || self.set.contains(&name) || self.get(module, GETATTR).is_some()
    }

    fn play(&mut self, current: Number, op: &Op, part: usize, doubtful: bool) -> Next {
        match op {
            Op::Import { load, bind, reference } => {
                if let Some(&next) = load.get(part) {
                    return Next::Enter(next, Place::Reference(*reference), doubtful);
                }
                if let Some((name, value)) = bind {
                    self.bind(current, *name, value.map_or(Value::Unknown, Value::Module), doubtful);
                }
                Next::Step
            }
            Op::From { load, module, names, reference } => self.from(current, (load, *module, names, *reference), part, doubtful),
            Op::Star { load, source, reference } => {
                if let Some(&next) = load.get(part) {
                    return Next::Enter(next, Place::Reference(*reference), doubtful);
                }
                self.star(current, source, part - load.len(), *reference, doubtful)
            }
            Op::Bind { name, own } => {
                self.bind(current, *name, if *own { Value::Of(current) } else { Value::Unknown }, doubtful);
                Next::Step
            }
            Op::Unbind(name) if doubtful => {
                if let Some(known) = self.bound[current as usize].get_mut(name) {
                    *known = Bound { value: Value::Unknown, sure: false };
                }
                Next::Step
            }
            Op::Unbind(name) => {
                self.bound[current as usize].remove(name);
                Next::Step
            }
            Op::Read { parts, place } if !doubtful => self.read(current, parts, *place),
            Op::Read { .. } => Next::Step,
            Op::Set(name) => {
                self.set.insert(*name);
                Next::Step
            }
            Op::Call(name) => {
                // The step is done before what it starts is played.
                self.advance(false);
                match self.get(current, *name).map(|bound| bound.value) {
                    Some(Value::Module(module) | Value::Of(module)) => self.touch(module),
                    // A function that is called before it is seen to be bound, or that is bound in several ways.
                    _ => self.touch(current),
                }
                Next::Moved
            }
            Op::Dynamic => {
                self.advance(false);
                self.touch(current);
                Next::Moved
            }
            Op::Stop if doubtful => Next::Step,
            Op::Stop | Op::Anything => Next::End,
        }
    }

    fn from(&mut self, current: Number, taken: (&[Number], Option<Number>, &[Take], u32), part: usize, doubtful: bool) -> Next {
        let (load, module, names, reference) = taken;
        if let Some(&next) = load.get(part) {
            return Next::Enter(next, Place::Reference(reference), doubtful);
        }
        // First all modules below the package that it has no names for, then the names.
        let at = part - load.len();
        if let Some(take) = names.get(at) {
            let known = module.and_then(|module| self.get(module, take.name));
            let Some(below) = take.below.filter(|_| !known.is_some_and(|known| known.sure)) else { return Next::Part };
            let is_unsure = known.is_some() || module.is_some_and(|module| self.may_have(module, take.name));
            return Next::Enter(below, Place::Reference(reference + 1 + at as u32), doubtful || is_unsure);
        }
        for (at, take) in names.iter().enumerate() {
            let known = module.and_then(|module| self.get(module, take.name));
            let value = match (known, take.below, module) {
                (Some(known), _, _) if known.sure => known.value,
                (Some(_), _, _) => Value::Unknown,
                (None, Some(below), _) => Value::Module(below),
                // What a package takes from itself is a module below it, which a build may put there.
                (None, None, Some(module)) if module != current && !take.is_safe && !doubtful && !self.may_have(module, take.name) => {
                    match self.lacks(module, take.name) {
                        Some(true) => return Next::Fail(module, take.name, Asked::Import, Place::Reference(reference + 1 + at as u32)),
                        Some(false) => return Next::End,
                        None => Value::Unknown,
                    }
                }
                (None, None, _) => Value::Unknown,
            };
            // What is written in a module keeps its origin; of what is not known, at least the module it came from is.
            let value = if let (Value::Unknown, Some(module)) = (value, module) { Value::Of(module) } else { value };
            if let Some(bound) = take.bound {
                self.bind(current, bound, value, doubtful);
            }
        }
        Next::Step
    }

    /// Whether a module that has no such name now gets one later; `None`: it may have it.
    fn lacks(&self, module: Number, name: Name) -> Option<bool> {
        match self.states[module as usize] {
            State::Running if self.modules.has_below(module, name) => Some(false),
            State::Running => Some(self.modules.binds(module, name)),
            State::Done => Some(false),
            State::New | State::Doubtful => None,
        }
    }

    fn star(&mut self, current: Number, source: &Source, part: usize, reference: u32, doubtful: bool) -> Next {
        let modules = self.modules;
        let module = match source {
            Source::Unknown => {
                self.open[current as usize] = true;
                return Next::Step;
            }
            Source::Names(names) => {
                names.iter().for_each(|name| self.bind(current, *name, Value::Unknown, true));
                return Next::Step;
            }
            Source::Module(module) => *module,
        };
        let is_known = matches!(self.states[module as usize], State::Running | State::Done) && !self.is_open(module);
        let all = self.get(module, ALL);
        let listed = modules.get(module).all.as_ref();
        if doubtful || !is_known || all.is_some_and(|all| !all.sure) || all.is_some() && listed.is_none() {
            self.open[current as usize] = true;
            return Next::Step;
        }
        let Some(listed) = listed.filter(|_| all.is_some()) else {
            let names: Vec<(Name, Bound)> = self.bound[module as usize].iter().map(|(name, bound)| (*name, *bound)).collect();
            for (name, bound) in names.into_iter().filter(|(name, _)| !modules.text(*name).starts_with('_')) {
                self.bind(current, name, bound.value, !bound.sure);
            }
            return Next::Step;
        };
        if let Some(&name) = listed.get(part) {
            let below = modules.children.get(&(module, name)).filter(|_| self.get(module, name).is_none());
            return below.map_or(Next::Part, |below| Next::Enter(*below, Place::Reference(reference), self.may_have(module, name)));
        }
        for &name in listed {
            match self.get(module, name) {
                Some(bound) => self.bind(current, name, bound.value, !bound.sure),
                None if modules.children.contains_key(&(module, name)) || self.may_have(module, name) => {
                    self.bind(current, name, Value::Unknown, true);
                }
                None => match self.lacks(module, name) {
                    Some(true) => return Next::Fail(module, name, Asked::Star, Place::Reference(reference)),
                    Some(false) => return Next::End,
                    None => self.bind(current, name, Value::Unknown, true),
                },
            }
        }
        Next::Step
    }

    fn read(&mut self, current: Number, parts: &[Name], place: SpanId) -> Next {
        let mut parts = parts.iter();
        let Some(first) = parts.next().and_then(|root| self.get(current, *root)).filter(|bound| bound.sure) else { return Next::Step };
        let mut value = first.value;
        for &name in parts {
            let Value::Module(module) = value else { break };
            match self.get(module, name) {
                Some(known) if known.sure => value = known.value,
                Some(_) => break,
                None if self.may_have(module, name) => break,
                None => {
                    let below = self.modules.children.get(&(module, name)).map(|below| self.states[*below as usize]);
                    let is_ready = self.states[module as usize] == State::Doubtful;
                    // A package has its modules as attributes only once they are complete.
                    let is_missing = match below {
                        Some(State::Running) => !is_ready,
                        Some(_) => false,
                        None => self.states[module as usize] == State::Running && self.lacks(module, name) == Some(true),
                    };
                    if is_missing {
                        return Next::Fail(module, name, Asked::Attribute, Place::Read(place));
                    }
                    break;
                }
            }
        }
        Next::Step
    }
}
