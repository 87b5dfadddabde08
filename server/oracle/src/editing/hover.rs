//! What the schema says of a place.

use documents::cursor;
use schemas::Step;
use schemas::outline::{self, ValueAt};
use workspace::{Db, File, Span};

use super::Asked;
use super::completion::said_of;

/// More values are not listed.
const MOST_LISTED: usize = 12;

/// What the key at `offset` is for, or the value there, in Markdown, and the range that is meant.
pub fn hover(db: &dyn Db, file: File, offset: u32) -> Option<(Span, String)> {
    let asked = Asked::new(db, file)?;
    let part = asked.part(offset as usize);
    let text = asked.text.get(part.range())?;
    let (held, document) = asked.held(text, asked.tree(text)?);
    let (held, root) = (held?, document.root?);
    let (path, _, span) = cursor::at(&root, offset.checked_sub(part.start)?)?;
    let schema = held.words().source();
    let parts = outline::at(schema, &path);
    let description = outline::description(&parts)?;
    let mut out = String::new();
    if let Some((Step::Key(key), above)) = path.split_last()
        && outline::keys(schema, &outline::at(schema, above)).iter().any(|known| known.name == key)
    {
        out.push_str(&format!("`{key}`: "));
    }
    out.push_str(description);
    let written = root.find(&path).and_then(|(_, node)| node.text());
    if let Some((written, said)) =
        written.and_then(|written| Some((written, said_of(&parts, written)?))).filter(|(_, said)| *said != description)
    {
        out.push_str(&format!("\n\n`{written}`: {said}"));
    }
    let values = outline::values(&parts);
    let listed: Vec<String> = values.iter().take(MOST_LISTED).map(|ValueAt { text, .. }| format!("`{text}`")).collect();
    if values.len() > 1 {
        out.push_str(&format!("\n\nOne of {}", listed.join(", ")));
    }
    if let Some(default) = values.iter().find(|value| value.is_default) {
        out.push_str(&format!("\n\nDefault: `{}`", default.text));
    }
    Some((Span { start: span.start + part.start, end: span.end + part.start }, out))
}
