//! What the schema says of a place.

use documents::cursor;
use schemas::outline;
use workspace::{Db, File, Span};

use super::Asked;

/// What the key at `offset` is for, or the value there, in Markdown, and the range that is meant.
pub fn hover(db: &dyn Db, file: File, offset: u32) -> Option<(Span, String)> {
    let asked = Asked::new(db, file)?;
    let part = asked.part(offset as usize);
    let text = asked.text.get(part.range())?;
    let (held, document) = asked.held(text, asked.tree(text)?);
    let (held, root) = (held?, document.root?);
    let (path, _, span) = cursor::at(&root, offset.checked_sub(part.start)?)?;
    let written = root.find(&path).and_then(|(_, node)| node.text());
    let out = outline::explained(held.words().source(), &path, written)?;
    Some((Span { start: span.start + part.start, end: span.end + part.start }, out))
}
