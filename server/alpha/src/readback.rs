//! From files back to the DNA: which values would have to be given for the generators to write what is there.
//!
//! A rendering knows which of its bytes an expression wrote. Where a file differs from its rendering inside of such
//! bytes, the new text is taken for the new value of what the expression shows; what value that is, is tried: a guess
//! counts when a rendering with it writes the new text in that place. So nothing needs to be known of filters and
//! templates, and what is lifted is true. What differs in the text of a template, or in what several values wrote, is
//! said to be stuck.

use std::collections::BTreeMap;
use std::ops::Range;

use compact_str::CompactString;
use schemas::Step;
use serde_json::Value as Json;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};
use workspace::{Db, RelPath, Root};

use crate::case;
use crate::changes::read;
use crate::engine::Piece;
use crate::lock::Key;
use crate::make::{Product, Workshop};
use crate::maker::Maker;
use crate::project::{at_work, count, is_wanted, plan};
use crate::region::{self, Found};
use crate::standing::outdented;

/// A value that a file shows otherwise than the DNA has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Lift {
    /// The generator, as the DNA calls it.
    pub generator: CompactString,
    /// The way to the value in what the generator is given.
    pub path: Vec<Step>,
    /// What the DNA says.
    pub before: Json,
    /// What it would have to say.
    pub after: Json,
    /// The file that shows it.
    pub output: RelPath,
    /// The line of it, from 0.
    pub line: u32,
}

/// An edit that no value of the DNA explains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stuck {
    /// The file.
    pub output: RelPath,
    /// The line of it, from 0.
    pub line: u32,
    /// Why.
    pub message: String,
}

/// What was read back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lifted {
    /// How many values files show as the DNA has them.
    pub same: usize,
    /// Those that they show otherwise.
    pub changed: Vec<Lift>,
    /// What else is different.
    pub stuck: Vec<Stuck>,
}

/// Reads back what the generators have made; `generators`: of these only, unless it is empty.
pub fn read_back(db: &dyn Db, root: Root, generators: &[String]) -> Lifted {
    let mut out = Lifted::default();
    let plan = plan(db, root);
    for number in 0..count(db, root) {
        if !is_wanted(db, root, generators, number) {
            continue;
        }
        let mut seen = BTreeMap::new();
        for (key, _, product) in plan.products().filter(|(_, generator, _)| *generator == number) {
            let Some(text) = on_disk(db, root, key) else { continue };
            at_work(db, root, number, |maker, workshop| {
                Reading { maker, workshop, product, key, line: text.1 }.compare(&text.0, &mut out, &mut seen)
            });
        }
        out.same += seen.values().filter(|changed| !**changed).count();
    }
    out
}

/// The values that one file shows otherwise than the DNA has them, and what else is different in it.
pub fn read_back_file(db: &dyn Db, root: Root, key: &Key) -> Option<Lifted> {
    let plan = plan(db, root);
    let (number, product) = plan.get(key)?;
    let (text, line) = on_disk(db, root, key)?;
    let mut out = Lifted::default();
    let mut seen = BTreeMap::new();
    at_work(db, root, number, |maker, workshop| Reading { maker, workshop, product, key, line }.compare(&text, &mut out, &mut seen));
    out.same = seen.values().filter(|changed| !**changed).count();
    Some(out)
}

/// What stands at the place of an output, and on which line that begins.
fn on_disk(db: &dyn Db, root: Root, key: &Key) -> Option<(String, u32)> {
    let text = read(db, root, &key.path)?;
    let Some(anchor) = &key.anchor else { return Some((text.to_string(), 0)) };
    match region::find(&text, anchor) {
        Found::Region(range) => Some((outdented(&text[range.clone()]), text[..range.start].lines().count() as u32)),
        _ => None,
    }
}

struct Reading<'r> {
    maker: &'r Maker,
    workshop: &'r Workshop<'r>,
    product: &'r Product,
    key: &'r Key,
    line: u32,
}

/// A piece of the rendering whose text is another on the disk.
struct Edit {
    piece: usize,
    after: String,
    line: u32,
}

