//! `COPY --from=N` of a stage that is not there, or of the own one.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-stage",
    severity: Severity::Error,
    summary: "A stage is copied from that does not exist.",
    page: include_str!("unknown_stage.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let names: Vec<Option<String>> = context
        .steps()
        .iter()
        .filter(|step| step.name == "FROM")
        .map(|step| step.words.get(2).map(|(name, _)| name.to_ascii_lowercase()))
        .collect();
    for step in context.steps().iter().filter(|step| step.name == "COPY") {
        let (Some((from, span)), Some(own)) = (step.flag("from"), step.stage) else { continue };
        if let Ok(number) = from.parse::<usize>() {
            if number >= names.len() {
                let stages = if names.len() == 1 { "only stage `0`".to_owned() } else { format!("stages `0` to `{}`", names.len() - 1) };
                found.at(span, format!("there is no stage `{number}`: the file has {stages}"));
            } else if number == own {
                found.at(span, format!("`{number}` is the stage that this stands in: expected an earlier one"));
            }
        } else if names[own + 1..].contains(&Some(from.to_ascii_lowercase())) && !names[..=own].contains(&Some(from.to_ascii_lowercase())) {
            found.at(span, format!("the stage `{from}` comes later: expected an earlier one"));
        } else if names[own].as_deref() == Some(&from.to_ascii_lowercase()) && !names[..own].contains(&names[own]) {
            found.at(span, format!("`{from}` is the stage that this stands in: expected an earlier one"));
        }
    }
}
