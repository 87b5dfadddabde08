//! Which names can be written at a place: those of its namespace that are defined within sight and scope.
//!
//! What a place asks for is found out as it will be once something stands there: a marker is put at the cursor, in the quotes that
//! are missing, and the text is read as any other. The reference that has the marker in its name says namespace, scope and range. So
//! every rule and query that finds references also completes them, a workspace's own among them.

use compact_str::CompactString;
use syntax::names::MORE;
use syntax::{Language, Mention, Namespace};
use workspace::{Db, File, Span};

use crate::names::{self, Defined};
use crate::{facts, quotes, text};

/// What stands at the cursor while the text is read. Patterns of namespaces may want capitals, numbers, paths.
const MARKERS: [&str; 4] = ["ouroboroscursor", "OUROBOROSCURSOR", "65533", "/ouroboroscursor"];
/// Larger texts are not read again for a question about one place.
const MOST: usize = 1 << 20;
/// More names are not told at once.
const SHOWN: usize = 500;

/// A name that can be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// What is to be written.
    pub text: String,
    /// Of what kind it is.
    pub namespace: Namespace,
    /// Where it is defined; the nearest place.
    pub defined: Defined,
    /// The range that it replaces.
    pub span: Span,
}

/// The names that can be written at `offset`, the nearest first, and whether there are more.
pub fn completion(db: &dyn Db, file: File, offset: u32) -> (Vec<Proposal>, bool) {
    let Some((text, set)) =
        text(db, file).filter(|text| text.len() <= MOST).zip(file.root(db).map(|root| syntax::extraction::set(db, root)))
    else {
        return (Vec::new(), false);
    };
    let kind = facts(db, file).kind;
    if !set.may_refer(file.path(db), kind, &text) {
        return (Vec::new(), false);
    }
    for (marked, marker) in marked(kind.language, &text, offset as usize) {
        let asked = references_at(db, file, &marked, marker, offset);
        if asked.is_empty() {
            continue;
        }
        let mut out = Vec::new();
        for (mention, span, before) in asked {
            propose(db, file, &mention, span, &before, &mut out);
        }
        let more = out.len() > SHOWN;
        out.truncate(SHOWN);
        return (out, more);
    }
    (Vec::new(), false)
}

/// The text with a marker at the cursor, in every way that may be a place of a name, and the marker's range.
fn marked(language: Language, text: &str, offset: usize) -> Vec<(String, Span)> {
    if !text.is_char_boundary(offset) {
        return Vec::new();
    }
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let (before, after) = (&text[line..offset], text[offset..].lines().next().unwrap_or_default());
    let closers: Vec<(&str, String)> = match (language, quotes::open_at(text, offset)) {
        (_, Some(quote)) if after.contains(quote) => vec![("", String::new())],
        // What is open to the end of the line is closed, with the call around it.
        (_, Some(quote)) => ["", ")", "]"].iter().map(|end| ("", format!("{quote}{end}"))).collect(),
        (Language::Json | Language::Jsonc | Language::Toml, None) => vec![("\"", "\"".to_owned())],
        (language, None) if is_code(language) => return Vec::new(),
        _ => vec![("", String::new())],
    };
    let word = before.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))).next().unwrap_or_default();
    // What is half written says which marker goes on with it.
    let markers = match word.chars().next_back() {
        None => &MARKERS[..],
        Some(c) if c.is_uppercase() || c == '_' && word.contains(char::is_uppercase) => &MARKERS[1..2],
        Some(c) if c.is_ascii_digit() => &MARKERS[2..3],
        Some(_) => &MARKERS[..1],
    };
    let mut out = Vec::new();
    for marker in markers {
        for (opens, closes) in &closers {
            let start = offset + opens.len();
            let marked = format!("{}{opens}{marker}{closes}{}", &text[..offset], &text[offset..]);
            out.push((marked, Span::new(start, start + marker.len())));
        }
    }
    out
}

/// Whether names stand in strings, so that nothing outside of them can be one.
fn is_code(language: Language) -> bool {
    language != Language::Bash && (language.is_imported() || language.is_gathered())
}

/// The references that have the marker in their name, each with the range that it would have without, and what of its name is not
/// written there.
fn references_at(db: &dyn Db, file: File, marked: &str, marker: Span, offset: u32) -> Vec<(Mention, Span, String)> {
    let (found, ranges) = syntax::extraction::names_with(db, file, marked);
    let added = marker.end - offset;
    let mut out = Vec::new();
    for mention in found.references {
        let span = ranges.get(mention.span.0 as usize).copied().unwrap_or_default();
        if span.start > marker.start || span.end < marker.end {
            continue;
        }
        let Some(before) = mention.name.strip_suffix(&marked[span.range()]).map(str::to_owned) else { continue };
        out.push((mention, Span { start: span.start.min(offset), end: span.end - added }, before));
    }
    out
}

fn propose(db: &dyn Db, file: File, mention: &Mention, span: Span, before: &str, out: &mut Vec<Proposal>) {
    let Some(root) = file.root(db) else { return };
    let indexes = names::indexes_of(db, root, mention.namespace);
    let within = names::within(db, root, mention.namespace);
    let mut found: Vec<(usize, &CompactString, Defined)> = Vec::new();
    let known = indexes.iter().flat_map(|index| index.iter());
    for (name, definitions) in known.filter(|(name, _)| *name != MORE && name.starts_with(before) && name.len() > before.len()) {
        let fits =
            definitions.iter().filter(|defined| names::sees(db, within, file, defined.file) && defined.is_within(db, &mention.scope));
        let nearest = fits
            .map(|defined| (names::distance(db, file, defined.file), *defined))
            .min_by_key(|(distance, defined)| (*distance, defined.number));
        found.extend(nearest.map(|(distance, defined)| (distance, name, defined)));
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    for (_, name, defined) in found.into_iter().take(SHOWN + 1) {
        let text = name[before.len()..].to_owned();
        if !out.iter().any(|known| known.text == text && known.namespace == mention.namespace) {
            out.push(Proposal { text, namespace: mention.namespace, defined, span });
        }
    }
}
