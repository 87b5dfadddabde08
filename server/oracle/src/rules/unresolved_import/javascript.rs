//! Specifiers that lead nowhere.

use graph::nearest::nearest;
use graph::{Miss, javascript};
use syntax::{Language, Namespace, Reference};
use workspace::{Directory, Entry};

use super::RULE;
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// Judges one reference that stands for nothing.
pub fn judge(context: &FileContext<'_>, reference: &Reference, miss: &Miss) -> Option<Finding> {
    match miss {
        _ if javascript::may_fail(reference.flags) => None,
        Miss::Part { .. } if is_built_elsewhere(context) => None,
        Miss::Part { folder, name } => Some(missing(context, reference, *folder, name)),
        // The rule about dependencies speaks of undeclared packages; whoever runs what no `package.json` is about brings what it needs;
        // the others are not JavaScript's.
        Miss::NoManifest { .. }
        | Miss::Outside
        | Miss::Undeclared { .. }
        | Miss::Doubtful { .. }
        | Miss::NotAPackage { .. }
        | Miss::Member { .. }
        | Miss::Entrance { .. } => None,
    }
}

/// Whether a file imports something beyond the top of the repository: it is copied to where it is built, and means what is there.
fn is_built_elsewhere(context: &FileContext<'_>) -> bool {
    let folder = context.folder.path(context.db);
    let leads_out = |reference: &Reference| {
        reference.namespace == Namespace::JS_MODULE && reference.name.starts_with("../") && folder.resolve(&reference.name).is_none()
    };
    context.facts.references.iter().any(leads_out)
}

fn missing(context: &FileContext<'_>, reference: &Reference, folder: Directory, name: &str) -> Finding {
    let (db, anchor) = (context.db, Anchor::Fact(reference.span));
    let specifier = reference.name.as_str();
    let path = specifier.split_once('?').map_or(specifier, |(path, _)| path);
    let is_last = path.trim_end_matches('/').rsplit('/').next() == Some(name);
    let looked = match folder.entries(db).get(name) {
        Some(Entry::Directory(_)) => format!("`{name}` is a folder without an index file"),
        _ if is_last => format!("looked for {}", tried(name, context.facts.kind.language)),
        _ => format!("there is no folder `{name}`"),
    };
    let mut message = format!("cannot find `{specifier}`: {looked} in `{}/`", folder.path(db));
    let known = javascript::modules_in(db, folder);
    let stem = javascript::stem(name);
    // Only a folder can have something below it.
    let fits = |name: &&str| is_last || folder.entries(db).directory(name).is_some();
    let proposal = nearest(stem, known.iter().map(|name| name.as_str()).filter(fits));
    let Some(close) = proposal else { return Finding::new(RULE.code, RULE.severity, context.file, anchor, message) };
    if close.to_lowercase() == stem.to_lowercase() {
        message.push_str(&format!("; names are compared exactly, and there is `{close}`"));
    } else {
        message.push_str(&format!("; did you mean `{close}`?"));
    }
    let finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
    // An extension that was written stays as it was written.
    let part = format!("{close}{}", &name[stem.len()..]);
    match replace_part(specifier, name, &part) {
        Some(text) => finding.change_to(text),
        None => finding,
    }
}

/// `specifier` with its only part `name` changed; `None` when it is not there or there more than once.
fn replace_part(specifier: &str, name: &str, part: &str) -> Option<String> {
    let parts: Vec<&str> = specifier.split('/').collect();
    if parts.iter().filter(|other| **other == name).count() != 1 {
        return None;
    }
    Some(parts.into_iter().map(|other| if other == name { part } else { other }).collect::<Vec<_>>().join("/"))
}

/// The names that were tried, as prose.
fn tried(name: &str, language: Language) -> String {
    let stem = javascript::stem(name);
    if stem != name {
        let typescript = [".js", ".jsx"].iter().any(|extension| name.ends_with(extension));
        return if typescript { format!("`{name}`, `{stem}.ts`, `{stem}.tsx`") } else { format!("`{name}`") };
    }
    if language == Language::JavaScript {
        format!("`{name}.js`, `{name}.ts`, …, `{name}/index.js`")
    } else {
        format!("`{name}.ts`, `{name}.tsx`, …, `{name}/index.ts`")
    }
}
