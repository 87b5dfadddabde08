//! What a Dockerfile copies and no folder that it is built in has.

use graph::images::{Contexts, contexts, source_in, stages_needed};
use syntax::Plan;
use syntax::plan::image::{Image, Source};
use workspace::{Directory, Entry, RelPath};

use super::build_context::{shown, target};
use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/missing-copy-source",
    severity: Severity::Warning,
    summary: "A Dockerfile copies what is not in the build context.",
    page: include_str!("missing_copy_source.md"),
    check: Check::File(check),
};

/// Names that say that what is there was made before the build.
const MADE: [&str; 22] = [
    "artifact",
    "artifacts",
    "bin",
    "build",
    "built",
    "bundle",
    "coverage",
    "debug",
    "dist",
    "generated",
    "lib",
    "node_modules",
    "obj",
    "out",
    "output",
    "package",
    "pkg",
    "publish",
    "release",
    "static",
    "target",
    "vendor",
];

/// Ends of files that tools make.
const MADE_ENDS: [&str; 14] =
    [".jar", ".war", ".whl", ".so", ".exe", ".tar", ".gz", ".tgz", ".zip", ".deb", ".rpm", ".apk", ".pem", ".lock"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(Plan::Image(image)) = context.facts.plan.as_deref() else { return };
    if image.sources.is_empty() {
        return;
    }
    let Contexts::Named(builds) = contexts(context.db, context.file) else { return };
    for source in &image.sources {
        let coming: Vec<_> = builds
            .iter()
            .filter(|built| stages_needed(image, target(context.db, built).as_deref()).is_some_and(|needed| needed.contains(&source.stage)))
            .collect();
        let Some(first) = coming.first().filter(|_| coming.iter().all(|built| is_missing(context, built.context, source))) else {
            continue;
        };
        let near = near(context, first.context, source, image);
        // Without a name that was probably meant, whatever comes before the build may make it.
        let Some(near) = near else { continue };
        let message = format!(
            "`{}` takes `{}` from {}, where it is not; did you mean `{near}`?",
            source.instruction,
            source.path,
            shown(context, first.context)
        );
        let mut finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(source.span), message);
        finding.related = coming
            .iter()
            .map(|built| Related { file: built.by, anchor: Anchor::Fact(built.span), message: "which is built here".to_owned() })
            .collect();
        out.push(finding.change_to(near));
    }
}

/// Whether the folder that holds it is there, and it is nothing that is made, as far as its name and git tell.
fn is_missing(context: &FileContext<'_>, folder: Directory, source: &Source) -> bool {
    let db = context.db;
    let Some((path, None)) = source_in(db, folder, source) else { return false };
    let made = path.parts().any(|part| MADE.contains(&part)) || MADE_ENDS.iter().any(|end| path.name().ends_with(end));
    let Some(parent) = parent(context, folder, &path) else { return false };
    let full = parent.path(db).join(path.name());
    !made && !graph::is_ignored(db, parent, &full, |ignores, below| ignores(below, false) || ignores(below, true))
}

fn parent(context: &FileContext<'_>, folder: Directory, path: &RelPath) -> Option<Directory> {
    let above = path.parent()?;
    above.parts().try_fold(folder, |at, part| at.entries(context.db).directory(part))
}

/// What was probably meant: a name beside it that nothing else of the Dockerfile takes.
fn near(context: &FileContext<'_>, folder: Directory, source: &Source, image: &Image) -> Option<String> {
    let (path, _) = source_in(context.db, folder, source)?;
    let entries = parent(context, folder, &path)?.entries(context.db);
    let taken: Vec<&str> =
        image.sources.iter().map(|other| other.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()).collect();
    let there = |entry: &Entry| matches!(entry, Entry::File(_) | Entry::Directory(_));
    let names: Vec<&str> = entries.iter().filter(|(_, entry)| there(entry)).map(|(name, _)| name).collect();
    let wanted = path.name();
    let in_other_case = names.iter().copied().find(|name| name.eq_ignore_ascii_case(wanted));
    let name = in_other_case.or_else(|| graph::nearest::nearest(wanted, names.into_iter().filter(|name| !taken.contains(name))))?;
    let before = source.path.trim_end_matches('/').strip_suffix(wanted)?;
    Some(format!("{before}{name}{}", if source.path.ends_with('/') { "/" } else { "" }))
}
