//! Caches of package managers that stay in the image.

use syntax::Language;
use syntax::dockerfile::Step;

use super::commands::{Command, commands};
use super::stages::in_image;
use super::{mounts, official};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/package-cache-left",
    severity: Severity::Info,
    summary: "What a package manager keeps for the next time stays in the image.",
    page: include_str!("package_cache_left.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// What says that somebody thought of caches.
const CLEANS: [&str; 9] =
    ["/var/cache", "/.cache", "clean all", "cache purge", "cache clean", "zypper clean", "zypper cc", "keepcache=0", "rm -rf /tmp"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    // What a base image sets for pip is known of a few.
    let base = in_image(steps).find(|step| step.name == "FROM").and_then(|from| from.words.first());
    let plain_pip = base.is_some_and(|(image, _)| official::is_root(image)) && !context.text.contains("PIP_NO_CACHE_DIR");
    for step in in_image(steps).filter(|step| step.name == "RUN") {
        if CLEANS.iter().any(|clean| step.rest.contains(clean) || step.heredocs.contains(clean)) {
            continue;
        }
        let commands = commands(step);
        let cleans = |command: &Command<'_>| of(command, &["dnf", "microdnf", "yum"], &["clean"]) && command.words.contains(&"all");
        if commands.iter().any(cleans) {
            continue;
        }
        let updates = commands.iter().any(|command| of(command, &["apk"], &["update"]));
        for command in &commands {
            if let Some((expected, place)) = leaves(command, updates, plain_pip) {
                if place.is_mounted(step) {
                    continue;
                }
                found.at(command.span, format!("what this downloads is kept in the image: expected {expected}"));
                // One for each `RUN` is enough: what cleans up stands at its end.
                break;
            }
        }
    }
}

/// Where a program keeps what it has fetched: a folder, and words in the paths of those that people have it use instead.
struct Place(&'static str, &'static [&'static str]);

const OF_APK: Place = Place("/var/cache/apk", &["apk"]);
// One may be a link to the other, and each version has a folder of its own.
const OF_DNF: Place = Place("/var/cache/dnf", &["dnf", "yum"]);
const OF_PIP: Place = Place("/root/.cache/pip", &["pip"]);

impl Place {
    /// Whether none of it stays in the image.
    fn is_mounted(&self, step: &Step) -> bool {
        mounts::takes(step, self.0) || self.1.iter().any(|name| mounts::is_called(step, name))
    }
}

/// What would leave nothing behind, when a command leaves something, and where it does.
fn leaves(command: &Command<'_>, updates: bool, plain_pip: bool) -> Option<(&'static str, Place)> {
    let has = |options: &[&str]| command.words.iter().any(|word| options.contains(word));
    if of(command, &["apk"], &["add"]) {
        return ((updates || has(&["--update", "--update-cache", "-U"])) && !has(&["--no-cache"]))
            .then_some(("`apk add --no-cache`", OF_APK));
    }
    if of(command, &["dnf", "microdnf", "yum"], &["install", "update", "upgrade", "groupinstall"]) {
        return Some(("`clean all` of the same program at the end of this `RUN`", OF_DNF));
    }
    if plain_pip && is_pip_install(command) {
        let fetches = !has(&["--no-index", "--help", "--dry-run"]) && !command.words.iter().any(|word| word.starts_with("--no-cache"));
        return fetches.then_some(("`pip install --no-cache-dir`", OF_PIP));
    }
    None
}

/// Whether a command is one of these programs with one of these subcommands.
fn of(command: &Command<'_>, programs: &[&str], subcommands: &[&str]) -> bool {
    command.run().split_first().is_some_and(|(program, words)| {
        programs.contains(program) && words.iter().find(|word| !word.starts_with('-')).is_some_and(|word| subcommands.contains(word))
    })
}

fn is_pip_install(command: &Command<'_>) -> bool {
    match command.run() {
        ["pip" | "pip3", "install", ..] => true,
        [python, "-m", "pip", "install", ..] => python.starts_with("python"),
        _ => false,
    }
}
