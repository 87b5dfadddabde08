//! Images that manifests run, that this repository was to build, and that it builds under a name that differs in one letter.

use graph::names;
use graph::referred::referred;
use workspace::Db;

use super::misspelt::{self, Misspelt};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::rules::slip::is_slip_of_one;

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
    let unknown = used.iter().filter(|(name, _)| !built.contains_key(*name));
    let misspelt = unknown.filter_map(|(name, uses)| {
        // An image of nobody's is one of Docker's own library.
        let (owner, last) = name.rsplit_once('/')?;
        let (close, defined) = built.iter().filter(|(other, _)| !used.contains_key(*other)).find(|(other, _)| {
            other.rsplit_once('/').is_some_and(|(other_owner, other_last)| other_owner == owner && is_slip_of_one(last, other_last))
        })?;
        Some(Misspelt { name, uses, close, defined, word: last })
    });
    let say = |one: &Misspelt<'_>, file, anchor| {
        let (name, close) = (one.name, one.close);
        let message =
            format!("nothing in this repository builds the image `{name}`; it builds `{close}`, which nothing here runs: is it meant?");
        Finding::new(RULE.code, RULE.severity, file, anchor, message)
    };
    out.extend(misspelt::findings(db, top, misspelt.collect(), say, "built"));
}
