//! The queries that run the rules.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use syntax::{Role, Status};
use workspace::{Db, Directory, File, Root};

use crate::finding::{Anchor, Finding, Place, Severity};
use crate::rule::{Check, FileContext, RootContext, Rule, panicked, rules};
use crate::silence::is_silent;

/// What the rules about files found in `file`. Without places: a moved line changes nothing here.
#[salsa::tracked(returns(clone))]
pub fn file_findings(db: &dyn Db, file: File) -> Arc<[Finding]> {
    let Some(folder) = file.folder(db) else { return Arc::from([]) };
    let asked: Vec<&Rule> =
        rules().iter().copied().filter(|rule| matches!(rule.check, Check::File(_)) && !is_silent(db, file, rule.code)).collect();
    if asked.is_empty() {
        return Arc::from([]);
    }
    let facts = graph::facts(db, file);
    // What could not be read is not judged, and the next version of it is not worth a rule's time.
    if matches!(facts.status, Status::Skipped) || facts.kind.role == Role::Lock {
        return Arc::from([]);
    }
    let context = FileContext { db, file, folder, root: folder.root(db), facts: &facts };
    let mut out = Vec::new();
    for rule in asked {
        if let Check::File(check) = rule.check {
            guarded(rule, Place::File(file), &mut out, |found| check(&context, found));
        }
    }
    out.into()
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

/// Whether reading the file found something. Depends on places, but is equal most of the time.
#[salsa::tracked(returns(copy))]
fn has_problems(db: &dyn Db, file: File) -> bool {
    graph::ranges(db, file).problems.iter().any(|problem| !is_silent(db, file, problem.code)) && !crate::render::has_own_tags(db, file)
        || !crate::render::dna_mistakes(db, file).is_empty()
        || !crate::document::judged(db, file).is_empty()
}

/// The files directly in `folder` about which there is something to say, by name.
#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Arc<[File]> {
    folder.entries(db).files().filter(|&file| has_problems(db, file) || !file_findings(db, file).is_empty()).collect()
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
