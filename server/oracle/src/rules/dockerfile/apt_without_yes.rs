//! `apt-get install` that asks.

use syntax::Language;

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
    for step in context.steps().iter().filter(|step| step.name == "RUN" && !step.is_exec && !step.has_heredocs) {
        let mut command: Vec<usize> = Vec::new();
        for at in 0..=step.words.len() {
            let word = step.words.get(at).map_or(";", |(word, _)| word.as_str());
            let ends = word.ends_with(';') || matches!(word, "&&" | "||" | "|");
            if !matches!(word, ";" | "&&" | "||" | "|") {
                command.push(at);
            }
            if ends {
                let words: Vec<&str> = command.iter().map(|at| step.words[*at].0.trim_end_matches(';')).collect();
                if word != "|"
                    && let Some(name) = asks(&words)
                    && !step.rest.contains("yes |")
                {
                    found.at(
                        step.words[command[name]].1,
                        "`apt-get install` asks before it installs, and nobody answers during a build: expected `-y`",
                    );
                }
                command.clear();
            }
        }
    }
}

/// At which word a command is an `apt-get install` without an answer.
fn asks(words: &[&str]) -> Option<usize> {
    let start = words.iter().position(|word| !word.contains('=') && !matches!(*word, "sudo" | "env" | "-E"))?;
    let is_apt = matches!(words[start], "apt-get" | "apt");
    let answers = |word: &&str| {
        let short = word.starts_with('-') && !word.starts_with("--") && !word.contains('=');
        short && (word.contains('y') || word.matches('q').count() > 1)
            || matches!(*word, "--yes" | "--assume-yes" | "-q=2" | "-s" | "-d" | "--help")
            || word.starts_with('$')
    };
    let installs = words[start + 1..].contains(&"install");
    let twice_quiet = words.iter().filter(|word| matches!(**word, "-q" | "--quiet")).count() > 1;
    (is_apt && installs && !twice_quiet && !words[start + 1..].iter().any(answers)).then_some(start)
}
