//! What the schema says of a place.

use schemas::outline::{self, ValueAt};
use workspace::{Db, File, Span};

use super::makers::{Makers, given};
use super::{Subject, subject};
use crate::project::document;
use documents::cursor;

/// More values are not listed.
const MOST_LISTED: usize = 12;

/// What the key at `offset` is for, or the key of the value there, in Markdown, and the range that is meant.
/// Below `with` it is the generator's schema that says it.
pub fn hover(db: &dyn Db, file: File, offset: u32, makers: &dyn Makers) -> Option<(Span, String)> {
    let subject = subject(db, file)?;
    let own = subject.schema()?.source();
    let document = document(db, file);
    let root = document.as_ref().as_ref().ok()?.root.as_ref()?;
    let (path, _, span) = cursor::at(root, offset)?;
    let given = given(root, &path, makers).filter(|(_, rest)| subject == Subject::Project && !rest.is_empty());
    let (schema, path) = given.as_ref().map_or((own, path.as_slice()), |(schema, rest)| (schema, *rest));
    let parts = outline::at(schema, path);
    let description = outline::description(&parts)?;
    let mut out = String::new();
    if let Some(schemas::Step::Key(key)) = path.last()
        && outline::keys(schema, &outline::at(schema, &path[..path.len() - 1])).iter().any(|known| known.name == key)
    {
        out.push_str(&format!("`{key}`: "));
    }
    out.push_str(description);
    let values = outline::values(&parts);
    let listed: Vec<String> = values.iter().take(MOST_LISTED).map(|ValueAt { text, .. }| format!("`{text}`")).collect();
    if values.len() > 1 {
        out.push_str(&format!("\n\nOne of {}", listed.join(", ")));
    }
    if let Some(default) = values.iter().find(|value| value.is_default) {
        out.push_str(&format!("\n\nDefault: `{}`", default.text));
    }
    Some((span, out))
}
