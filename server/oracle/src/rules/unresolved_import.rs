//! Imports of modules that do not exist.

mod go;
mod protobuf;
mod rust;

use std::borrow::Cow;

use graph::nearest::nearest;
use graph::{Miss, is_ignored, python};
use syntax::{Flags, Namespace, Reference};
use workspace::{Db, Directory, RelPath};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::slip::is_slip_of_one;

mod javascript;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-import",
    severity: Severity::Error,
    summary: "An import names a module that does not exist.",
    page: concat!(include_str!("unresolved_import.md"), include_str!("unresolved_import/javascript.md")),
    check: Check::Across(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let resolutions = context.resolutions();
    let mut module_is_missing = false;
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        match (reference.namespace, resolution.miss()) {
            (Namespace::PYTHON_MODULE, _) => {}
            (Namespace::JS_MODULE, Some(miss)) => {
                out.extend(javascript::judge(context, reference, miss));
                continue;
            }
            (Namespace::RUST_MODULE, Some(miss)) => {
                out.extend(rust::judge(context, reference, miss));
                continue;
            }
            (Namespace::GO_PACKAGE, Some(miss)) => {
                out.extend(go::judge(context, reference, miss));
                continue;
            }
            (Namespace::PROTOBUF, Some(miss)) => {
                out.extend(protobuf::judge(context, reference, miss));
                continue;
            }
            _ => continue,
        }
        // `from a import b, c` fails once, on `a`, when `a` is missing: its names follow it.
        if reference.role == "name" && module_is_missing {
            continue;
        }
        module_is_missing = resolution.miss().is_some() && reference.role == "from";
        if python::may_fail(reference.flags) {
            continue;
        }
        let member = python::missing_member(context.db, context.file, reference, resolution);
        if let Some(miss) = resolution.miss().or(member.as_ref()) {
            out.extend(judge(context, reference, miss));
        }
    }
}

/// Whether git ignores what is at `path` below `folder`: a build makes it, or whoever clones.
fn is_made(db: &dyn Db, folder: Directory, path: &RelPath) -> bool {
    is_ignored(db, folder, path, |ignores, below| ignores(below, false))
}

/// Whether git ignores the package or module of which `name` is the first part that is not there in `folder`: by its file, by its
/// folder, or by a folder above. `parts` are all of its name.
fn is_made_below<'p>(db: &dyn Db, folder: Directory, name: &str, parts: impl Iterator<Item = &'p str> + Clone, extension: &str) -> bool {
    let starts = parts.clone().enumerate().filter(|(_, part)| *part == name).map(|(at, _)| at);
    starts.into_iter().any(|at| {
        let below = parts.clone().skip(at).collect::<Vec<_>>().join("/");
        let path = folder.path(db).join(&below);
        let is_ignored = |path: &RelPath, is_folder: bool| is_ignored(db, folder, path, |ignores, below| ignores(below, is_folder));
        is_ignored(&path, true) || is_ignored(&folder.path(db).join(&format!("{below}.{extension}")), false)
    })
}

/// The module that everybody has or knows, or that is at hand, which `name` is but for one letter; none of a name that some package
/// brings.
fn misspelt(context: &FileContext<'_>, name: &str) -> Option<String> {
    if !python::bringing(name).is_empty() {
        return None;
    }
    let at_hand = std::iter::successors(Some(context.folder), |folder| folder.parent(context.db));
    let mut at_hand = at_hand.flat_map(|folder| python::modules_in(context.db, folder)).map(String::from);
    let is_meant = |known: &str| is_slip_of_one(name, known);
    at_hand.find(|known| is_meant(known)).or_else(|| python::common_modules().find(|known| is_meant(known)).map(Cow::into_owned))
}

fn judge(context: &FileContext<'_>, reference: &Reference, miss: &Miss) -> Option<Finding> {
    let (db, file, anchor) = (context.db, context.file, Anchor::Fact(reference.span));
    let module = reference.name.as_str();
    // What a type checker alone reads does not fail when it runs.
    let severity = if reference.flags.has(Flags::TYPE_ONLY) { Severity::Warning } else { RULE.severity };
    let error = |message: String| Finding::new(RULE.code, severity, file, anchor, message);
    Some(match miss {
        Miss::Part { folder, name } if is_made_below(db, *folder, name, module.split('.'), "py") => return None,
        Miss::Part { folder, name } => {
            let place = folder.path(db);
            let known = python::modules_in(db, *folder);
            let close = nearest(name, known.iter().map(|name| name.as_str()));
            let mut finding = error(format!("cannot find module `{module}`: there is no `{name}` in `{place}/`"));
            if let Some(close) = close {
                finding.message.push_str(&format!("; did you mean `{close}`?"));
                if reference.member.is_none() && module.split('.').filter(|part| part == name).count() == 1 {
                    let text = module.split('.').map(|part| if part == name { close } else { part }).collect::<Vec<_>>().join(".");
                    finding = finding.fix(format!("Change to `{text}`"), file, anchor, text.trim_start_matches('.').to_owned(), false);
                }
            }
            finding
        }
        Miss::NotAPackage { file: other, name } => error(format!(
            "cannot find module `{module}`: `{}` is a module, not a package, so it has no `{name}`",
            other.path(db)
        ))
        .related(*other, Anchor::Start, "this is the module"),
        Miss::Member { file: init, name } => {
            let exports = python::exports(db, *init);
            let folder = init.folder(db)?;
            if is_made(db, folder, &folder.path(db).join(&format!("{name}.py"))) {
                return None;
            }
            let modules = python::modules_in(db, folder);
            // A class is no module.
            let modules = modules.iter().filter(|_| !name.starts_with(|c: char| c.is_ascii_uppercase()));
            let close =
                nearest(name, exports.names().iter().chain(modules).map(|name| name.as_str()).filter(|name| !name.starts_with('*')));
            let mut finding = error(format!(
                "cannot import `{name}` from `{module}`: there is no such module, and `{}` does not define the name",
                init.path(db)
            ))
            .related(*init, Anchor::Start, "this is the package");
            if let Some(close) = close {
                finding.message.push_str(&format!("; did you mean `{close}`?"));
                finding = finding.change_to(close);
            }
            finding
        }
        Miss::Outside => error(format!("`{module}` goes beyond the top-level package")),
        // Whoever runs it brings what it needs, and nobody knows what that is: a slip of the finger alone is certain.
        Miss::NoManifest { name } => {
            let meant = misspelt(context, name)?;
            let message =
                format!("cannot find module `{name}`: it is not in this repository nor in the standard library; did you mean `{meant}`?");
            let finding = Finding::new(RULE.code, Severity::Warning, file, anchor, message);
            if reference.name == *name { finding.change_to(meant) } else { finding }
        }
        // The rule about dependencies speaks of these.
        Miss::Undeclared { .. } | Miss::Doubtful { .. } | Miss::Entrance { .. } => return None,
    })
}
