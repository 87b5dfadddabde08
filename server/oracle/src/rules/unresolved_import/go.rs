//! Imports of packages that a module of this repository does not have.

use graph::nearest::nearest;
use graph::{Miss, go};
use syntax::Reference;

use super::{RULE, is_made_below};
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// The finding about a package that is not there.
pub(super) fn judge(context: &FileContext<'_>, reference: &Reference, miss: &Miss) -> Option<Finding> {
    let (db, anchor, path) = (context.db, Anchor::Fact(reference.span), reference.name.as_str());
    let Miss::Part { folder, name } = miss else { return None };
    if go::may_fail(reference.flags) || is_made_below(db, *folder, name, path.split('/'), "go") {
        return None;
    }
    let message = if folder.entries(db).directory(name).is_some() {
        format!("cannot find package `{path}`: `{}` holds no Go files", folder.path(db).join(name))
    } else {
        format!("cannot find package `{path}`: there is no `{name}` in `{}/`", folder.path(db))
    };
    let mut finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
    let known = go::packages_in(db, *folder);
    if let Some(close) =
        nearest(name, known.iter().map(|name| name.as_str())).filter(|_| path.split('/').filter(|part| part == name).count() == 1)
    {
        let text = path.split('/').map(|part| if part == name { close } else { part }).collect::<Vec<_>>().join("/");
        finding.message.push_str(&format!("; did you mean `{close}`?"));
        finding = finding.change_to(text);
    }
    Some(finding)
}