impl Reading<'_> {
    /// `seen`: the values that some file shows, and whether otherwise than the DNA has them.
    fn compare(&self, there: &str, out: &mut Lifted, seen: &mut BTreeMap<Vec<Step>, bool>) {
        let Some((traced, pieces)) = self.workshop.trace(self.product.output, self.product.item) else { return };
        let leaves = leaves(&self.maker.config);
        let (edits, stuck) = edits(&traced.text, there, &pieces);
        for (line, message) in stuck {
            out.stuck.push(Stuck { output: self.key.path.clone(), line: self.line + line, message });
        }
        for (number, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.computed) {
            if edits.iter().any(|edit| edit.piece == number) {
                continue;
            }
            let written = &traced.text[piece.output.clone()];
            for (path, _) in leaves.iter().filter(|(_, value)| spellings(value).iter().any(|spelling| spelling == written)) {
                seen.entry(path.clone()).or_insert(false);
            }
        }
        for edit in edits {
            match self.lift(&traced.text, &pieces, &edit, &leaves) {
                Ok((path, before, after)) => {
                    let known = out.changed.iter().find(|lift| lift.generator == self.maker.name && lift.path == path);
                    match known {
                        Some(known) if known.after != after => out.stuck.push(Stuck {
                            output: self.key.path.clone(),
                            line: self.line + edit.line,
                            message: format!("`{}` is {} here, and {} in `{}`", dna::shown(&path), after, known.after, known.output),
                        }),
                        Some(_) => {}
                        None => {
                            seen.insert(path.clone(), true);
                            let (generator, output) = (self.maker.name.clone(), self.key.path.clone());
                            out.changed.push(Lift { generator, path, before, after, output, line: self.line + edit.line });
                        }
                    }
                }
                Err(message) => out.stuck.push(Stuck { output: self.key.path.clone(), line: self.line + edit.line, message }),
            }
        }
    }

    /// The value that would make a piece read as it does now.
    fn lift(&self, text: &str, pieces: &[Piece], edit: &Edit, leaves: &[(Vec<Step>, Json)]) -> Result<(Vec<Step>, Json, Json), String> {
        let piece = &pieces[edit.piece];
        let before = &text[piece.output.clone()];
        let mut found: Vec<(Vec<Step>, Json, Json)> = Vec::new();
        for (path, value) in leaves {
            let guess = guesses(value, before, &edit.after).into_iter().find(|guess| self.writes(path, guess, pieces, edit));
            if let Some(guess) = guess {
                found.push((path.clone(), value.clone(), guess));
            }
        }
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err("no value of the DNA writes this: take it into the template".to_owned()),
            _ => {
                let names: Vec<String> = found.iter().map(|(path, ..)| format!("`{}`", dna::shown(path))).collect();
                Err(format!("several values of the DNA could write this: {}", names.join(", ")))
            }
        }
    }

    /// Whether the piece reads as it does now when the value at `path` is `guess`.
    fn writes(&self, path: &[Step], guess: &Json, pieces: &[Piece], edit: &Edit) -> bool {
        let mut config = (*self.maker.config).clone();
        let Some(place) = at_mut(&mut config, path) else { return false };
        *place = guess.clone();
        let tried = self.workshop.given(&config).trace(self.product.output, self.product.item);
        let Some((tried, others)) = tried else { return false };
        // The same expression, for the same time.
        let same = |other: &&Piece| other.template == pieces[edit.piece].template && other.source == pieces[edit.piece].source;
        let time = pieces[..edit.piece].iter().filter(same).count();
        let other = others.iter().filter(same).nth(time);
        other.is_some_and(|other| other.computed && tried.text[other.output.clone()] == edit.after)
    }
}

/// A range of the rendering, and what stands there now.
type Replaced = (Range<usize>, String);

/// Which pieces differ, and the lines of what else does.
fn edits(rendered: &str, there: &str, pieces: &[Piece]) -> (Vec<Edit>, Vec<(u32, String)>) {
    let mut changes: Vec<(Range<usize>, String, u32)> = Vec::new();
    let (mut stuck, mut at, mut line) = (Vec::new(), 0, 0);
    let diff = TextDiff::from_lines(rendered, there);
    for op in diff.ops() {
        let of = |tag: ChangeTag| {
            diff.iter_changes(op).filter(move |change| change.tag() == tag).map(|change| change.value()).collect::<Vec<_>>()
        };
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Replace { .. } => {
                let (old, new) = (of(ChangeTag::Delete), of(ChangeTag::Insert));
                if old.len() == new.len() {
                    let mut start = at;
                    for (number, (old, new)) in old.iter().zip(&new).enumerate() {
                        changes.extend(
                            within(old, new)
                                .into_iter()
                                .map(|(range, text)| (start + range.start..start + range.end, text, line + number as u32)),
                        );
                        start += old.len();
                    }
                } else {
                    changes.push((at..at + old.iter().map(|line| line.len()).sum::<usize>(), new.concat(), line));
                }
            }
            DiffOp::Delete { .. } => stuck.push((line, "lines of the template are missing".to_owned())),
            DiffOp::Insert { .. } => stuck.push((line, "lines that no template writes".to_owned())),
        }
        at += op.old_range().map(|line| diff.old_slices()[line].len()).sum::<usize>();
        line += op.new_range().len() as u32;
    }
    let mut out: BTreeMap<usize, (Vec<Replaced>, u32)> = BTreeMap::new();
    for (range, text, line) in changes {
        // What is put between two pieces belongs to that which an expression wrote.
        let inside = |piece: &&Piece| piece.computed && piece.output.start <= range.start && range.end <= piece.output.end;
        match pieces.iter().position(|piece| inside(&piece)) {
            Some(piece) => out.entry(piece).or_insert_with(|| (Vec::new(), line)).0.push((range, text)),
            None => stuck.push((line, "this is text of the template: take the edit into that".to_owned())),
        }
    }
    let edits = out.into_iter().map(|(piece, (changes, line))| {
        let whole = pieces[piece].output.clone();
        let mut after = String::new();
        let mut at = whole.start;
        for (range, text) in changes {
            after.push_str(&rendered[at..range.start]);
            after.push_str(&text);
            at = range.end;
        }
        after.push_str(&rendered[at..whole.end]);
        Edit { piece, after, line }
    });
    (edits.collect(), stuck)
}

