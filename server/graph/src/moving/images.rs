//! What Dockerfiles take from their build contexts.

use syntax::plan::image::Image;
use workspace::{Directory, RelPath};

use super::Place;
use super::paths::ended;
use crate::images::{Contexts, contexts, source_in};
use crate::ranges;

/// Rewrites the sources of a Dockerfile that move within every context that it is built in.
pub(super) fn sources(place: &mut Place<'_>, image: &Image) {
    let db = place.db;
    if image.sources.is_empty() {
        return;
    }
    let folders: Vec<Directory> = match contexts(db, place.file) {
        Contexts::Named(builds) => builds.iter().map(|built| built.context).collect(),
        Contexts::Guessed(context) => vec![context],
        Contexts::Unknown => return,
    };
    for source in &image.sources {
        let text = |context: &Directory| {
            let (below, found) = source_in(db, *context, source)?;
            found?;
            let now = context.path(db).resolve(&format!("./{below}"))?;
            let then = place.moves.of(&now).relative_to(&place.moves.of(context.path(db)));
            (!then.is_empty() && !then.starts_with("..") && then != below.as_str()).then_some(then)
        };
        let mut texts = folders.iter().map(text);
        let Some(Some(plain)) = texts.next() else { continue };
        if !texts.all(|other| other.as_deref() == Some(plain.as_str())) {
            continue;
        }
        let before = if source.path.starts_with("./") {
            "./"
        } else if source.path.starts_with('/') {
            "/"
        } else {
            ""
        };
        let new = ended(&format!("{before}{plain}"), &source.path);
        // What has a blank in it would be two sources.
        if RelPath::root().resolve(&new).is_some() && !new.contains(char::is_whitespace) {
            let span = ranges(db, place.file).span(source.span);
            place.write(span, &source.path, &new);
        }
    }
}
