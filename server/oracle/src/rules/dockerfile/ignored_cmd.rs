//! `CMD` beside an `ENTRYPOINT` in shell form.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/ignored-cmd",
    severity: Severity::Warning,
    summary: "`CMD` is never seen by an `ENTRYPOINT` that a shell runs.",
    page: include_str!("ignored_cmd.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for entry in context.steps().iter().filter(|step| step.name == "ENTRYPOINT" && !step.is_exec && !step.words.is_empty()) {
        let of_stage = |name: &'static str| context.steps().iter().rfind(move |step| step.stage == entry.stage && step.name == name);
        // Only the last one counts; and the shell's own arguments are what `CMD` says.
        let counts = of_stage("ENTRYPOINT").is_some_and(|last| last.span == entry.span);
        let passes_on = ["$@", "$*", "$0", "$1", "${@", "${0", "${1"].iter().any(|arguments| entry.rest.contains(arguments));
        let own_shell = context.steps().iter().any(|step| step.name == "SHELL" && step.stage == entry.stage);
        if let Some(cmd) = of_stage("CMD").filter(|_| counts && !passes_on && !own_shell) {
            found
                .at(cmd.span, "this `CMD` has no effect: its `ENTRYPOINT` is a shell command, which gets no arguments")
                .related(entry.span, "a JSON array here would get them");
        }
    }
}
