//! Images that manifests run, that this repository was to build, and that it builds under a name that differs in one letter.

use std::sync::Arc;

use compact_str::CompactString;
use graph::names;
use graph::referred::{Referred, referred};
use graph::said::{Voice, plain, said, voice};
use syntax::place;
use workspace::{Db, File};

use super::slip::is_slip_of_one;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/image-not-built",
    severity: Severity::Info,
    summary: "A manifest runs an image whose name nearly is that of one that this repository builds.",
    page: include_str!("image_not_built.md"),
    check: Check::Root(check),
};

const IMAGE: &str = "image";

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let built = names::defined(db, root, IMAGE);
    let Some(top) = root.top(db).filter(|_| !built.is_empty()) else { return };
    let used = referred(db, root, IMAGE);
    let mut asked: Vec<(&CompactString, &Vec<Referred>, &CompactString, CompactString)> = Vec::new();
    for (name, referred) in used.iter().filter(|(name, _)| !built.contains_key(*name)) {
        // An image of nobody's is one of Docker's own library.
        let Some((owner, last)) = name.rsplit_once('/') else { continue };
        let close = built.keys().filter(|other| !used.contains_key(*other)).find(|other| {
            other.rsplit_once('/').is_some_and(|(other_owner, other_last)| other_owner == owner && is_slip_of_one(last, other_last))
        });
        if let Some(close) = close {
            asked.push((name, referred, close, plain(last)));
        }
    }
    asked.sort_by_key(|(name, ..)| *name);
    let sought: Arc<[CompactString]> = asked.iter().map(|(.., last)| last.clone()).collect();
    for ((name, referred, close, _), files) in asked.iter().zip(said(db, top, sought)) {
        // What is built in some other way is named there, and what the name of the built one has in it proves nothing.
        let is_other = |file: &File| voice(db, *file) != Voice::Prose && !referred.iter().any(|one| one.file == *file);
        let is_within = plain(close).contains(plain(name.rsplit('/').next().unwrap_or_default()).as_str());
        if is_within || files.iter().any(is_other) {
            continue;
        }
        for one in referred.iter().filter(|one| !place::is_data(one.file.path(db).as_str())) {
            let anchor = Anchor::Fact(one.mention(db).span);
            let message =
                format!("nothing in this repository builds the image `{name}`; it builds `{close}`, which nothing here runs: is it meant?");
            let mut finding = Finding::new(RULE.code, RULE.severity, one.file, anchor, message);
            if let Some(there) = built.get(*close).and_then(|all| all.first()) {
                finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{close}` is built here"));
            }
            out.push(finding);
        }
    }
}
