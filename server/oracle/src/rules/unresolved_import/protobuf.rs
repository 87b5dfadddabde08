//! Imports of Protocol Buffers whose folder is here and whose file is not.

use graph::Miss;
use graph::nearest::nearest;
use syntax::{Flags, Reference};

use super::{RULE, is_made};
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// The finding about a file that is not there.
pub(super) fn judge(context: &FileContext<'_>, reference: &Reference, miss: &Miss) -> Option<Finding> {
    let (db, anchor, path) = (context.db, Anchor::Fact(reference.span), reference.name.as_str());
    let Miss::Part { folder, name } = miss else { return None };
    // A generator makes it, or git is told not to keep it.
    if reference.flags.has(Flags::BROKEN)
        || syntax::place::is_data(context.file.path(db).as_str())
        || is_made(db, *folder, &folder.path(db).join(name))
    {
        return None;
    }
    let message = format!("cannot find `{path}`: there is no `{name}` in `{}/`", folder.path(db));
    let finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
    let entries = folder.entries(db);
    let known = entries.files().map(|file| file.path(db).name()).filter(|name| name.ends_with(".proto"));
    let Some(close) = nearest(name, known) else { return Some(finding) };
    let text = format!("{}{close}", path.strip_suffix(name.as_str())?);
    let mut finding = finding;
    finding.message.push_str(&format!("; did you mean `{text}`?"));
    Some(finding.change_to(text))
}
