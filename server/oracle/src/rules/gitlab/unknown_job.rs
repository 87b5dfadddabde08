//! Jobs that others name and that are not there.

use rustc_hash::FxHashSet;
use syntax::Role;

use super::jobs::{named, whole};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-job",
    severity: Severity::Error,
    summary: "A job of GitLab needs or extends one that is not there.",
    page: include_str!("unknown_job.md"),
    check: Check::Document(&[Subject::Role(Role::GitlabCi)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some((_, jobs)) = whole(context) else { return };
    let names: FxHashSet<&str> = jobs.iter().map(|job| job.name).collect();
    for job in &jobs {
        for key in ["needs", "dependencies", "extends"] {
            // What hidden jobs need is looked for where they are extended.
            if job.name.starts_with('.') && key != "extends" {
                continue;
            }
            for name in named(job.node, key) {
                let Some(text) = name.text() else { continue };
                // One of a matrix, or of several that run at once: `test: [a, b]`, `test 1/3`.
                let bare = text.split_once(": [").map_or(text, |(bare, _)| bare);
                let bare = bare.rsplit_once(' ').filter(|(_, number)| number.contains('/')).map_or(bare, |(bare, _)| bare);
                if names.contains(text) || names.contains(bare) {
                    continue;
                }
                let others = jobs.iter().map(|other| other.name).filter(|other| *other != job.name);
                let message = format!("`{}` names the job `{text}`, and there is none", job.name);
                found.misspelt(name.span, message, schemas::closest(text, others));
            }
        }
    }
}
