//! `extends`: which texts one DNA is made of, and in which order they win.
//!
//! A text wins over what it extends, and of several the one that is named last; what is reached twice counts
//! where it is reached first. So the texts form one line, and [`read_all`](crate::read::read_all) goes along it
//! once. An entry that leads nowhere is a mistake on that entry, and leaves the rest to be read.
//!
//! Presets that are embedded in the program have no file. What is to be shown of one is shown at the entry
//! that brings it in: [`Declared::shown`](crate::project::Declared::shown).

use std::sync::Arc;

use rustc_hash::FxHashMap;
use workspace::{Db, Entry, File, RelPath, Root, Span};

use crate::mistake::{BROKEN_EXTENDS, Fix, MISSING, Mistake, Note, SCHEMA, closest};
use crate::presets;
use crate::project::{Source, document};
use crate::read::{Reader, cut, extends, version_key};
use crate::span::SourceId;
use documents::{Document, MAX_NODES, Unread};

/// How many steps from the own text another may be: nobody follows more in the head.
const MAX_DEPTH: usize = 16;
/// Of how many texts one DNA is made.
pub(crate) const MAX_TEXTS: usize = 64;

/// The texts of one DNA.
#[derive(Default)]
pub(crate) struct Chain {
    /// By [`SourceId`]; the own file is the first.
    pub sources: Vec<Source>,
    /// In the order of what wins.
    pub texts: Vec<(SourceId, Arc<Document>)>,
    /// Whether a text cannot be read: what the whole says is not known.
    pub unreadable: bool,
}

/// What one text may be known by.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    File(File),
    Preset(&'static str),
}

/// Where an entry leads.
enum Led {
    To(SourceId, Arc<Document>),
    /// To a text on the way here.
    Back(Mistake),
    /// To a text that was read already, or that cannot be read, which is said elsewhere.
    Done,
}

struct Walk<'db, 'r> {
    db: &'db dyn Db,
    root: Root,
    reader: &'r mut Reader,
    chain: Chain,
    known: FxHashMap<Key, SourceId>,
    /// From the own text to the one that is looked at, each with its entry that led on.
    path: Vec<(SourceId, Span)>,
    nodes: usize,
}

/// Follows `extends` from the own text of a root. `reader` gets the mistakes.
pub(crate) fn gather(db: &dyn Db, root: Root, file: File, reader: &mut Reader) -> Chain {
    let mut walk = Walk { db, root, reader, chain: Chain::default(), known: FxHashMap::default(), path: Vec::new(), nodes: 0 };
    let own = SourceId::default();
    walk.chain.sources.push(Source::File(file));
    walk.known.insert(Key::File(file), own);
    match &*document(db, file) {
        Ok(text) => {
            walk.nodes = text.nodes;
            walk.visit(own, text.clone());
        }
        Err(unread) => walk.unread(own, unread),
    }
    walk.chain
}

impl Walk<'_, '_> {
    /// Adds a text and then what it extends, last first.
    fn visit(&mut self, source: SourceId, text: Arc<Document>) {
        self.chain.texts.push((source, text.clone()));
        self.path.push((source, Span::default()));
        let entries = text.root.as_ref().map_or_else(Vec::new, extends);
        for (name, span) in entries.into_iter().rev() {
            self.reader.source = source;
            if let Some(step) = self.path.last_mut() {
                step.1 = span;
            }
            match self.open(source, name, span) {
                Ok(Led::To(base, text)) => self.visit(base, text),
                Ok(Led::Back(circle)) => self.reader.mistake(circle),
                Ok(Led::Done) => {}
                Err(mistake) => {
                    // What is not there might have declared anything.
                    self.reader.lacking = true;
                    self.reader.mistake(*mistake);
                }
            }
        }
        self.path.pop();
    }

    /// Where an entry leads; the mistake, when nowhere.
    fn open(&mut self, from: SourceId, name: &str, span: Span) -> Result<Led, Box<Mistake>> {
        let broken = |message: String| Box::new(Mistake::new(BROKEN_EXTENDS, span, message));
        let (key, source) = if let Some(preset) = name.strip_prefix(presets::PREFIX) {
            let Some((name, _)) = presets::document(preset) else {
                let mistake = Mistake::new(MISSING, span, format!("there is no preset `{}`", cut(name)));
                let meant = closest(preset, presets::names()).map(|meant| format!("{}{meant}", presets::PREFIX));
                return Err(Box::new(mistake.suggest(meant.as_deref())));
            };
            let via = self.reader.mark(span);
            (Key::Preset(name), Source::Preset { name, via })
        } else {
            let file = self.file(from, name, span)?;
            (Key::File(file), Source::File(file))
        };
        if let Some(known) = self.known.get(&key) {
            let start = self.path.iter().position(|(on_path, _)| on_path == known);
            return Ok(start.map_or(Led::Done, |start| Led::Back(self.circle(&self.path[start..], name, span))));
        }
        if self.path.len() > MAX_DEPTH {
            return Err(broken(format!("not read: it is more than {MAX_DEPTH} steps from the project's own DNA")));
        }
        if self.chain.sources.len() >= MAX_TEXTS {
            return Err(broken(format!("not read: a DNA is made of at most {MAX_TEXTS} texts")));
        }
        let text = match key {
            Key::Preset(name) => presets::document(name).map(|(_, text)| text),
            Key::File(file) => match &*document(self.db, file) {
                Ok(text) => {
                    if text.root.as_ref().is_some_and(|root| !root.is_null()) && version_key(text).is_none() {
                        return Err(broken(format!("`{}` is no DNA: it has no key `dna`", cut(name))));
                    }
                    Some(text.clone())
                }
                Err(unread) => {
                    let source = self.add(key, source);
                    self.unread(source, unread);
                    return Ok(Led::Done);
                }
            },
        };
        let Some(text) = text else { return Ok(Led::Done) };
        if self.nodes + text.nodes > MAX_NODES {
            return Err(broken(format!("not read: with it the DNA would have more than {MAX_NODES} keys and values")));
        }
        self.nodes += text.nodes;
        Ok(Led::To(self.add(key, source), text))
    }

