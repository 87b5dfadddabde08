//! What can be generated from where a person stands: on a generator in the DNA, in a file that one made, on something
//! that is missing. Told as data; the fronts show it and carry it out.

use std::sync::Arc;

use alpha::changes::{Change, Changes, Request, Why, changes, eject, unformatted};
use alpha::lock::Key;
use alpha::project::{count, loaded, plan};
use alpha::readback::{Lift, read_back_file};
use alpha::standing::{Standing, known, standings};
use workspace::{Db, File, RelPath, Root, Span};

use crate::finding::Anchor;
use crate::rules::generation::located;

/// Something that can be done.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(tag = "offer", rename_all = "camelCase")]
pub enum Offer {
    /// Make what a generator makes.
    Generate {
        /// What the DNA calls it.
        generator: String,
    },
    /// Make what is missing at a path.
    Create {
        /// What the DNA calls the generator.
        generator: String,
        /// The folder or file that is missing.
        path: String,
    },
    /// Let a file become people's own.
    Eject {
        /// The file.
        path: String,
    },
    /// Write what was edited in a generated file into the DNA.
    Accept {
        /// The file.
        path: String,
    },
    /// Throw an edit by hand away.
    Overwrite {
        /// The file.
        path: String,
    },
}

/// An offer as people see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offered {
    /// What it does, in the imperative.
    pub title: String,
    /// How to ask for it.
    pub offer: Offer,
}

/// A file that would be written, or removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// Which.
    pub path: RelPath,
    /// What is there; `None`: nothing.
    pub before: Option<Arc<str>>,
    /// What will be there; `None`: nothing.
    pub after: Option<Arc<str>>,
    /// Why, for who is asked.
    pub reason: String,
    /// Whether somebody should look before it happens: it replaces or removes what people may have written.
    pub needs_look: bool,
}

/// What can be done at `at` in `file`.
pub fn offers(db: &dyn Db, root: Root, file: File, at: Span) -> Vec<Offered> {
    if count(db, root) == 0 {
        return Vec::new();
    }
    let mut out = on_generators(db, root, file, at);
    out.extend(on_output(db, root, file));
    out.extend(on_missing(db, root, file, at));
    out
}

/// The generators of a DNA file, where each is declared, with how many of its files are behind. For lenses.
pub fn generators(db: &dyn Db, root: Root, file: File) -> Vec<(Span, String, usize)> {
    let standings = standings(db, root);
    let Ok(standings) = &*standings else { return Vec::new() };
    let plan = plan(db, root);
    let of = |number: usize| -> Option<(Span, String, usize)> {
        let loaded = loaded(db, root, number);
        let maker = loaded.maker.as_ref()?;
        let (shown, anchor) = located(db, root, &maker.asked())?;
        if shown != file {
            return None;
        }
        let behind = standings.iter().filter(|(key, standing)| {
            matches!(standing, Standing::New | Standing::Stale(_)) && plan.get(key).is_some_and(|(generator, _)| generator == number)
        });
        Some((crate::render::locate(db, file, anchor), maker.name.to_string(), behind.count()))
    };
    (0..count(db, root)).filter_map(of).collect()
}

fn on_generators(db: &dyn Db, root: Root, file: File, at: Span) -> Vec<Offered> {
    let line = |span: Span| graph::ranges(db, file).lines.line(span.start);
    let here = generators(db, root, file).into_iter().filter(|(span, ..)| line(*span) == line(at));
    here.filter(|(.., behind)| *behind > 0)
        .map(|(_, generator, behind)| Offered { title: title(db, root, &generator, behind), offer: Offer::Generate { generator } })
        .collect()
}

