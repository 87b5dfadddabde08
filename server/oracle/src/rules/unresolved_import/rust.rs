//! `mod x;` without a file.

use graph::nearest::nearest;
use graph::{Miss, rust};
use syntax::Reference;
use workspace::RelPath;

use super::{RULE, is_made};
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// The finding about a module that is not there.
pub(super) fn judge(context: &FileContext<'_>, reference: &Reference, miss: &Miss) -> Option<Finding> {
    let (db, anchor) = (context.db, Anchor::Fact(reference.span));
    let Miss::Part { folder, name } = miss else { return None };
    if rust::may_fail(reference.flags) {
        return None;
    }
    let first = folder.path(db).resolve(name)?;
    let other = RelPath::new(&format!("{}/mod.rs", first.as_str().trim_end_matches(".rs")));
    if [&first, &other].into_iter().any(|path| is_made(db, *folder, path)) {
        return None;
    }
    let written = reference.member.as_deref().is_some_and(|path| path.ends_with(".rs"));
    let places = if written {
        format!("there is no `{first}`")
    } else {
        format!("there is neither `{first}` nor `{}/mod.rs`", first.as_str().trim_end_matches(".rs"))
    };
    let module = reference.name.rsplit("::").next().unwrap_or(&reference.name);
    let mut finding =
        Finding::new(RULE.code, RULE.severity, context.file, anchor, format!("cannot find the file of module `{module}`: {places}"));
    let known = rust::modules_in(db, *folder);
    // Modules that another `mod` of this file declares are not what this one means.
    let taken = |name: &str| context.facts.references.iter().any(|other| other.namespace == reference.namespace && other.name == name);
    if let Some(close) = nearest(module, known.iter().map(|name| name.as_str()).filter(|name| !taken(name))).filter(|_| !written) {
        finding.message.push_str(&format!("; did you mean `{close}`?"));
        finding = finding.change_to(close);
    }
    Some(finding)
}
