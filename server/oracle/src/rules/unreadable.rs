//! Folders that may not be read. (Files that may not are found when they are read, under the same code.)

use workspace::{Directory, Entry};

use crate::finding::{Anchor, Finding, Place, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L0/unreadable",
    severity: Severity::Warning,
    summary: "A file or folder cannot be read.",
    page: include_str!("unreadable.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    for (folder, name) in context.root.top(context.db).into_iter().flat_map(|top| unreadable(context.db, top)) {
        out.push(Finding {
            code: RULE.code,
            severity: RULE.severity,
            place: Place::Folder(folder),
            anchor: Anchor::Start,
            message: format!("the folder `{name}` cannot be read: nothing in it was checked"),
            related: Vec::new(),
            fixes: Vec::new(),
            tags: Vec::new(),
        });
    }
}

#[salsa::tracked(returns(clone))]
fn unreadable(db: &dyn workspace::Db, folder: Directory) -> Vec<(Directory, String)> {
    let mut out = Vec::new();
    for (name, entry) in folder.entries(db).iter() {
        match entry {
            Entry::Unreadable => out.push((folder, name.to_owned())),
            Entry::Directory(below) => out.extend(unreadable(db, below)),
            _ => {}
        }
    }
    out
}
