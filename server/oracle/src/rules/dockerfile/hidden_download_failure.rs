//! Downloads whose failure a pipe hides.

use syntax::Language;
use syntax::dockerfile::Step;

use super::commands::{Command, commands};
use super::{official, stages};
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
                    let is_hidden = || !is_run_later(steps, step, &pair[0].words);
                    if matches!(first(0), "curl" | "wget") && TAKES_NOTHING.contains(&first(1)) && is_hidden() {
                        let expected = if is_of_debian(steps, step) {
                            // dash knows no such option.
                            "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` before it"
                        } else if pair[0].in_heredoc {
                            // The shell of a heredoc goes on after any command that fails.
                            "set -eo pipefail` at its beginning"
                        } else {
                            "set -o pipefail`"
                        };
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

/// Whether `/bin/sh` of the stage that a step belongs to is dash, as everywhere where packages are installed by `apt-get`.
fn is_of_debian(steps: &[Step], step: &Step) -> bool {
    let of_stage = || steps.iter().filter(|other| other.stage == step.stage);
    let is_changed = of_stage().any(|other| other.name == "SHELL");
    let is_known = of_stage().any(|other| {
        other.name == "FROM" && other.words.first().is_some_and(|(image, _)| official::has_dash(image))
            || commands(other).iter().any(|command| command.is_apt(&["install", "update"]))
    });
    is_known && !is_changed
}

/// What installers bring, by their address.
const BROUGHT: [(&str, &[&str]); 7] = [
    ("sh.rustup.rs", &["cargo", "rustc", "rustup"]),
    ("foundry.paradigm.xyz", &["foundryup", "forge"]),
    ("astral.sh/uv", &["uv"]),
    ("bun.sh", &["bun"]),
    ("deno.land", &["deno"]),
    ("install.python-poetry.org", &["poetry"]),
    ("aquasecurity/trivy", &["trivy"]),
];

/// Whether this step or a later one of the stage runs what the download was to bring, and so stops the build without it.
fn is_run_later(steps: &[Step], step: &Step, download: &[&str]) -> bool {
    let is_from = |address: &str| download.iter().any(|word| word.contains(address));
    let brought: Vec<&str> = BROUGHT.iter().filter(|(address, _)| is_from(address)).flat_map(|(_, programs)| *programs).copied().collect();
    // What the installer writes is read by the rest of the same step.
    let is_read = |command: &Command<'_>| command.words.iter().any(|word| word.ends_with(".cargo/env"));
    let runs = |command: &Command<'_>| command.run().first().is_some_and(|program| brought.contains(program)) || is_read(command);
    let mut later = steps.iter().skip_while(|other| !std::ptr::eq(*other, step)).filter(|other| other.stage == step.stage);
    !brought.is_empty() && later.any(|other| commands(other).iter().any(runs))
}
