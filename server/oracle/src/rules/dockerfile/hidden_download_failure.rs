//! Downloads whose failure a pipe hides.

use syntax::Language;

use super::commands::commands;
use super::stages;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/hidden-download-failure",
    severity: Severity::Info,
    summary: "A download is piped into a shell, which succeeds when it fails.",
    page: include_str!("hidden_download_failure.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// What does nothing, with success, when it gets nothing.
const TAKES_NOTHING: [&str; 9] = ["sh", "bash", "/bin/sh", "/bin/bash", "zsh", "python", "python3", "perl", "php"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let all = stages::stages(steps);
    // Whether the shell of each stage so far sees failures in pipes.
    let mut sees: Vec<bool> = Vec::new();
    for step in steps {
        match step.name.as_str() {
            // The images of CircleCI bring such a shell.
            "FROM" if step.words.first().is_some_and(|(image, _)| image.starts_with("cimg/")) => sees.push(true),
            "FROM" => sees.push(stages::parent(&all, sees.len()).is_some_and(|parent| sees[parent])),
            "SHELL" => sees.last_mut().into_iter().for_each(|sees| *sees = step.rest.contains("pipefail")),
            "RUN" if sees.last() == Some(&false) && !step.rest.contains("pipefail") && !step.heredocs.contains("pipefail") => {
                let commands = commands(step);
                for pair in commands.windows(2).filter(|pair| pair[1].is_fed && pair[0].in_heredoc == pair[1].in_heredoc) {
                    let first = |at: usize| pair[at].run().first().copied().unwrap_or_default();
                    if matches!(first(0), "curl" | "wget") && TAKES_NOTHING.contains(&first(1)) {
                        // The shell of a heredoc goes on after any command that fails.
                        let expected = if pair[0].in_heredoc { "set -eo pipefail` at its beginning" } else { "set -o pipefail`" };
                        let message = format!(
                            "when `{}` fails, `{}` gets an empty script and succeeds: expected `{expected}, or a file in between",
                            first(0),
                            first(1)
                        );
                        found.at(pair[0].span, message);
                    }
                }
            }
            _ => {}
        }
    }
}
