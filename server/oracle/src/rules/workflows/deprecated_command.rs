//! Commands that runners took from a step's output, and do not any more or soon will not.

use syntax::Role;

use super::steps::steps;
use crate::document::{DocumentContext, Found, Located, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/deprecated-command",
    severity: Severity::Warning,
    summary: "A step prints a command that runners have given up.",
    page: include_str!("deprecated_command.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

/// The commands, and the file that took the place of each.
const COMMANDS: [(&str, &str, &str); 4] = [
    ("::set-output name=", "GITHUB_OUTPUT", "is deprecated"),
    ("::save-state name=", "GITHUB_STATE", "is deprecated"),
    ("::set-env name=", "GITHUB_ENV", "has no effect since 2020"),
    ("::add-path::", "GITHUB_PATH", "has no effect since 2020"),
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        for script in steps(root).filter_map(|step| step.get("run")) {
            let Some(text) = script.text().filter(|text| text.contains("::")) else { continue };
            for (command, file, why) in COMMANDS {
                let is_comment = |at: usize| text[..at].rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('#'));
                let places = text.match_indices(command).filter(|(at, _)| !is_comment(*at));
                for (at, _) in places {
                    let name = command.trim_end_matches("name=").trim_end_matches(':').trim_end();
                    let message = format!("`{name}` {why}: expected a line written to the file `${file}`");
                    found.at(Located::of(script, text).span(&(at..at + name.len())), message);
                }
            }
        }
    }
}
