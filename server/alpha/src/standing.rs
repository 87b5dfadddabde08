//! How what the generators would make compares with what is there, and with what the lock remembers.
//!
//! Whether an output is stale is judged by what its template gives, and whether it was edited by what is on the disk:
//! two comparisons with the lock, so that a formatter, which may not be run here, changes neither.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::fmt;
use std::sync::Arc;

use compact_str::CompactString;
use dna::generator::{Mode, Output};
use serde_json::Value as Json;
use workspace::{Content, Db, Entry as Listed, File, RelPath, Root};

use crate::changes::formatters;
use crate::lock::{self, Digest, Entry, Key, Lock};
use crate::make::Product;
use crate::maker::Maker;
use crate::project::{loaded, plan, seen_by, text};
use crate::region::{self, Found};

/// What became of an output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is to be made and is not there.
    New,
    /// It is there as it should be.
    Current,
    /// It would be made differently now, for these reasons.
    Stale(Vec<Cause>),
    /// Somebody edited what the generator owns; for these reasons it would be made differently as well.
    Edited(Vec<Cause>),
    /// It is there and nobody made it: a generator may not write over it.
    Foreign,
    /// Its people own it.
    Kept,
    /// A region of a file that is not to be found there, with what is wrong.
    NoRegion(&'static str),
    /// Nothing makes it any more. Whether somebody edited it.
    Orphan(bool),
}

/// Why an output would be made differently.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// Its template, or one that that includes.
    Template,
    /// What the generator is given.
    Config,
    /// What the generator says of itself.
    Definition,
    /// The commands that it goes through before it is written.
    Formatter,
    /// The rest of the DNA.
    Dna,
    /// None of these: keys stand in another order, or another version of this program renders differently.
    Program,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::Template => "its template",
            Cause::Config => "what the generator is given",
            Cause::Definition => "the generator's own definition",
            Cause::Formatter => "the formatter",
            Cause::Dna => "the DNA that the template shows",
            Cause::Program => "the order of keys, or this program,",
        })
    }
}

/// What the lock says.
#[salsa::tracked(returns(clone))]
pub fn known(db: &dyn Db, root: Root) -> Arc<Result<Lock, String>> {
    let file = root.file(db, &RelPath::new(lock::NAME));
    Arc::new(match file.map(|file| (file, text(db, file))) {
        None => Ok(Lock::default()),
        Some((_, Some(text))) => Lock::parse(&text),
        Some((file, None)) => match file.content(db) {
            // A lock file may be larger than a template.
            Content::Bytes(bytes) => std::str::from_utf8(&bytes).map_err(|_| "it is no UTF-8".to_owned()).and_then(Lock::parse),
            _ => Err("it cannot be read".to_owned()),
        },
    })
}

/// What is there at the place of an output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum There {
    /// Nothing.
    Nothing,
    /// A file, or the region of one, with this digest.
    Text(Digest),
    /// A file without the region, for the reason given.
    NoRegion(&'static str),
    /// A folder, a link, something that cannot be read.
    Something,
}

