//! What a Dockerfile copies and `.dockerignore` leaves out of the folder that it is built in.

use compact_str::CompactString;
use graph::images::{Built, Contexts, contexts, ignores, source_in, stages_needed};
use syntax::Plan;
use syntax::plan::image::{Build, Source};
use workspace::{Db, Directory, Entry, File};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L5/build-context",
    severity: Severity::Error,
    summary: "A Dockerfile copies what `.dockerignore` leaves out of the build context.",
    page: include_str!("build_context.md"),
    check: Check::File(check),
};

/// A source that a build does not get to see.
struct Unseen {
    ignore_file: File,
    pattern: String,
}

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(Plan::Image(image)) = context.facts.plan.as_deref() else { return };
    if image.sources.is_empty() {
        return;
    }
    let db = context.db;
    match contexts(db, context.file) {
        Contexts::Unknown => {}
        Contexts::Guessed(folder) => {
            for source in &image.sources {
                if let Some(unseen) = unseen(context, folder, source) {
                    out.push(finding(context, source, folder, &unseen, Severity::Warning, "built"));
                }
            }
        }
        Contexts::Named(builds) => {
            for source in &image.sources {
                // A build may stop before it comes to this stage.
                let comes_to = |built: &&Built| {
                    stages_needed(image, target(db, built).as_deref()).is_some_and(|needed| needed.contains(&source.stage))
                };
                let failing: Vec<_> =
                    builds.iter().filter(comes_to).filter_map(|built| Some((built, unseen(context, built.context, source)?))).collect();
                let Some((first, first_unseen)) = failing.first() else { continue };
                let by = if failing.len() < builds.len() { "built there" } else { "built" };
                let mut finding = finding(context, source, first.context, first_unseen, Severity::Error, by);
                finding.related.extend(failing.iter().map(|(built, _)| crate::finding::Related {
                    file: built.by,
                    anchor: Anchor::Fact(built.span),
                    message: format!("which is built here, in {}", shown(context, built.context)),
                }));
                out.push(finding);
            }
        }
    }
}

/// The stage that a build stops at, when its document names one.
pub(super) fn target(db: &dyn Db, built: &Built) -> Option<CompactString> {
    let of = |build: &Build| (build.span == built.span).then(|| build.target.clone());
    match graph::facts(db, built.by).plan.as_deref() {
        Some(Plan::Compose(compose)) => compose.services.iter().filter_map(|service| service.build.as_ref()).find_map(of)?,
        Some(Plan::Workflow(workflow)) => workflow.jobs.iter().flat_map(|job| &job.builds).find_map(of)?,
        _ => None,
    }
}

fn unseen(context: &FileContext<'_>, folder: Directory, source: &Source) -> Option<Unseen> {
    let db = context.db;
    let (path, entry) = source_in(db, folder, source)?;
    let entry = entry.filter(|entry| matches!(entry, Entry::File(_) | Entry::Directory(_)))?;
    let ignores = ignores(db, context.file, folder)?;
    // Docker lets these two through for its own use.
    if matches!(entry, Entry::File(file) if file == context.file || file == ignores.file) {
        return None;
    }
    let pattern = ignores.leaves_out(db, folder, entry, path.as_str())?.to_owned();
    Some(Unseen { ignore_file: ignores.file, pattern })
}

fn finding(context: &FileContext<'_>, source: &Source, folder: Directory, unseen: &Unseen, severity: Severity, built: &str) -> Finding {
    let message = format!(
        "`{}` takes `{}` from {}, and `{}` leaves that out (`{}`): the image cannot be {built}",
        source.instruction,
        source.path,
        shown(context, folder),
        unseen.ignore_file.path(context.db),
        unseen.pattern,
    );
    Finding::new(RULE.code, severity, context.file, Anchor::Fact(source.span), message).related(
        unseen.ignore_file,
        Anchor::Start,
        format!("the pattern `{}` is here", unseen.pattern),
    )
}

/// A folder, as a message names it.
pub(super) fn shown(context: &FileContext<'_>, folder: Directory) -> String {
    let path = folder.path(context.db);
    if path.as_str().is_empty() { "the top folder".to_owned() } else { format!("`{path}/`") }
}
