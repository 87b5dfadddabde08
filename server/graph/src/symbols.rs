//! Finding definitions by a few letters of their names: those that data declares, and those of code.
//!
//! Nothing is indexed: the facts of a hundred thousand definitions are looked through in the time between two keys, and an index
//! would have to follow every edit.

use std::collections::BinaryHeap;

use syntax::names::MORE;
use syntax::{DefinitionKind, Mention, Namespace, SpanId};
use workspace::{Db, File, Root};

use crate::facts;

/// What a symbol is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A name of a namespace that data declares.
    Name(Namespace),
    /// A definition of code; of the kinds there are, no import and no anchor.
    Code(Code),
}

/// What a definition of code defines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Code {
    /// A function or method.
    Function,
    /// A type.
    Type,
    /// A variable or constant.
    Variable,
    /// A module in a file.
    Module,
}

/// A definition that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub file: File,
    /// The range of the name.
    pub span: SpanId,
}

/// The definitions of a root whose names have the letters of `query` in that order, at most `limit`, the best first: the names that
/// begin so before those in which the letters begin words, before all others; short ones before long ones. All fit an empty query.
pub fn search(db: &dyn Db, root: Root, query: &str, limit: usize) -> Vec<Symbol> {
    let query: Vec<char> = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let files = root.files(db);
    let mut best: BinaryHeap<(Score, usize, usize, bool)> = BinaryHeap::new();
    let mut offer = |name: &str, file: usize, number: usize, is_name: bool| {
        let Some(score) = score(&query, name) else { return };
        let entry = (score, file, number, is_name);
        if best.len() < limit {
            best.push(entry);
        } else if best.peek().is_some_and(|worst| entry < *worst) {
            best.pop();
            best.push(entry);
        }
    };
    for (file, facts) in files.iter().map(|file| facts(db, *file)).enumerate() {
        for (number, mention) in facts.names.iter().flat_map(|names| &names.definitions).enumerate() {
            // `*` says that there may be others.
            if mention.name != MORE {
                offer(&mention.name, file, number, true);
            }
        }
        for (number, definition) in facts.definitions.iter().enumerate() {
            if code(definition.kind).is_some() {
                offer(&definition.name, file, number, false);
            }
        }
    }
    let mut found: Vec<(Score, Symbol)> =
        best.into_iter().filter_map(|(score, file, number, is_name)| Some((score, symbol(db, files[file], number, is_name)?))).collect();
    found.sort_by(|(a, one), (b, other)| (a, one.file.path(db), one.span).cmp(&(b, other.file.path(db), other.span)));
    // A class that two grammars read, or a name that is given once for each of its scopes, is found once for each place.
    found.dedup_by(|(_, one), (_, other)| one.file == other.file && one.span == other.span);
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

/// The definitions of names in a file, by place.
pub fn names_in(db: &dyn Db, file: File) -> Vec<Mention> {
    let ranges = crate::ranges(db, file);
    let names = crate::names::names(db, file);
    let own = names.iter().flat_map(|names| &names.definitions).filter(|mention| mention.name != MORE);
    let mut out: Vec<Mention> = own.cloned().collect();
    out.sort_by_key(|mention| ranges.span(mention.span));
    out
}

fn symbol(db: &dyn Db, file: File, number: usize, is_name: bool) -> Option<Symbol> {
    let facts = facts(db, file);
    if is_name {
        let mention = facts.names.as_ref()?.definitions.get(number)?;
        return Some(Symbol { name: mention.name.to_string(), kind: Kind::Name(mention.namespace), file, span: mention.span });
    }
    let definition = facts.definitions.get(number)?;
    Some(Symbol { name: definition.name.to_string(), kind: Kind::Code(code(definition.kind)?), file, span: definition.span })
}

fn code(kind: DefinitionKind) -> Option<Code> {
    match kind {
        DefinitionKind::Function => Some(Code::Function),
        DefinitionKind::Type => Some(Code::Type),
        DefinitionKind::Variable => Some(Code::Variable),
        DefinitionKind::Module => Some(Code::Module),
        DefinitionKind::Import | DefinitionKind::Anchor | DefinitionKind::Key => None,
    }
}

/// Less is better: how it fits, letters of the name that are skipped, and its length.
type Score = (u8, u32, u32);

/// How well `name` fits; `None` when a letter of the query is missing.
fn score(query: &[char], name: &str) -> Option<Score> {
    let length = name.len() as u32;
    if query.is_empty() {
        return Some((0, 0, length));
    }
    let mut wanted = query.iter().copied().peekable();
    let (mut skipped, mut words, mut touching) = (0, true, true);
    let (mut before, mut last_fits, mut begun) = (None::<char>, false, false);
    for letter in name.chars() {
        let Some(next) = wanted.peek().copied() else { break };
        let fits = letter == next || letter.to_lowercase().eq(std::iter::once(next));
        if fits {
            wanted.next();
            let begins_word = before.is_none_or(|before| !before.is_alphanumeric() || before.is_lowercase() && letter.is_uppercase());
            words &= begins_word || last_fits;
            touching &= last_fits || !begun;
            begun = true;
        } else {
            skipped += 1;
        }
        last_fits = fits;
        before = Some(letter);
    }
    if wanted.peek().is_some() {
        return None;
    }
    let rank = match (name.chars().count() == query.len(), touching, words) {
        (true, ..) => 0,
        (_, true, true) if skipped == 0 => 1,
        (_, _, true) => 2,
        (_, true, _) => 3,
        _ => 4,
    };
    Some((rank, skipped, length))
}
