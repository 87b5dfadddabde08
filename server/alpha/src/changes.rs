//! From the plan to what is to be written: nothing is written here.

use std::sync::Arc;

use compact_str::CompactString;
use dna::generator::{Formatter, Mode};
use workspace::{Db, RelPath, Root};

use crate::lock::{self, Digest, Key, Lock};
use crate::make::Product;
use crate::maker::Maker;
use crate::merge::merge;
use crate::project::{loaded, plan};
use crate::region::{self, Found};
use crate::standing::{self, Cause, Standing, outdented, standings};

/// What is wanted.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The generators, by what the DNA calls them; none: all of them.
    pub generators: Vec<String>,
    /// Only what is at this path, or below it.
    pub below: Option<RelPath>,
    /// Whether what was edited by hand, or made by nobody, is written over.
    pub force: bool,
}

/// A file that is written, or removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Which.
    pub path: RelPath,
    /// What is there; `None`: nothing.
    pub before: Option<Arc<str>>,
    /// What will be there; `None`: nothing.
    pub after: Option<Arc<str>>,
    /// The generator, as the DNA calls it.
    pub generator: CompactString,
    /// Why.
    pub why: Why,
}

/// Why a file is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// It is not there yet.
    New,
    /// It would be made differently now.
    Stale(Vec<Cause>),
    /// Somebody's edits go: that was asked for.
    Forced,
    /// Edits of both sides are joined; so many places need somebody to look at them.
    Merged(usize),
    /// Nothing makes it any more.
    Orphan,
}

/// An output that is left alone, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which.
    pub path: RelPath,
    /// The generator, as the DNA calls it.
    pub generator: CompactString,
    /// Why, and what to do.
    pub message: String,
}

/// A file of our own, and what it holds afterwards; `None`: it is gone.
pub type Book = (RelPath, Option<Arc<str>>);

/// All that an apply would do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// The files, by path.
    pub files: Vec<Change>,
    /// The lock file and pristine copies.
    pub bookkeeping: Vec<Book>,
    /// What is left alone.
    pub held: Vec<Held>,
}

impl Changes {
    /// Whether everything is as it would be made; at most the lock file is behind.
    pub fn is_settled(&self) -> bool {
        self.files.is_empty() && self.held.is_empty()
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.bookkeeping.is_empty()
    }

    /// Places that need somebody to look at them.
    pub fn conflicts(&self) -> usize {
        self.files.iter().map(|change| if let Why::Merged(conflicts) = change.why { conflicts } else { 0 }).sum()
    }
}

/// What an output goes through before it is written; `Err`: why it cannot.
pub type Format<'f> = &'f dyn Fn(&Maker, &Product) -> Result<Option<String>, String>;

/// Where no command may be run: an output that wants one is left alone.
///
/// # Errors
/// That it wants one.
pub fn unformatted(maker: &Maker, product: &Product) -> Result<Option<String>, String> {
    match formatters(maker, product).first() {
        None => Ok(None),
        Some(formatter) => {
            let command: Vec<String> = formatter.command.iter().map(|word| word.to_string()).collect();
            Err(crate::formatting::not_allowed(&command))
        }
    }
}

/// The commands that an output goes through, in order.
pub fn formatters<'m>(maker: &'m Maker, product: &Product) -> Vec<&'m Formatter> {
    let fits = |formatter: &&Formatter| {
        globset::Glob::new(&formatter.glob).is_ok_and(|glob| glob.compile_matcher().is_match(product.path.as_str()))
    };
    maker.definition.format.iter().filter(fits).collect()
}

/// The lock file and pristine copies once the outputs at `paths` are people's own.
///
/// # Errors
/// A path that no generator made.
pub fn eject(db: &dyn Db, root: Root, paths: &[RelPath]) -> Result<Vec<Book>, String> {
    let lock = standing::known(db, root);
    let mut lock = lock.as_ref().as_ref().map_err(Clone::clone)?.clone();
    let mut out = Vec::new();
    for path in paths {
        let entries = lock.outputs.iter_mut().filter(|(key, _)| key.path == *path);
        let ejected = entries.map(|(_, entry)| entry.mode = None).count();
        if ejected == 0 {
            return Err(format!("{path} was not made by a generator"));
        }
        let base = Lock::base(path);
        out.extend(read(db, root, &base).map(|_| (base, None)));
    }
    out.push((RelPath::new(lock::NAME), Some(Arc::from(lock.text()))));
    Ok(out)
}

/// Works out what is to be written. `format` runs the commands that the DNA declares, where they may be run.
///
/// # Errors
/// When the lock file cannot be read: without it nobody knows whose the files are.
pub fn changes(db: &dyn Db, root: Root, request: &Request, format: Format<'_>) -> Result<Changes, String> {
    let standings = standings(db, root);
    let standings = standings.as_ref().as_ref().map_err(|message| format!("{}: {message}", lock::NAME))?;
    let lock = standing::known(db, root);
    let lock = lock.as_ref().as_ref().map_err(Clone::clone)?;
    let mut work = Work { db, root, request, format, lock: lock.clone(), out: Changes::default(), texts: Default::default() };
    for (key, standing) in standings {
        work.output(key, standing);
    }
    for (path, (before, after, generator, why)) in std::mem::take(&mut work.texts) {
        if before != after {
            work.out.files.push(Change { path, before, after, generator, why });
        }
    }
    let text = work.lock.text();
    if text != lock.text() {
        let text = if text.is_empty() { None } else { Some(Arc::from(text)) };
        work.out.bookkeeping.push((RelPath::new(lock::NAME), text));
    }
    work.out.bookkeeping.sort();
    Ok(work.out)
}

