//! What the schema says of a place.

use schemas::outline;
use workspace::{Db, File, Span};

use super::makers::{Makers, given};
use super::{Subject, subject};
use crate::project::document;
use documents::cursor;

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
    Some((span, outline::explained(schema, path, None)?))
}