/// Whether something is made for the first time, or again.
fn title(db: &dyn Db, root: Root, generator: &str, behind: usize) -> String {
    let lock = known(db, root);
    let again = lock.as_ref().as_ref().is_ok_and(|lock| lock.outputs.values().any(|entry| entry.generator == generator));
    let files = files(behind);
    if again { format!("Regenerate `{generator}` ({files} behind)") } else { format!("Generate `{generator}` ({files})") }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

/// The outputs that a file is or holds, and how each stands.
fn outputs_of(db: &dyn Db, root: Root, file: File) -> Vec<(Key, Standing)> {
    let standings = standings(db, root);
    let Ok(standings) = &*standings else { return Vec::new() };
    standings.iter().filter(|(key, _)| key.path == *file.path(db)).cloned().collect()
}

fn on_output(db: &dyn Db, root: Root, file: File) -> Vec<Offered> {
    let path = file.path(db).to_string();
    let mut out = Vec::new();
    let outputs = outputs_of(db, root, file);
    let plan = plan(db, root);
    for (key, standing) in &outputs {
        let generator = plan.get(key).and_then(|(number, _)| loaded(db, root, number).maker.as_ref().map(|maker| maker.name.to_string()));
        match (standing, generator) {
            (Standing::Stale(_), Some(generator)) => {
                out.push(Offered {
                    title: format!("Regenerate `{path}` and what else `{generator}` makes"),
                    offer: Offer::Generate { generator },
                });
            }
            (Standing::Edited(_), _) => {
                let lifts = read_back_file(db, root, key).map_or_else(Vec::new, |lifted| lifted.changed);
                if let Some(title) = accepting(&lifts) {
                    out.push(Offered { title, offer: Offer::Accept { path: path.clone() } });
                }
                out.push(Offered {
                    title: format!("Throw away the edits of `{path}` and regenerate it"),
                    offer: Offer::Overwrite { path: path.clone() },
                });
            }
            _ => {}
        }
    }
    let is_known = |standing: &Standing| !matches!(standing, Standing::New | Standing::Foreign | Standing::Kept);
    if outputs.iter().any(|(_, standing)| is_known(standing)) {
        out.push(Offered { title: format!("Eject `{path}`: no generator writes it again"), offer: Offer::Eject { path } });
    }
    out
}

fn accepting(lifts: &[Lift]) -> Option<String> {
    match lifts {
        [] => None,
        [one] => Some(format!("Accept my edit: set `{}` to {} in the DNA", dna::shown(&one.path), one.after)),
        more => Some(format!("Accept my edits: set {} values in the DNA", more.len())),
    }
}

/// On a path of the DNA that does not exist: the generators that would make something there.
fn on_missing(db: &dyn Db, root: Root, file: File, at: Span) -> Vec<Offered> {
    let declared = dna::declared(db, root);
    let Some(dna) = &declared.dna else { return Vec::new() };
    let spans = dna::ranges(db, root);
    let lines = &graph::ranges(db, file).lines;
    let here = dna.declared_paths().filter(|path| {
        let span = spans.spans.get(path.span);
        declared.file_of(path.span) == Some(file)
            && lines.line(span.start) == lines.line(at.start)
            && !path.is_glob
            && root.entry(db, path.path).is_none()
    });
    let plan = plan(db, root);
    let mut out = Vec::new();
    for missing in here {
        for number in 0..count(db, root) {
            let below =
                plan.products().filter(|(key, generator, _)| *generator == number && key.path.starts_with(missing.path.as_str())).count();
            let loaded = loaded(db, root, number);
            let Some(maker) = loaded.maker.as_ref().filter(|_| below > 0) else { continue };
            let title = format!("Create `{}` with generator `{}` ({})", missing.path, maker.name, files(below));
            out.push(Offered { title, offer: Offer::Create { generator: maker.name.to_string(), path: missing.path.to_string() } });
        }
    }
    out
}

/// What an offer would write; `None` when it makes no sense any more.
pub fn written(db: &dyn Db, root: Root, offer: &Offer) -> Option<Vec<Written>> {
    match offer {
        Offer::Generate { generator } => {
            let request = Request { generators: vec![generator.clone()], ..Request::default() };
            all(&changes(db, root, &request, &unformatted).ok()?, db, root)
        }
        Offer::Create { generator, path } => {
            let request =
                Request { generators: vec![generator.clone()], below: Some(RelPath::root().resolve(path)?), ..Request::default() };
            all(&changes(db, root, &request, &unformatted).ok()?, db, root)
        }
        Offer::Overwrite { path } => {
            let request = Request { below: Some(RelPath::root().resolve(path)?), force: true, ..Request::default() };
            all(&changes(db, root, &request, &unformatted).ok()?, db, root)
        }
        Offer::Eject { path } => {
            let books = eject(db, root, &[RelPath::root().resolve(path)?]).ok()?;
            Some(books.into_iter().map(|(path, after)| book(db, root, path, after)).collect())
        }
        Offer::Accept { path } => accepted(db, root, &RelPath::root().resolve(path)?),
    }
}

fn all(changes: &Changes, db: &dyn Db, root: Root) -> Option<Vec<Written>> {
    if changes.files.is_empty() {
        return None;
    }
    let own = changes.files.iter().map(|change| Written {
        path: change.path.clone(),
        before: change.before.clone(),
        after: change.after.clone(),
        reason: reason(change),
        needs_look: matches!(change.why, Why::Forced | Why::Merged(_) | Why::Orphan),
    });
    let books = changes.bookkeeping.iter().map(|(path, after)| book(db, root, path.clone(), after.clone()));
    Some(own.chain(books).collect())
}

fn reason(change: &Change) -> String {
    match &change.why {
        Why::New => format!("made by generator `{}`", change.generator),
        Why::Stale(_) => format!("renewed by generator `{}`", change.generator),
        Why::Forced => "replaces what was edited by hand".to_owned(),
        Why::Merged(0) => "joined with what was edited by hand".to_owned(),
        Why::Merged(conflicts) => format!("joined with what was edited by hand, with {conflicts} conflicts"),
        Why::Orphan => "nothing makes it any more".to_owned(),
    }
}

/// The lock file or a pristine copy.
fn book(db: &dyn Db, root: Root, path: RelPath, after: Option<Arc<str>>) -> Written {
    let before = alpha::changes::read(db, root, &path);
    Written { path, before, after, reason: "what was made from what".to_owned(), needs_look: false }
}

/// The DNA with what a file shows otherwise.
fn accepted(db: &dyn Db, root: Root, path: &RelPath) -> Option<Vec<Written>> {
    let standings = standings(db, root);
    let keys = standings.as_ref().as_ref().ok()?.iter().filter(|(key, _)| key.path == *path).map(|(key, _)| key.clone());
    let lifts: Vec<Lift> = keys.filter_map(|key| read_back_file(db, root, &key)).flat_map(|lifted| lifted.changed).collect();
    let mut edits: Vec<(File, Span, String)> = Vec::new();
    for lift in &lifts {
        let number = alpha::project::names(db, root).iter().position(|name| *name == lift.generator)?;
        let loaded = loaded(db, root, number);
        // A value that only a default gives has no place in the DNA yet.
        let given = loaded.maker.as_ref()?.entry.with.as_ref()?.get(&lift.path)?;
        let file = dna::declared(db, root).file_of(given.span)?;
        let text = alpha::changes::read(db, root, file.path(db))?;
        edits.push((file, literal(&text, dna::ranges(db, root).spans.get(given.span)), scalar(&lift.after)));
    }
    let file = edits.first()?.0;
    if edits.iter().any(|(other, ..)| *other != file) {
        return None;
    }
    let before = alpha::changes::read(db, root, file.path(db))?;
    edits.sort_by_key(|(_, span, _)| std::cmp::Reverse(span.start));
    let mut after = before.to_string();
    for (_, span, text) in &edits {
        after.get(span.range())?;
        after.replace_range(span.range(), text);
    }
    let reason = "takes the edit of the generated file".to_owned();
    Some(vec![Written { path: file.path(db).clone(), before: Some(before), after: Some(Arc::from(after)), reason, needs_look: false }])
}

/// The place of a scalar with its quotes: what stands between them is what its span says.
fn literal(text: &str, span: Span) -> Span {
    let (before, after) = (text[..span.start as usize].chars().next_back(), text[span.end as usize..].chars().next());
    match (before, after) {
        (Some(open @ ('"' | '\'')), Some(close)) if open == close => Span { start: span.start - 1, end: span.end + 1 },
        _ => span,
    }
}

/// A value as YAML and JSON write it.
fn scalar(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => {
            let plain =
                text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
            let word = ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_ascii_lowercase().as_str());
            if plain && !word { text.clone() } else { alpha::literal::quote(text) }
        }
        other => other.to_string(),
    }
}