/// How one line became another: ranges of the old one, and what stands there now.
fn within(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    if old == new {
        return Vec::new();
    }
    let words = |text: &str| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let mut last = None;
        for c in text.chars() {
            let kind = c.is_alphanumeric() || c == '_';
            match out.last_mut() {
                Some(word) if kind && last == Some(true) => word.push(c),
                _ => out.push(c.to_string()),
            }
            last = Some(kind);
        }
        out
    };
    let (old, new) = (words(old), words(new));
    let mut out = Vec::new();
    let mut at = 0;
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let len: usize = old[op.old_range()].iter().map(String::len).sum();
        if !matches!(op, DiffOp::Equal { .. }) {
            out.push((at..at + len, new[op.new_range()].concat()));
        }
        at += len;
    }
    out
}

/// Every value that is no list and no mapping, with the way to it.
pub fn leaves(config: &Json) -> Vec<(Vec<Step>, Json)> {
    let mut out = Vec::new();
    let mut stack = vec![(Vec::new(), config)];
    while let Some((path, value)) = stack.pop() {
        let into = |step: Step| path.iter().cloned().chain([step]).collect::<Vec<_>>();
        match value {
            Json::Array(items) => stack.extend(items.iter().enumerate().rev().map(|(at, item)| (into(Step::Index(at)), item))),
            Json::Object(entries) => stack.extend(entries.iter().rev().map(|(key, item)| (into(Step::Key(key.clone())), item))),
            _ => out.push((path, value.clone())),
        }
    }
    out
}

/// The value at `path`, to be replaced.
pub fn at_mut<'j>(config: &'j mut Json, path: &[Step]) -> Option<&'j mut Json> {
    path.iter().try_fold(config, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Index(index) => value.get_mut(*index),
    })
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => "none".to_owned(),
        other => other.to_string(),
    }
}

/// What the common filters make of a value.
fn spellings(value: &Json) -> Vec<String> {
    let text = plain(value);
    let mut out = vec![
        crate::literal::quote(&text),
        crate::literal::rust_quote(&text),
        case::pascal(&text),
        case::camel(&text),
        case::snake(&text),
        case::kebab(&text),
        text.to_uppercase(),
        text.to_lowercase(),
        crate::literal::oneline(&text),
    ];
    out.insert(0, text);
    out
}

/// What the value may be, when text that it had a part in became `after`.
fn guesses(value: &Json, before: &str, after: &str) -> Vec<Json> {
    let mut texts = vec![after.to_owned()];
    texts.extend(serde_json::from_str::<String>(after));
    // The value stands inside of what the expression wrote.
    for spelling in spellings(value).iter().filter(|spelling| !spelling.is_empty()) {
        for (at, _) in before.match_indices(spelling.as_str()) {
            let (start, end) = (&before[..at], &before[at + spelling.len()..]);
            texts.extend(after.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)).map(str::to_owned));
        }
    }
    let same_kind = |text: &String| match value {
        Json::String(_) => Some(Json::String(text.clone())),
        Json::Bool(_) => text.to_lowercase().parse().ok().map(Json::Bool),
        Json::Number(_) => serde_json::from_str(text).ok().filter(Json::is_number),
        _ => None,
    };
    let mut out: Vec<Json> = texts.iter().filter_map(same_kind).filter(|guess| guess != value).collect();
    out.dedup();
    out
}
