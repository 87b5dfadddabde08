//! What only bash understands, run by dash.

use syntax::Language;
use syntax::dockerfile::Step;

use super::commands::{Command, commands};
use super::{official, stages};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bash-only",
    severity: Severity::Warning,
    summary: "A `RUN` is written for bash, and another shell runs it.",
    page: include_str!("bash_only.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let all = stages::stages(steps);
    // Whether dash certainly is the shell, in each stage so far.
    let mut dash: Vec<bool> = Vec::new();
    for step in steps {
        match step.name.as_str() {
            "FROM" => {
                let image = step.words.first().map_or("", |(image, _)| image.as_str());
                dash.push(stages::parent(&all, dash.len()).map_or_else(|| official::has_dash(image), |parent| dash[parent]));
            }
            "SHELL" => dash.last_mut().into_iter().for_each(|dash| *dash = false),
            // Somebody makes bash the shell: `ln -sf bash /bin/sh`.
            "RUN" if step.rest.contains("/bin/sh") && step.rest.contains("ln ") || step.rest.contains("dpkg-reconfigure dash") => {
                dash.last_mut().into_iter().for_each(|dash| *dash = false);
            }
            "RUN" if dash.last() == Some(&true) => {
                let of_shell = is_of_shell(step);
                for command in commands(step).iter().filter(|command| of_shell || !command.in_heredoc) {
                    if let Some((what, instead)) = only_bash(command) {
                        let message =
                            format!("`/bin/sh` of this image is dash, which has no `{what}`: expected {instead}, or bash as `SHELL`");
                        found.at(command.span, message);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether the shell itself reads the heredoc, and no program that the instruction or its first line names.
fn is_of_shell(step: &Step) -> bool {
    step.words.iter().all(|(word, _)| word.starts_with("<<")) && !step.heredocs.trim_start().starts_with("#!")
}

/// What of a command only bash has, and what says the same elsewhere.
fn only_bash(command: &Command<'_>) -> Option<(&'static str, &'static str)> {
    match command.words.first().copied()? {
        "source" => Some(("source", "`.`")),
        "[[" => Some(("[[", "`[`")),
        "pushd" | "popd" => Some(("pushd", "`cd` between parentheses")),
        "[" if command.words.contains(&"==") => Some(("==", "`=`")),
        _ => None,
    }
}