/// Before, after, generator, why.
type Text = (Option<Arc<str>>, Option<Arc<str>>, CompactString, Why);

struct Work<'w> {
    db: &'w dyn Db,
    root: Root,
    request: &'w Request,
    format: Format<'w>,
    lock: Lock,
    out: Changes,
    /// Several regions may be those of one file.
    texts: std::collections::BTreeMap<RelPath, Text>,
}

impl Work<'_> {
    fn output(&mut self, key: &Key, standing: &Standing) {
        let plan = plan(self.db, self.root);
        let generator = match plan.get(key) {
            Some((number, _)) => loaded(self.db, self.root, number).maker.as_ref().map(|maker| maker.name.clone()),
            None => self.lock.outputs.get(key).map(|entry| entry.generator.clone()),
        };
        let Some(generator) = generator else { return };
        if !self.request.generators.is_empty() && !self.request.generators.iter().any(|name| *name == generator) {
            return;
        }
        if self.request.below.as_ref().is_some_and(|below| !key.path.starts_with(below.as_str())) {
            return;
        }
        let force = self.request.force;
        let held = |message: String| Held { path: key.path.clone(), generator: generator.clone(), message };
        match (standing, plan.get(key)) {
            (Standing::Orphan(edited), _) => self.orphan(key, generator, *edited),
            (_, None) => {}
            (Standing::Kept, Some((number, product))) => self.note(key, number, product, None),
            (Standing::NoRegion(why), _) => {
                let anchor = key.anchor.as_deref().unwrap_or_default();
                let message = format!(
                    "{why}: put a line with `ouroboros:begin {anchor}` and one with `ouroboros:end {anchor}`, as comments, where the region belongs"
                );
                self.out.held.push(held(message));
            }
            (Standing::Foreign, _) if !force || self.read(&key.path).is_none() => {
                self.out.held.push(held("it is there and no generator made it; `--force` replaces it".to_owned()));
            }
            (Standing::Edited(_), _) if !force => {
                let message = "it was edited by hand: take the edit into its template or the DNA, eject it, or `--force` the edit away";
                self.out.held.push(held(message.to_owned()));
            }
            (Standing::New, Some((number, product))) => self.write(key, number, product, generator, Why::New),
            (Standing::Stale(causes), Some((number, product))) => self.write(key, number, product, generator, Why::Stale(causes.clone())),
            (Standing::Foreign | Standing::Edited(_), Some((number, product))) => self.write(key, number, product, generator, Why::Forced),
            (Standing::Current, Some((number, product))) => match self.lock.outputs.get(key).map(|known| known.output.clone()) {
                // Taken down, where it is not yet: it is as it should be, and by whom does not matter.
                None => self.note(key, number, product, Some(&product.text)),
                Some(output) => self.remember(key, number, product, output),
            },
        }
    }

    fn write(&mut self, key: &Key, number: usize, product: &Product, generator: CompactString, why: Why) {
        let loaded = loaded(self.db, self.root, number);
        let Some(maker) = &loaded.maker else { return };
        let text: Arc<str> = match (self.format)(maker, product) {
            Ok(None) => product.text.clone(),
            Ok(Some(text)) => text.into(),
            Err(message) => return self.out.held.push(Held { path: key.path.clone(), generator, message }),
        };
        let before = self.read(&key.path);
        let current = self.texts.get(&key.path).map_or(before.clone(), |(_, after, ..)| after.clone());
        let (after, why) = match (product.mode, current, &why) {
            (Mode::Inject, Some(file), _) => {
                let anchor = key.anchor.as_deref().unwrap_or_default();
                let Found::Region(range) = region::find(&file, anchor) else { return };
                let text = region::fitted(&file, &range, &text);
                (Arc::from(format!("{}{text}{}", &file[..range.start], &file[range.end..])), why)
            }
            (Mode::Inject, None, _) => match region::file(&key.path, key.anchor.as_deref().unwrap_or_default(), &text) {
                Some(file) => (Arc::from(file), why),
                None => {
                    let message = "it is not there, and its format has no comments that could mark a region".to_owned();
                    return self.out.held.push(Held { path: key.path.clone(), generator, message });
                }
            },
            (Mode::Merge, Some(ours), Why::Stale(_)) => {
                if ours.lines().any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")) {
                    let message = "it still holds the marks of the last merge: resolve them first".to_owned();
                    return self.out.held.push(Held { path: key.path.clone(), generator, message });
                }
                match self.base(key, &ours) {
                    Some(base) => {
                        let merged = merge(&base, &ours, &text, ("yours", "generated"));
                        (Arc::from(merged.text), if *base == *ours { why } else { Why::Merged(merged.conflicts) })
                    }
                    None if *ours == *text => (text.clone(), why),
                    None => {
                        let message = format!(
                            "its pristine copy below `{}` is gone, so that edits cannot be told from what was generated; `--force` replaces it",
                            lock::BASE
                        );
                        if !self.request.force {
                            return self.out.held.push(Held { path: key.path.clone(), generator, message });
                        }
                        (text.clone(), Why::Forced)
                    }
                }
            }
            _ => (text.clone(), why),
        };
        self.note(key, number, product, Some(&text));
        let first = self.texts.remove(&key.path).map_or(before, |(first, ..)| first);
        self.texts.insert(key.path.clone(), (first, Some(after), generator, why));
    }

    /// What a merged output was before anybody edited it.
    fn base(&self, key: &Key, ours: &str) -> Option<Arc<str>> {
        let known = self.lock.outputs.get(key)?;
        if Digest::of(ours) == known.output {
            return Some(Arc::from(ours));
        }
        self.read(&Lock::base(&key.path)).filter(|base| Digest::of(base.as_bytes()) == known.output)
    }

    /// Takes down what was made from what. `text` is what is written; `None`: nobody looks at it again.
    fn note(&mut self, key: &Key, number: usize, product: &Product, text: Option<&Arc<str>>) {
        let loaded = loaded(self.db, self.root, number);
        let Some(maker) = &loaded.maker else { return };
        let known = self.lock.outputs.get(key);
        // What was ejected stays so, and what its people own is only taken down once.
        if known.is_some_and(|known| known.mode.is_none()) || text.is_none() && known.is_some() {
            return;
        }
        let mut entry = standing::entry(self.db, self.root, number, maker, product);
        if let Some(text) = text {
            entry.output = if product.mode == Mode::Inject { Digest::of(outdented(text)) } else { Digest::of(text.as_bytes()) };
        }
        self.lock.outputs.insert(key.clone(), entry);
        let base = Lock::base(&key.path);
        match (product.mode, text) {
            (Mode::Merge, Some(text)) if self.read(&base).as_ref() == Some(text) => {}
            (Mode::Merge, Some(text)) => self.out.bookkeeping.push((base, Some(text.clone()))),
            _ if self.read(&base).is_some() => self.out.bookkeeping.push((base, None)),
            _ => {}
        }
    }

    /// Takes down what an output is made from now, where that changed and the output did not.
    fn remember(&mut self, key: &Key, number: usize, product: &Product, output: Digest) {
        let loaded = loaded(self.db, self.root, number);
        let Some(maker) = &loaded.maker else { return };
        let entry = standing::entry(self.db, self.root, number, maker, product);
        self.lock.outputs.insert(key.clone(), lock::Entry { output, ..entry });
    }

    fn orphan(&mut self, key: &Key, generator: CompactString, edited: bool) {
        let Some(known) = self.lock.outputs.get(key).cloned() else { return };
        let before = self.read(&key.path);
        let owned = matches!(known.mode, Some(Mode::Managed | Mode::Merge | Mode::Inject));
        if owned && edited && before.is_some() && !self.request.force {
            let message = "nothing makes it any more, and it was edited by hand: delete it, or `--force` it away".to_owned();
            return self.out.held.push(Held { path: key.path.clone(), generator, message });
        }
        self.lock.outputs.remove(key);
        if known.mode == Some(Mode::Merge) && self.read(&Lock::base(&key.path)).is_some() {
            self.out.bookkeeping.push((Lock::base(&key.path), None));
        }
        let (true, Some(file)) = (owned, before.clone()) else { return };
        let after = match &key.anchor {
            None => None,
            Some(anchor) => {
                let current = self.texts.get(&key.path).map_or(Some(file.clone()), |(_, after, ..)| after.clone());
                let Some(current) = current else { return };
                let Found::Region(range) = region::find(&current, anchor) else { return };
                let emptied = format!("{}{}", &current[..range.start], &current[range.end..]);
                // A file that was made for the region goes with it.
                if region::is_bare(&key.path, anchor, &emptied) { None } else { Some(Arc::from(emptied)) }
            }
        };
        let first = self.texts.remove(&key.path).map_or(Some(file), |(first, ..)| first);
        self.texts.insert(key.path.clone(), (first, after, generator, Why::Orphan));
    }

    /// The text of a file of the root as it is on the disk or in an editor.
    fn read(&self, path: &RelPath) -> Option<Arc<str>> {
        read(self.db, self.root, path)
    }
}

/// The text at `path`, whether it is looked at or not; `None` when there is none in UTF-8.
pub fn read(db: &dyn Db, root: Root, path: &RelPath) -> Option<Arc<str>> {
    if let Some(file) = root.file(db, path)
        && let Some(overlay) = file.overlay(db)
    {
        return Some(overlay.text());
    }
    let bytes = db.system().read(&path.under(root.path(db))).ok()?;
    String::from_utf8(bytes).ok().map(Arc::from)
}
