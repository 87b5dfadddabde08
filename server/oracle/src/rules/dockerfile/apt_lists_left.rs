//! Lists of packages that stay in the image.

use syntax::Language;
use syntax::dockerfile::Step;

use super::commands::commands;
use super::mounts;
use super::stages::{in_image, parent, stages};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/apt-lists-left",
    severity: Severity::Info,
    summary: "The lists that `apt-get update` fetched stay in the image.",
    page: include_str!("apt_lists_left.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// Where `apt-get update` keeps them.
const LISTS: &str = "/var/lib/apt/lists";

/// What says that somebody thought of the lists.
const CLEANS: [&str; 8] = ["/var/lib/apt", "/var/lib/{", "/var/lib/*", "apt/lists", "cleanup", "apt-clean", "distclean", "dist-clean"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in in_image(context.steps()).filter(|step| step.name == "RUN") {
        // With what is around them they go, too.
        let is_around = |word: &str| matches!(word.trim_end_matches(['/', '*', ';']), "/var" | "/var/lib");
        let cleans =
            |text: &str| CLEANS.iter().any(|clean| text.contains(clean)) || text.contains("rm ") && text.split_whitespace().any(is_around);
        if mounts::takes(step, LISTS) || cleans(&step.heredocs) || cleans(&step.rest) {
            continue;
        }
        let commands = commands(step);
        let installs = commands.iter().any(|command| command.is_apt(&["install"])) && !are_used_later(context.steps(), step);
        if let Some(update) = commands.iter().find(|command| installs && command.is_apt(&["update"])) {
            let message = "the lists fetched here stay in the image: expected `rm -rf /var/lib/apt/lists/*` at the end of this `RUN`";
            found.at(update.span, message);
        }
    }
}

/// Whether a later `RUN` on top of `step` installs by the lists that it has left, and fetches none of its own.
fn are_used_later(steps: &[Step], step: &Step) -> bool {
    let all = stages(steps);
    let goes_on = |from: usize| std::iter::successors(Some(from), |at| parent(&all, *at)).any(|at| Some(at) == step.stage);
    let later = steps.iter().skip_while(|other| !std::ptr::eq(*other, step)).skip(1);
    let mut runs = later.filter(|other| other.name == "RUN" && other.stage.is_some_and(goes_on));
    runs.any(|run| {
        let commands = commands(run);
        commands.iter().find(|command| command.is_apt(&["install", "update"])).is_some_and(|first| first.is_apt(&["install"]))
    })
}