/// Looks at the place of an output.
pub fn there(db: &dyn Db, root: Root, key: &Key) -> There {
    match root.entry(db, &key.path) {
        Some(Listed::File(file)) => of_file(db, file, key.anchor.clone()),
        None => There::Nothing,
        // Not looked at, mostly since version control ignores it: read here, and not again before something else changes.
        Some(Listed::OtherFile | Listed::OtherDirectory) => match db.system().read(&key.path.under(root.path(db))) {
            Ok(bytes) => of_bytes(&bytes, key.anchor.as_deref()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => There::Nothing,
            Err(_) => There::Something,
        },
        Some(_) => There::Something,
    }
}

#[salsa::tracked(returns(clone))]
fn of_file(db: &dyn Db, file: File, anchor: Option<CompactString>) -> There {
    match file.content(db) {
        Content::Buffer(text) => of_bytes(text.as_bytes(), anchor.as_deref()),
        Content::Bytes(bytes) => of_bytes(&bytes, anchor.as_deref()),
        Content::Unreadable(workspace::Unreadable::Vanished) => There::Nothing,
        Content::Unreadable(_) => There::Something,
    }
}

fn of_bytes(bytes: &[u8], anchor: Option<&str>) -> There {
    let Some(anchor) = anchor else { return There::Text(Digest::of(bytes)) };
    let Ok(text) = std::str::from_utf8(bytes) else { return There::NoRegion("it is no UTF-8") };
    match region::find(text, anchor) {
        Found::Region(range) => There::Text(Digest::of(outdented(&text[range]))),
        Found::Absent => There::NoRegion("it has no such region"),
        Found::Broken(why) => There::NoRegion(why),
    }
}

/// The text of a region without the depth that it stands at, so that it can be compared with what was rendered.
pub fn outdented(text: &str) -> String {
    let depth = text.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(line.get(depth..).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// What an output is made from, as the lock remembers it; the digests of its own text are added when it is written.
pub fn entry(db: &dyn Db, root: Root, generator: usize, maker: &Maker, product: &Product) -> Entry {
    let inputs = inputs(db, root, generator);
    let rendered = rendered(product);
    Entry {
        generator: maker.name.clone(),
        mode: Some(product.mode),
        output: rendered.clone(),
        rendered,
        template: inputs.templates.get(product.output).cloned().unwrap_or_default(),
        config: inputs.config.clone(),
        definition: inputs.definitions.get(product.output).cloned().unwrap_or_default(),
        dna: inputs.dna.clone(),
        format: format(maker, product),
    }
}

/// The digest of the commands that an output goes through; that of none is empty.
fn format(maker: &Maker, product: &Product) -> Digest {
    let formatters = formatters(maker, product);
    if formatters.is_empty() {
        return Digest::default();
    }
    // An empty word ends a command.
    Digest::of_all(formatters.iter().flat_map(|formatter| formatter.command.iter().map(|word| word.as_str()).chain([""])))
}

/// The digest of what a template gave.
pub fn rendered(product: &Product) -> Digest {
    match product.mode {
        Mode::Inject => Digest::of(outdented(&product.text)),
        _ => Digest::of(product.text.as_bytes()),
    }
}

/// The digests of all that a generator works from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Inputs {
    /// By output: its template with those that it names.
    pub templates: Vec<Digest>,
    /// By output: what the generator says of it.
    pub definitions: Vec<Digest>,
    /// What it is given.
    pub config: Digest,
    /// What its templates see of the DNA.
    pub dna: Digest,
}

/// See [`Inputs`].
#[salsa::tracked(returns(clone))]
pub fn inputs(db: &dyn Db, root: Root, number: usize) -> Arc<Inputs> {
    let loaded = loaded(db, root, number);
    let Some(maker) = &loaded.maker else { return Arc::default() };
    let dna = seen_by(db, root, number);
    let dna = if dna.is_null() { Digest::of("") } else { Digest::of(dna.to_string()) };
    let outputs = &maker.definition.outputs;
    Arc::new(Inputs {
        templates: outputs.iter().map(|output| template(maker, &output.template)).collect(),
        definitions: outputs.iter().enumerate().map(|(number, output)| definition(maker, number, output)).collect(),
        config: Digest::of(sorted(&maker.config).to_string()),
        dna,
    })
}

/// The same value with all keys in order: what is written in another order is the same configuration.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(sorted).collect(),
        Json::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(entries.into_iter().collect())
        }
        other => other.clone(),
    }
}

/// A template with all that it, and what it names, name: which of them are included is only known when it runs.
fn template(maker: &Maker, name: &str) -> Digest {
    let mut names = vec![name];
    let mut next = 0;
    while let Some(text) = names.get(next).map(|name| maker.sources.get(*name)) {
        let text = text.map_or("", |text| text);
        let more = maker.sources.keys().map(String::as_str).filter(|other| text.contains(*other) && !names.contains(other));
        let more: Vec<_> = more.collect();
        names.extend(more);
        next += 1;
    }
    Digest::of_all(names.iter().flat_map(|name| [*name, maker.sources.get(*name).map_or("", |text| text)]))
}

