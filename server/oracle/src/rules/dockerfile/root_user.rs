//! An image that is left to root by what it says.

use syntax::Language;

use super::stages::in_image;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/root-user",
    severity: Severity::Info,
    summary: "The last `USER` of an image is root.",
    page: include_str!("root_user.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // What inherits a stage inherits its user.
    let last_of = |names: &[&str]| in_image(context.steps()).rfind(|step| names.contains(&step.name.as_str()));
    // What an image without a command is for is not known: others are built on it, or an editor picks its own user.
    let (Some(user), Some(_)) = (last_of(&["USER"]), last_of(&["CMD", "ENTRYPOINT"])) else { return };
    let steps_down = STEPS_DOWN.iter().any(|tool| context.text.contains(tool));
    if let Some((name, span)) = user.words.first().filter(|_| !steps_down)
        && matches!(name.split(':').next(), Some("root" | "0"))
        && !context.runs_privileged()
    {
        found.at(*span, "whatever this image runs, root runs: expected another `USER` at the end");
    }
}

/// What starts as root and steps down by itself, or starts others that do.
const STEPS_DOWN: &[&str] = &[
    "gosu",
    "su-exec",
    "setpriv",
    "s6-",
    "runuser",
    "entrypoint",
    "/init",
    "-init",
    "systemd",
    "supervisord",
    "cron",
    "sshd",
    "apache2",
    "httpd",
    "nginx",
    "php-fpm",
    "uwsgi",
    "varnish",
    "postfix",
    "start.sh",
    "run.sh",
];
