//! Variables that an `ENV` sets and uses in one.

use syntax::Language;
use syntax::dockerfile::Step;

use super::stages;
use super::undefined_base_argument::variables;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/variable-of-same-step",
    severity: Severity::Info,
    summary: "An `ENV` uses a variable that it sets itself, and gets what that was before.",
    page: include_str!("variable_of_same_step.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// Images of languages set variables of their own, which others set again to the same.
const OF_LANGUAGES: [&str; 10] = ["eclipse-temurin", "golang", "gradle", "maven", "node", "openjdk", "php", "python", "ruby", "rust"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let all = stages::stages(steps);
    for (at, step) in steps.iter().enumerate().filter(|(_, step)| step.name == "ENV") {
        let Some(stage) = step.stage else { continue };
        let image = all.get(stage).and_then(|from| from.words.first()).map_or("", |(image, _)| image.as_str());
        let name = image.rsplit('/').next().unwrap_or(image).split([':', '@']).next().unwrap_or_default();
        // What the stage before has set is known there alone.
        if OF_LANGUAGES.contains(&name) || stages::parent(&all, stage).is_some() {
            continue;
        }
        let is_set_before =
            |name: &str| steps[..at].iter().filter(|other| other.stage == step.stage).any(|other| sets(other).any(|set| set == name));
        let set: Vec<&str> = sets(step).collect();
        for (word, span) in &step.words {
            let Some((own, value)) = word.split_once('=') else { continue };
            let used = variables(value).into_iter().find(|used| *used != own && set.contains(used) && !is_set_before(used));
            if let Some(used) = used {
                let message = format!(
                    "`${used}` is here what it was before this instruction, which sets it: expected an `ENV` of its own for `{own}`, behind"
                );
                found.at(*span, message);
            }
        }
    }
}

/// The names that a step sets or declares.
fn sets(step: &Step) -> impl Iterator<Item = &str> {
    let words = step.words.iter().filter(|_| matches!(step.name.as_str(), "ENV" | "ARG"));
    words.map(|(word, _)| word.split('=').next().unwrap_or_default())
}
