//! Stages that are not in the list of stages.

use syntax::Role;

use super::jobs::whole;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undeclared-stage",
    severity: Severity::Error,
    summary: "A job of GitLab is part of a stage that the pipeline does not have.",
    page: include_str!("undeclared_stage.md"),
    check: Check::Document(&[Subject::Role(Role::GitlabCi)], check),
};

/// The stages of a pipeline that lists none.
const USUAL: [&str; 3] = ["build", "test", "deploy"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some((root, jobs)) = whole(context) else { return };
    let list = root.get("stages").or_else(|| root.get("types"));
    // Parts of a list that stand elsewhere are not read.
    let mut stages: Vec<&str> = match list {
        Some(list) if list.items().iter().all(|item| item.text().is_some()) => list.items().iter().filter_map(|item| item.text()).collect(),
        Some(_) => return,
        None => USUAL.to_vec(),
    };
    stages.extend([".pre", ".post"]);
    for job in jobs.iter().filter(|job| !job.name.starts_with('.')) {
        let Some(stage) = job.node.get("stage") else { continue };
        let Some(text) = stage.text().filter(|text| !text.contains('$') && !stages.contains(text)) else { continue };
        let message = format!("the pipeline has no stage `{text}`");
        found.misspelt(stage.span, message, schemas::closest(text, stages.iter().copied()));
    }
}
