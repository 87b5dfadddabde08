//! `apt-get update` in a layer of its own.

use syntax::Language;

use super::commands::{Command, commands};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/apt-update-alone",
    severity: Severity::Warning,
    summary: "`apt-get update` is cached apart from the `apt-get install` that needs it.",
    page: include_str!("apt_update_alone.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// What uses the lists.
const USES: [&str; 6] = ["install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "download"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let runs: Vec<(usize, Vec<Command<'_>>)> =
        context.steps().iter().filter(|step| step.name == "RUN").filter_map(|step| Some((step.stage?, commands(step)))).collect();
    let updates = |commands: &[Command<'_>]| commands.iter().any(|command| command.is_apt(&["update"]));
    for (at, (stage, run)) in runs.iter().enumerate() {
        let Some(update) = run.iter().find(|command| command.is_apt(&["update"])) else { continue };
        if run.iter().any(|command| command.is_apt(&USES)) {
            continue;
        }
        // The next that installs, when it does not fetch the lists itself.
        let later = runs[at + 1..].iter().take_while(|(other, later)| other == stage && !updates(later));
        if let Some(install) = later.flat_map(|(_, later)| later).find(|command| command.is_apt(&["install"])) {
            let message =
                "this is cached by itself, so that what is installed later is looked up in old lists: expected one `RUN` for both";
            found.at(update.span, message).related(install.span, "which installs from them");
        }
    }
}
