//! Renaming an id wherever a project DNA, and what it extends, says it.

use workspace::{Db, File, Root, Span};

use crate::model::{Dna, Name};
use crate::presets;
use crate::project::{Declared, Source, declared, ranges, text};
use documents::{Scalar, core_schema, is_plain};

/// The id at `offset`: its place, and what it says. `None` where none is, or where it is not the file's to change:
/// an id of a preset.
pub fn renamable(db: &dyn Db, file: File, offset: u32) -> Option<(Span, String)> {
    let (span, name, declared, dna) = find(db, file, offset)?;
    let id = id_of(&dna, name)?;
    (declared.preset_of(dna.declared_at(name)?).is_none() && text(db, file)?.get(span.range())? == id).then(|| (span, id.to_owned()))
}

/// The replacements that rename the id at `offset`, by file and place.
///
/// # Errors
/// Why it cannot be renamed so, as a sentence for the person.
pub fn rename(db: &dyn Db, file: File, offset: u32, new: &str) -> Result<Vec<(File, Span, String)>, String> {
    let nothing = || "here is no id of this DNA".to_owned();
    let (_, name, declared, dna) = find(db, file, offset).ok_or_else(nothing)?;
    let (at, id) = dna.declared_at(name).zip(id_of(&dna, name)).ok_or_else(nothing)?;
    if let Some(preset) = declared.preset_of(at) {
        return Err(format!("`{id}` is declared by the preset `{}{preset}`, which cannot be changed", presets::PREFIX));
    }
    if let Some(bad) = new.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ':' | '*' | '@' | '>')) {
        return Err(format!("an id has no {bad:?} in it: selectors give that a meaning"));
    }
    if !is_plain(new) || core_schema(new) != Scalar::Text {
        return Err(format!("`{new}` would need quotes: an id is a word of letters, digits, `_`, `-`, `.` and `/`"));
    }
    if let Some((other, _)) = dna.names().find(|(other, known)| known.value == new && *other != name) {
        let what = match other {
            Name::Component(_) => "a component",
            Name::Layer(_) => "a layer",
            Name::Agent(_) => "an agent",
        };
        return Err(format!("`{new}` is already the id of {what}"));
    }
    let root = file.root(db).ok_or_else(nothing)?;
    let mut out = Vec::new();
    for span in places(&dna, name) {
        let Some(Source::File(file)) = declared.sources.get(usize::from(span.source.0)).copied() else { continue };
        let place = ranges(db, root).spans.get(span);
        if text(db, file).as_deref().and_then(|text| text.get(place.range())) != Some(id) {
            return Err(format!("`{id}` is written with escapes or through an alias in `{}`: change that first", file.path(db)));
        }
        out.push((file, place, new.to_owned()));
    }
    out.sort_by(|a, b| (a.0.path(db), a.1).cmp(&(b.0.path(db), b.1)));
    out.dedup();
    Ok(out)
}

/// Every place that says the id.
fn places(dna: &Dna, name: Name) -> impl Iterator<Item = crate::SpanId> {
    let used = dna.id_references().iter().filter(move |reference| reference.target == Some(name));
    dna.declared_at(name).into_iter().chain(used.map(|reference| reference.id.span))
}

fn id_of(dna: &Dna, name: Name) -> Option<&str> {
    dna.names().find(|(known, _)| *known == name).map(|(_, id)| id.as_str())
}

/// The id at a place: its range, what it stands for.
fn find(db: &dyn Db, file: File, offset: u32) -> Option<(Span, Name, std::sync::Arc<Declared>, std::sync::Arc<Dna>)> {
    let root: Root = file.root(db)?;
    let (declared, ranges) = (declared(db, root), ranges(db, root));
    let (source, dna) = (declared.source_of(file)?, declared.dna.clone()?);
    let mut best: Option<(Span, Name)> = None;
    let defined = dna.names().map(|(name, id)| (id.span, name));
    let used = dna.id_references().iter().filter_map(|reference| Some((reference.id.span, reference.target?)));
    for (id, name) in defined.chain(used).filter(|(id, _)| id.source == source) {
        let span = ranges.spans.get(id);
        if span.touches(offset) && best.is_none_or(|(known, _)| span.end - span.start < known.end - known.start) {
            best = Some((span, name));
        }
    }
    let (span, name) = best?;
    Some((span, name, declared, dna))
}
