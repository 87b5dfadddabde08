//! Shells that a runner refuses, or does not have.

use documents::Node;
use syntax::Role;

use super::runners::{System, systems};
use super::steps::steps;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-shell",
    severity: Severity::Error,
    summary: "A shell is none that runners know, or not on the system of the job.",
    page: include_str!("unknown_shell.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

/// The shells that need no command line.
const KNOWN: [&str; 6] = ["bash", "sh", "pwsh", "python", "cmd", "powershell"];

/// Whether a step runs on Windows only, wherever its job runs.
fn is_for_windows(step: &Node) -> bool {
    step.get("if").and_then(Node::text).is_some_and(|condition| condition.contains("runner.os") && condition.contains("Windows"))
}

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let jobs = || root.entries_of("jobs").iter().map(|(_, job)| job);
        let defaults = std::iter::once(root).chain(jobs()).filter_map(|holder| holder.path(&["defaults", "run"]));
        for shell in defaults.chain(steps(root)).filter_map(|holder| holder.get("shell")) {
            let Some(text) = shell.text().filter(|text| !text.contains("${{") && !text.contains("{0}")) else { continue };
            if KNOWN.iter().any(|known| known.eq_ignore_ascii_case(text)) {
                continue;
            }
            let message = format!(
                "runners know no shell `{text}`: expected one of `{}`, or a command line with `{{0}}` for the script",
                KNOWN.join("`, `")
            );
            found.at(shell.span, message);
        }
        for job in jobs() {
            let of_windows: Vec<&Node> = std::iter::once(job)
                .filter_map(|job| job.path(&["defaults", "run"]))
                .chain(job.items_of("steps").iter().filter(|step| !is_for_windows(step)))
                .filter_map(|holder| holder.get("shell"))
                .filter(|shell| shell.text().is_some_and(|text| ["cmd", "powershell"].contains(&text.to_ascii_lowercase().as_str())))
                .collect();
            if of_windows.is_empty() || systems(job).is_none_or(|systems| systems.contains(&System::Windows)) {
                continue;
            }
            for shell in of_windows {
                let text = shell.text().unwrap_or_default();
                let hint = if text.eq_ignore_ascii_case("powershell") { "; `pwsh` is everywhere" } else { "" };
                found.at(shell.span, format!("only Windows has the shell `{text}`, and this job never runs there{hint}"));
            }
        }
    }
}
