//! The queries that run the rules.

use std::cell::LazyCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use syntax::{Facts, Namespace, Role, Status};
use workspace::{Db, Directory, File, Root};

use crate::finding::{Anchor, Finding, Place, Severity};
use crate::rule::{Check, FileContext, RootContext, Rule, panicked, rules};
use crate::silence::{OF_COPIES, is_unjudged, silencing, told};

/// What the rules about files found in `file`. Without places: a moved line changes nothing here.
#[salsa::tracked(returns(clone))]
pub fn file_findings(db: &dyn Db, file: File) -> Arc<[Finding]> {
    let Some(folder) = judged(db, file) else { return Arc::from([]) };
    let facts = graph::facts(db, file);
    // Most files are asked all at once; only what takes names from a package depends on what is typed elsewhere.
    if !facts.references.iter().any(|reference| reference.namespace == Namespace::PYTHON_MODULE && reference.member.is_some()) {
        return of_rules(db, file, folder, &facts, |_| true).into();
    }
    let mut out = of_rules(db, file, folder, &facts, |check| matches!(check, Check::Across(_)));
    out.extend(alone(db, file).iter().cloned());
    out.into()
}

/// The same of all other rules: what they ask of other files changes less often.
#[salsa::tracked(returns(clone))]
fn alone(db: &dyn Db, file: File) -> Arc<[Finding]> {
    let Some(folder) = judged(db, file) else { return Arc::from([]) };
    of_rules(db, file, folder, &graph::facts(db, file), |check| matches!(check, Check::File(_))).into()
}

/// The folder of a file that is judged at all.
fn judged(db: &dyn Db, file: File) -> Option<Directory> {
    // Nobody wants to hear about what a generator wrote, nor twice about a file with two names; both stay part of the graph.
    let folder = file.folder(db).filter(|_| !is_unjudged(db, file))?;
    let facts = graph::facts(db, file);
    // What could not be read is not judged, and the next version of it is not worth a rule's time.
    (!matches!(facts.status, Status::Skipped) && facts.kind.role != Role::Lock).then_some(folder)
}

fn of_rules(db: &dyn Db, file: File, folder: Directory, facts: &Facts, wanted: impl Fn(&Check) -> bool) -> Vec<Finding> {
    let context = FileContext { db, file, folder, root: folder.root(db), facts };
    let mut out = Vec::new();
    // Most rules find nothing: whether one is to be heard, which may hang on the text, is asked when it has something to say. A copy
    // lacks so much that this would take longer than to ask before.
    let (is_silent, is_copy) = (LazyCell::new(|| silencing(db, file)), graph::lies_among_copies(db, file));
    for rule in rules().iter().filter(|rule| wanted(&rule.check) && !(is_copy && OF_COPIES.contains(&rule.code))) {
        let (Check::File(check) | Check::Across(check)) = rule.check else { continue };
        let start = out.len();
        guarded(rule, Place::File(file), &mut out, |found| check(&context, found));
        if out.len() > start && is_silent(rule.code) {
            out.truncate(start);
        }
    }
    out
}

/// What the rules about whole roots found, by no order.
#[salsa::tracked(returns(clone))]
pub fn root_findings(db: &dyn Db, root: Root) -> Arc<[Finding]> {
    let about_roots = rules().iter().enumerate().filter(|(_, rule)| matches!(rule.check, Check::Root(_)));
    about_roots.flat_map(|(number, _)| of_root_rule(db, root, number).to_vec()).collect()
}

/// What one of them found, by its place in the table: each runs again only when what it asked for changed.
#[salsa::tracked(returns(clone))]
fn of_root_rule(db: &dyn Db, root: Root, number: usize) -> Arc<[Finding]> {
    let (Some(top), rule) = (root.top(db), rules()[number]) else { return Arc::from([]) };
    let mut out = Vec::new();
    if let Check::Root(check) = rule.check {
        guarded(rule, Place::Folder(top), &mut out, |found| check(&RootContext { db, root }, found));
    }
    out.into()
}

/// A panic in a rule is a finding that names the rule; the others go on.
fn guarded(rule: &Rule, place: Place, out: &mut Vec<Finding>, check: impl FnOnce(&mut Vec<Finding>)) {
    let mut found = Vec::new();
    match catch_unwind(AssertUnwindSafe(|| check(&mut found))) {
        Ok(()) => out.append(&mut found),
        Err(panic) => {
            let message = panicked(rule, panic);
            out.push(Finding {
                code: "L1/internal-error",
                severity: Severity::Warning,
                place,
                anchor: Anchor::Start,
                message,
                related: Vec::new(),
                fixes: Vec::new(),
                tags: Vec::new(),
            });
        }
    }
}

/// Whether there is something to say about the file, or the day may have. Depends on places, but is equal most of the time. One thing
/// to ask for, as what is typed in a package that many import has a thousand folders ask it of all their files.
#[salsa::tracked(returns(copy))]
pub(crate) fn has_findings(db: &dyn Db, file: File) -> bool {
    told(db, file, &graph::ranges(db, file).problems).next().is_some() && !crate::render::has_own_tags(db, file)
        || !crate::render::dna_mistakes(db, file).is_empty()
        || !crate::document::judged(db, file).is_empty()
        || crate::render::can_expire(db, file)
        || !file_findings(db, file).is_empty()
}

/// The files directly in `folder` about which there is something to say, by name.
#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Arc<[File]> {
    folder.entries(db).files().filter(|&file| has_findings(db, file)).collect()
}

/// The same for a folder and all below it: one edit re-gathers one folder and the way up from it.
#[salsa::tracked(returns(clone))]
pub fn files_with_findings(db: &dyn Db, folder: Directory) -> Arc<[Arc<[File]>]> {
    let own = here(db, folder);
    let mut out = if own.is_empty() { Vec::new() } else { vec![own] };
    for below in folder.entries(db).directories() {
        out.extend(files_with_findings(db, below).iter().cloned());
    }
    out.into()
}