fn definition(maker: &Maker, number: usize, output: &Output) -> Digest {
    let tags = maker.delimiters(number);
    let text = |text: &Option<dna::Spanned<CompactString>>| text.as_ref().map_or_else(String::new, |text| text.to_string());
    let version = text(&maker.definition.version);
    let (each, when, anchor) = (text(&output.each), text(&output.when), text(&output.anchor));
    let provenance = output.provenance.to_string();
    let tags = format!("{tags:?}");
    let parts =
        [&version, &each, &when, &anchor, &provenance, &tags, maker.into.as_str(), &output.path, &output.template, output.mode.as_str()];
    Digest::of_all(parts)
}

/// All outputs that are or were made, by path and region. `Err`: the lock file cannot be read, and why.
#[salsa::tracked(returns(clone))]
pub fn standings(db: &dyn Db, root: Root) -> Arc<Result<Vec<(Key, Standing)>, String>> {
    let lock = known(db, root);
    let lock = match &*lock {
        Ok(lock) => lock,
        Err(message) => return Arc::new(Err(message.clone())),
    };
    let plan = plan(db, root);
    let mut out: Vec<(Key, Standing)> = Vec::new();
    for (key, generator, product) in plan.products() {
        let loaded = loaded(db, root, generator);
        let Some(maker) = &loaded.maker else { continue };
        let made = entry(db, root, generator, maker, product);
        out.push((key.clone(), standing(lock.outputs.get(key), &made, there(db, root, key))));
    }
    for (key, entry) in lock.outputs.iter().filter(|(key, _)| !plan.outputs.contains_key(*key)) {
        // What a generator that does not work now made before is not without one.
        if plan.incomplete || entry.mode.is_none() {
            continue;
        }
        let edited = match there(db, root, key) {
            There::Text(digest) => digest != entry.output,
            There::Nothing => false,
            There::NoRegion(_) | There::Something => true,
        };
        out.push((key.clone(), Standing::Orphan(edited)));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    Arc::new(Ok(out))
}

fn standing(known: Option<&Entry>, made: &Entry, there: There) -> Standing {
    let mode = made.mode.unwrap_or_default();
    if known.is_some_and(|known| known.mode.is_none()) {
        return Standing::Kept;
    }
    match (known, there) {
        (Some(_), _) if mode == Mode::Once => Standing::Kept,
        (None, There::Text(_)) if mode == Mode::Once => Standing::Kept,
        (_, There::NoRegion(why)) => Standing::NoRegion(why),
        (_, There::Something) => Standing::Foreign,
        (_, There::Nothing) => Standing::New,
        // It is as it should be, whoever wrote it.
        (_, There::Text(digest)) if digest == made.rendered && known.is_none_or(|known| is_same(known, made)) => Standing::Current,
        // A region that somebody made ready; one that holds something already is theirs.
        (None, There::Text(digest)) if mode == Mode::Inject && digest == Digest::of("") => Standing::Stale(Vec::new()),
        (None, There::Text(_)) => Standing::Foreign,
        (Some(known), There::Text(digest)) => {
            let causes = if is_same(known, made) { Vec::new() } else { causes(known, made) };
            match (digest == known.output || mode == Mode::Merge, causes.is_empty()) {
                (true, true) => Standing::Current,
                (true, false) => Standing::Stale(causes),
                // Edited to what would be made now: only the lock is behind.
                (false, _) if digest == made.rendered => Standing::Stale(causes),
                (false, _) => Standing::Edited(causes),
            }
        }
    }
}

/// Whether the same would be written now as was then.
fn is_same(known: &Entry, made: &Entry) -> bool {
    known.rendered == made.rendered && known.format == made.format
}

fn causes(known: &Entry, made: &Entry) -> Vec<Cause> {
    let all = [
        (Cause::Template, known.template != made.template),
        (Cause::Config, known.config != made.config),
        (Cause::Definition, known.definition != made.definition),
        (Cause::Dna, known.dna != made.dna),
    ];
    // The others change nothing where the template gives the same.
    let renders = known.rendered != made.rendered;
    let all = all.into_iter().map(|(cause, changed)| (cause, changed && renders));
    let all = all.chain([(Cause::Formatter, known.format != made.format)]);
    let mut out: Vec<Cause> = all.filter_map(|(cause, changed)| changed.then_some(cause)).collect();
    if out.is_empty() {
        out.push(Cause::Program);
    }
    out
}
