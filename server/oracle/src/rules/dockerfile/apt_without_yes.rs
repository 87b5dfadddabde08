//! `apt-get install` that asks.

use syntax::Language;

use super::commands::{Command, commands};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/apt-without-yes",
    severity: Severity::Warning,
    summary: "`apt-get install` asks a question that nobody answers.",
    page: include_str!("apt_without_yes.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // Somebody has answered for all of them.
    if context.text.contains("Assume-Yes") {
        return;
    }
    for step in context.steps() {
        for command in commands(step).iter().filter(|command| !command.is_fed && asks(command)) {
            found.at(command.span, "`apt-get install` asks before it installs, and nobody answers during a build: expected `-y`");
        }
    }
}

/// Whether a command is an `apt-get install` without an answer.
fn asks(command: &Command<'_>) -> bool {
    let answers = |word: &&str| {
        let short = word.starts_with('-') && !word.starts_with("--") && !word.contains('=');
        short && (word.contains('y') || word.matches('q').count() > 1)
            || matches!(*word, "--yes" | "--assume-yes" | "--only-upgrade" | "-q=2" | "-s" | "-d" | "--help")
            || word.starts_with('$')
    };
    let twice_quiet = command.words.iter().filter(|word| matches!(**word, "-q" | "--quiet")).count() > 1;
    // One package that needs no other is installed without a question.
    let packages = command.run().iter().skip(1).filter(|word| !word.starts_with('-') && **word != "install").count();
    command.is_apt(&["install"]) && packages > 1 && !twice_quiet && !command.words.iter().any(answers)
}
