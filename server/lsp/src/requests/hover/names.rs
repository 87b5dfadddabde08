//! What a name stands for, where it is defined, and who uses it.

use graph::names::{self, Defined};
use graph::navigation::Location;
use workspace::{Db, File, Span};

/// More places are counted, not named.
const SHOWN: usize = 5;

/// What is said about the names at a place.
pub struct Named {
    /// Their range.
    pub span: Span,
    /// The text.
    pub text: String,
    /// Whether any of them is defined.
    pub is_known: bool,
}

/// The text about the names at `offset`.
pub fn describe(db: &dyn Db, file: File, offset: u32) -> Option<Named> {
    let here = names::all_at(db, file, offset);
    let span = here.first()?.span;
    let mut parts: Vec<String> = Vec::new();
    let mut is_known = false;
    for here in &here {
        let targets = names::meanings(db, file, &here.mention);
        is_known |= !targets.is_empty();
        let scope: Vec<&str> = here.mention.scope().filter(|part| !part.is_empty()).collect();
        let within = if scope.is_empty() { String::new() } else { format!(" of `{}`", scope.join("/")) };
        let what = names::what(db, file, here.mention.namespace);
        let part = format!("{what} `{}`{within}\n{}", here.mention.name, said(db, file, &targets));
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    Some(Named { span, text: parts.join("\n\n"), is_known })
}

fn said(db: &dyn Db, file: File, targets: &[Defined]) -> String {
    if targets.is_empty() {
        return "\n- nothing here defines it".to_owned();
    }
    let definitions: Vec<Location> = targets.iter().map(|defined| names::location(db, *defined)).collect();
    let mut out = format!("\n- defined in {}", places(db, &definitions));
    let uses = file.root(db).map(|root| names::references_to(db, root, targets)).unwrap_or_default();
    match uses.len() {
        0 => out.push_str("\n- nothing here refers to it"),
        1 => out.push_str(&format!("\n- used in {}", places(db, &uses))),
        many => out.push_str(&format!("\n- used in {many} places: {}", places(db, &uses))),
    }
    out
}

/// The first of them, by path and line.
fn places(db: &dyn Db, all: &[Location]) -> String {
    let line = |place: &Location| graph::ranges(db, place.file).lines.line(place.span.start) + 1;
    let mut shown: Vec<String> = all.iter().take(SHOWN).map(|place| format!("`{}:{}`", place.file.path(db), line(place))).collect();
    if all.len() > SHOWN {
        shown.push(format!("{} more", all.len() - SHOWN));
    }
    shown.join(", ")
}
