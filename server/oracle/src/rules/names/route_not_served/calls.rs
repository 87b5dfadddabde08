//! Paths that clients call. Whom they call is in no text, so a client is judged only where its other calls are for routes of this
//! repository, and only by a path that nearly is a route's, in a letter or in its last word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use graph::names;
use graph::referred::Referred;
use graph::said::{Voice, plain, said, voice};
use rustc_hash::FxHashSet;
use syntax::{Namespace, place};
use workspace::{Db, File, RelPath};

use super::{ROUTE, RULE, SERVED, routes, serves};
use crate::finding::{Anchor, Finding};
use crate::rule::RootContext;
use crate::rules::slip::is_slip_of_one;

/// The role of calls of a client that puts a path of its own before theirs.
const CLIENT: &str = "client";

/// Whether a place is a call of a client.
pub(super) fn is_call(role: &str) -> bool {
    matches!(role, "fetch" | "axios" | CLIENT)
}

pub(super) fn check(context: &RootContext<'_>, all: &[(&CompactString, Referred)], out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let Some(top) = root.top(db) else { return };
    let mut clients: BTreeMap<RelPath, Vec<(&CompactString, Referred)>> = BTreeMap::new();
    for (path, one) in all {
        let file = one.file.path(db).as_str();
        if is_call(one.mention(db).role) && !place::is_test(file) && !place::is_data(file) {
            clients.entry(client(db, one.file)).or_default().push((path, *one));
        }
    }
    if clients.is_empty() {
        return;
    }
    let routes = routes(db, top);
    let mut doubted: Vec<(&CompactString, Referred, Near<'_>)> = Vec::new();
    for calls in clients.values() {
        let (served, unserved): (Vec<(&CompactString, Referred)>, Vec<_>) =
            calls.iter().copied().partition(|(path, _)| serves(&routes, path));
        let kinds = served.iter().map(|(path, _)| *path).collect::<BTreeSet<_>>().len();
        if kinds < 2 || served.len() < SERVED || served.len() < 3 * unserved.len() {
            continue;
        }
        doubted.extend(unserved.into_iter().filter_map(|(path, one)| {
            let whole = one.mention(db).role != CLIENT;
            Some((path, one, close_to(path, whole, &routes)?))
        }));
    }
    if doubted.is_empty() {
        return;
    }
    let files: FxHashSet<CompactString> = root.files(db).into_iter().flat_map(|file| stems(db, file)).collect();
    for (path, one, close) in doubted {
        let (Near::Slip(first) | Near::Siblings(first, _)) = close;
        // The word that no route has there.
        let differs = path.rsplit('/').zip(first.rsplit('/')).find(|(own, other)| own != other).map(|(own, _)| own);
        let Some(word) = differs.filter(|word| !word.is_empty() && *word != "{}" && !word.contains('.')) else { continue };
        // Who serves it in some other way writes it in quotes or between slashes, or has a file of that name.
        let sought: Arc<[CompactString]> = written(&plain(word)).collect();
        let is_other = |file: &File| {
            *file != one.file
                && voice(db, *file) == Voice::Program
                && !place::is_test(file.path(db).as_str())
                // Parts of paths have a case.
                && graph::text(db, *file).is_none_or(|text| written(word).any(|written| text.contains(written.as_str())))
        };
        if files.contains(&plain(word)) || said(db, top, sought).iter().flatten().any(is_other) {
            continue;
        }
        let mention = one.mention(db);
        let meant = match &close {
            Near::Slip(close) => format!("did you mean `{close}`?"),
            Near::Siblings(_, all) => format!("there is `{}`", all.join("`, `")),
        };
        let message = format!("`{}` asks for `{path}`, which no route in this repository serves; {meant}", mention.role);
        let mut finding = Finding::new(RULE.code, RULE.severity, one.file, Anchor::Fact(mention.span), message);
        if let Some(there) = names::defined_in(db, top, Namespace::named(ROUTE)).get(first).and_then(|all| all.first()) {
            finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{first}` is served here"));
        }
        if let Near::Slip(close) = close
            && mention.role != CLIENT
            && !close.contains('{')
            && !path.contains('{')
        {
            finding = finding.change_to(close.clone());
        }
        out.push(finding);
    }
}

/// The package that a file is of; itself where it is of none.
fn client(db: &dyn Db, file: File) -> RelPath {
    let mut folder = file.folder(db);
    while let Some(here) = folder {
        if here.entries(db).file("package.json").is_some() {
            return here.path(db).clone();
        }
        folder = here.parent(db);
    }
    file.path(db).clone()
}

/// What a path that no route serves is near to.
enum Near<'r> {
    /// The route that it is but for a letter.
    Slip(&'r CompactString),
    /// The first of those and all of them that it has everything of but the last word.
    Siblings(&'r CompactString, Vec<&'r str>),
}

/// How many siblings are listed.
const LISTED: usize = 4;

/// What `path` is near to; where it is not `whole`, to the end of what.
fn close_to<'r>(path: &str, whole: bool, routes: &'r BTreeSet<CompactString>) -> Option<Near<'r>> {
    let depth = path.matches('/').count();
    let end = |route: &'r CompactString| match route.rmatch_indices('/').nth(depth.saturating_sub(1)) {
        Some((at, _)) if !whole => &route[at..],
        _ => route.as_str(),
    };
    if let Some(slip) = routes.iter().find(|route| route.len() > 1 && is_slip_of_one(path, end(route))) {
        return Some(Near::Slip(slip));
    }
    if !whole {
        return None;
    }
    let (before, _) = path.rsplit_once('/').filter(|(before, last)| before.matches('/').count() > 1 && *last != "{}")?;
    let is_sibling = |route: &&CompactString| route.rsplit_once('/').is_some_and(|(other, end)| other == before && end != "{}");
    let siblings: Vec<&CompactString> = routes.iter().filter(is_sibling).collect();
    let first = *siblings.first().filter(|_| siblings.len() <= LISTED)?;
    Some(Near::Siblings(first, siblings.iter().map(|route| route.as_str()).collect()))
}

/// How programs write a part of a path.
fn written(word: &str) -> impl Iterator<Item = CompactString> {
    const AFTER: [&str; 9] = ["/", "\"", "'", "`", "$", "?", "<", "(", ","];
    let before = ["/", "\"", "'", "`", "^", ":"].into_iter();
    before.flat_map(move |before| AFTER.into_iter().map(move |after| format_compact!("{before}{word}{after}")))
}

/// What a path is called after: its folders, and its own name without its ends.
fn stems(db: &dyn Db, file: File) -> Vec<CompactString> {
    let parts = file.path(db).parts();
    parts.map(|part| plain(part.split('.').next().unwrap_or_default())).collect()
}
