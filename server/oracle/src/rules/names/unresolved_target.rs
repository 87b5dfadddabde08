//! Targets of make that a workflow, documentation or another target calls and that the makefile does not have.

use graph::names;
use syntax::names::MORE;
use syntax::{Language, Namespace, Role, place};
use workspace::{Db, RelPath};

use super::{finding, unresolved};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-target",
    severity: Severity::Error,
    summary: "A workflow, documentation or another target calls a target that the makefile does not have.",
    page: include_str!("unresolved_target.md"),
    check: Check::File(check),
};

const TARGET: Namespace = Namespace::named("make.target");

/// GNU make looks for these, in this order.
const MAKEFILES: [&str; 3] = ["GNUmakefile", "makefile", "Makefile"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let severity = match (context.facts.kind.role, context.facts.kind.language) {
        (Role::Workflow, _) => RULE.severity,
        (Role::Makefile, _) => return prerequisites(context, out),
        (_, Language::Markdown) if speaks_of_the_top(context) => Severity::Info,
        _ => return,
    };
    let db: &dyn Db = context.db;
    let targets = names::defined(db, context.root, TARGET.as_str());
    for mention in unresolved(context, TARGET) {
        let Some(folder) = mention.scope().next().and_then(|folder| RelPath::root().resolve(folder)) else { continue };
        let Some(folder) = context.root.directory(db, &folder) else { continue };
        let Some(makefile) = MAKEFILES.iter().find_map(|name| folder.entries(db).file(name)) else {
            continue;
        };
        let has = |name: &str| targets.get(name).is_some_and(|defined| defined.iter().any(|defined| defined.file == makefile));
        // A file of that name is up to date, whatever the makefile says.
        let is_file = folder.entries(db).get(&mention.name).is_some();
        let reads = graph::facts(db, makefile).status == syntax::Status::Parsed;
        if !reads || is_file || has(MORE) {
            continue;
        }
        let place = format!("`{}`", makefile.path(db));
        if context.facts.kind.language == Language::Markdown && super::stale_path::is_planned(context, mention.span) {
            continue;
        }
        out.push(finding(context, &RULE, severity, mention, "target", &place));
    }
}

/// What rules of a makefile need that is neither a target of it nor a file.
fn prerequisites(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, own) = (context.db, context.facts.names.as_ref());
    let entries = context.folder.entries(db);
    let is_open = own.iter().any(|names| names.definitions.iter().any(|mention| mention.namespace == TARGET && mention.name == MORE));
    if is_open || context.facts.status != syntax::Status::Parsed || place::is_test(context.file.path(db).as_str()) {
        return;
    }
    let needed =
        own.iter().flat_map(|names| &names.references).filter(|mention| mention.namespace == TARGET && mention.role == "prerequisite");
    let mut missing = needed.filter(|mention| !names::stands_for_something(db, context.file, mention)).peekable();
    // A part sees the targets of the makefile that takes it in.
    if missing.peek().is_some() && is_taken_in(context) {
        return;
    }
    for mention in missing {
        // Rules that make has by itself make `a` of `a.c`; and what has an ending another program may make.
        let is_made = || entries.iter().any(|(name, _)| name.split('.').next() == Some(mention.name.as_str()));
        if !mention.name.contains('.') && !is_made() {
            out.push(finding(context, &RULE, RULE.severity, mention, "target", "this makefile"));
        }
    }
}

/// Whether a makefile in a folder above takes this one in.
fn is_taken_in(context: &FileContext<'_>) -> bool {
    let db: &dyn Db = context.db;
    let above = std::iter::successors(context.folder.parent(db), |folder| folder.parent(db));
    let makefiles = above.flat_map(|folder| MAKEFILES.into_iter().filter_map(move |name| folder.entries(db).file(name)));
    makefiles.into_iter().any(|makefile| graph::resolutions(db, makefile).iter().any(|to| to.file() == Some(context.file)))
}

/// Whether documentation speaks of the repository as it stands here: at its top or below `docs`, and of no other time.
fn speaks_of_the_top(context: &FileContext<'_>) -> bool {
    let path = context.file.path(context.db);
    let is_near = path.parts().count() == 1 || matches!(path.parts().next(), Some("docs" | "doc" | ".github"));
    is_near && !super::stale_path::is_of_another_time(path)
}
