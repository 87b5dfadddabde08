//! An `ARG` from before the first `FROM`, used where it is not known.

use std::collections::BTreeSet;

use syntax::Language;

use super::stages;
use super::undefined_base_argument::variables;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undefined-build-argument",
    severity: Severity::Warning,
    summary: "A stage uses an `ARG` of before the first `FROM` without declaring it again.",
    page: include_str!("undefined_build_argument.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let names = |step: &syntax::dockerfile::Step| -> Vec<String> {
        step.words.iter().map(|(word, _)| word.split('=').next().unwrap_or_default().to_owned()).collect()
    };
    let globals: BTreeSet<String> = steps.iter().filter(|step| step.name == "ARG" && step.stage.is_none()).flat_map(names).collect();
    if globals.is_empty() {
        return;
    }
    let all = stages::stages(steps);
    let mut base = "";
    let mut known: Vec<BTreeSet<String>> = Vec::new();
    for step in steps {
        if step.name == "FROM" {
            // A stage knows what the one it goes on from knows.
            base = step.words.first().map_or("", |(image, _)| image.as_str());
            known.push(stages::parent(&all, known.len()).map(|parent| known[parent].clone()).unwrap_or_default());
            continue;
        }
        let Some(here) = known.last_mut() else { continue };
        // What a shell runs may have a variable of that name; what Docker fills in has none.
        let filled_in = ["COPY", "ADD", "WORKDIR", "USER", "EXPOSE", "LABEL", "VOLUME", "STOPSIGNAL", "ENV", "ARG"];
        if !filled_in.contains(&step.name.as_str()) {
            continue;
        }
        for (word, span) in step.words.iter().filter(|(word, _)| !word.starts_with('\'') && !word.contains("='")) {
            for name in variables(word) {
                if globals.contains(name) && !here.contains(name) && !may_be_set(name, base) {
                    let message = format!(
                        "`{name}` is empty here, since its `ARG` stands before the first `FROM`: expected `ARG {name}` in this stage"
                    );
                    found.at(*span, message);
                }
            }
        }
        if matches!(step.name.as_str(), "ARG" | "ENV") {
            here.extend(names(step));
        }
    }
}

/// Whether the base image may well have a variable of this name: `python` has `PYTHON_VERSION`.
fn may_be_set(name: &str, base: &str) -> bool {
    let prefix = name.split('_').next().unwrap_or_default().to_ascii_lowercase();
    matches!(name, "PATH" | "HOME") || base.to_ascii_lowercase().contains(&prefix)
}