/// What stands behind a place of a generated file: the template that wrote it, and what the DNA gives for it.
pub fn origin(db: &dyn Db, root: Root, file: File, offset: u32) -> Vec<(File, Span)> {
    let mut out = Vec::new();
    for (key, _) in outputs_of(db, root, file) {
        let places = alpha::origin::origin(db, root, &key, offset as usize);
        for place in places {
            if let Some((file, anchor)) = located(db, root, &place) {
                let span = if anchor == Anchor::Start { Span::default() } else { crate::render::locate(db, file, anchor) };
                out.push((file, span));
            }
        }
    }
    out.dedup();
    out
}

/// What generating would change, as a unified diff to look at, with a line about each output that is left alone.
pub fn plan_text(db: &dyn Db, root: Root, generators: &[String]) -> String {
    let request = Request { generators: generators.to_vec(), ..Request::default() };
    let changes = match changes(db, root, &request, &unformatted) {
        Ok(changes) => changes,
        Err(message) => return format!("# {message}\n"),
    };
    let mut out = String::new();
    for held in &changes.held {
        out.push_str(&format!("# {}: {}\n", held.path, held.message));
    }
    for change in &changes.files {
        out.push_str(&format!("# {}: {}\n", change.path, reason(change)));
        out.push_str(&crate::diff::unified(change.path.as_str(), change.before.as_deref(), change.after.as_deref()));
    }
    if out.is_empty() { "# Everything that generators make is as they would make it.\n".to_owned() } else { out }
}