    fn add(&mut self, key: Key, source: Source) -> SourceId {
        let id = SourceId(self.chain.sources.len() as u16);
        self.chain.sources.push(source);
        self.known.insert(key, id);
        id
    }

    /// The file that a path leads to, as seen from the folder of the text that names it.
    fn file(&self, from: SourceId, name: &str, span: Span) -> Result<File, Box<Mistake>> {
        let broken = |code: &'static str, message: String| Box::new(Mistake::new(code, span, message));
        let Some(Source::File(own)) = self.chain.sources.get(usize::from(from.0)) else {
            return Err(broken(BROKEN_EXTENDS, format!("a preset extends presets only, not `{}`", cut(name))));
        };
        let folder = own.path(self.db).parent().unwrap_or_else(RelPath::root);
        if !name.starts_with("./") && !name.starts_with("../") {
            let message =
                format!("a preset is `{}NAME`, or a path that starts with `./` or `../`; this is `{}`", presets::PREFIX, cut(name));
            let mistake = Mistake::new(SCHEMA, span, message);
            let beside = folder.resolve(name).filter(|path| !name.starts_with('/') && self.root.file(self.db, path).is_some());
            let preset = presets::text(name).map(|_| format!("{}{name}", presets::PREFIX));
            let meant = beside.map(|_| format!("./{name}")).or(preset);
            return Err(Box::new(mistake.suggest(meant.as_deref())));
        }
        let Some(path) = folder.resolve(name) else {
            return Err(broken(BROKEN_EXTENDS, format!("`{}` leads out of the root, where nothing is read", cut(name))));
        };
        match self.root.entry(self.db, &path) {
            Some(Entry::File(file)) => Ok(file),
            Some(Entry::Directory(_)) => Err(broken(BROKEN_EXTENDS, format!("`{}` is a folder, not a file", cut(name)))),
            Some(_) => Err(broken(BROKEN_EXTENDS, format!("`{}` is not read: it is ignored, or a link", cut(name)))),
            None => {
                let mut mistake = broken(MISSING, format!("`extends`: `{}` does not exist", cut(name)));
                let entries = path.parent().and_then(|parent| self.root.directory(self.db, &parent)).map(|folder| folder.entries(self.db));
                if let Some(close) = entries.as_ref().and_then(|entries| closest(path.name(), entries.iter().map(|(name, _)| name))) {
                    let text = format!("{}{close}", name.strip_suffix(path.name()).unwrap_or("./"));
                    mistake.message.push_str(&format!("; did you mean `{text}`?"));
                    mistake.fix = Some(Fix { title: format!("Change to `{text}`"), span, text, safe: false });
                }
                Err(mistake)
            }
        }
    }

    /// An entry that leads back to a text that led here; the steps before it are related places.
    fn circle(&self, steps: &[(SourceId, Span)], name: &str, span: Span) -> Mistake {
        let message = match steps {
            [_] => format!("`{}` is this file: it extends itself", cut(name)),
            _ => format!("`{}` extends this file: they extend each other in a circle", cut(name)),
        };
        let before = steps.split_last().map_or(&[][..], |(_, before)| before);
        let related = before.iter().zip(&steps[1..]).map(|(&(source, span), (next, _))| {
            let next = self.chain.sources.get(usize::from(next.0));
            let next = next.map_or_else(String::new, |next| next.called(self.db));
            Note { source, span, message: format!("extends `{next}`") }
        });
        Mistake { related: related.collect(), ..Mistake::new(BROKEN_EXTENDS, span, message) }
    }

    fn unread(&mut self, source: SourceId, unread: &Unread) {
        self.chain.unreadable = true;
        if let Unread::Excess(span, message) = unread {
            self.reader.source = source;
            self.reader.mistake(Mistake::new(SCHEMA, *span, message.clone()));
        }
    }
}
