//! Suppressions whose last day is over, told where they stand.
//!
//! No query finds them, since what day it is only who renders may ask; what they can be is known without it.

use syntax::Ranges;
use workspace::{Date, Db, File, Span};

use crate::silence::is_unjudged;

use super::{Judge, Rendered, dna_span, read};

const CODE: &str = "L3/expired-suppression";

/// A suppression with a last day: where it stands, what it accepts and until when.
type Dated = (Span, String, Date);

/// Whether something is to be said of `file` on some day.
pub(crate) fn can_expire(db: &dyn Db, file: File) -> bool {
    !is_unjudged(db, file) && graph::ranges(db, file).suppressions.iter().any(|comment| comment.until.is_some())
        || !declared(db, file).is_empty()
}

/// Those of `file` that have ended.
pub(super) fn expired(db: &dyn Db, file: File, ranges: &Ranges, judge: &Judge) -> Vec<Rendered> {
    if judge.today.is_none() {
        return Vec::new();
    }
    let comments = ranges.suppressions.iter().filter(|_| !is_unjudged(db, file));
    let trusted = comments.filter(|comment| judge.is_trusted(file.path(db), comment));
    let dated = trusted.filter_map(|comment| Some((comment.span, comment.codes.join("`, `"), Date::parse(comment.until.as_deref()?)?)));
    let ended = dated.chain(declared(db, file)).filter(|(.., until)| judge.is_past(*until));
    ended.filter_map(|(span, codes, until)| told(db, file, ranges, judge, (span, &codes, until))).collect()
}

fn told(db: &dyn Db, file: File, ranges: &Ranges, judge: &Judge, (span, codes, until): (Span, &str, Date)) -> Option<Rendered> {
    let message = format!("this suppression of `{codes}` ended on {until}: take it out, or look again and give it another day");
    let mut rendered = read(db, file, ranges, (CODE, span, &message), judge)?;
    // One that accepted everything of its level need not explain itself.
    rendered.related.retain(|related| (related.file, related.span) != (file, span));
    Some(rendered)
}

/// Those that the DNA declares in `file`.
fn declared(db: &dyn Db, file: File) -> Vec<Dated> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let declared = dna::declared(db, root);
    let Some(dna) = declared.dna.as_ref().filter(|_| declared.source_of(file).is_some()) else { return Vec::new() };
    let dated = dna.checks.suppress.iter().filter_map(|suppress| Some((suppress, suppress.until.as_ref()?)));
    let here = dated.filter(|(_, until)| declared.file_of(until.span) == Some(file));
    here.map(|(suppress, until)| (dna_span(db, root, until.span), suppress.code.to_string(), until.value)).collect()
}
