//! `sudo` where root runs already.

use syntax::Language;

use super::{commands, official, stages};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/sudo-in-build",
    severity: Severity::Info,
    summary: "`sudo` in a `RUN` that root runs already.",
    page: include_str!("sudo_in_build.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let stages = stages::stages(steps);
    // Whether root certainly is the user, at the end of each stage so far.
    let mut root: Vec<bool> = Vec::new();
    for step in steps {
        match step.name.as_str() {
            "FROM" => {
                let number = root.len();
                let image = step.words.first().map_or("", |(image, _)| image.as_str());
                root.push(stages::parent(&stages, number).map_or_else(|| official::is_root(image), |parent| root[parent]));
            }
            "USER" => {
                let user = step.words.first().map_or("", |(user, _)| user.split(':').next().unwrap_or_default());
                if let Some(root) = root.last_mut() {
                    *root = matches!(user, "root" | "0");
                }
            }
            "RUN" if root.last() == Some(&true) => {
                let mut commands = commands::commands(step).into_iter();
                let needless =
                    |words: &[&str]| words[0] == "sudo" && !words.iter().any(|word| word.starts_with("-u") || word.starts_with("--user"));
                if let Some(command) = commands.find(|command| needless(&command.words)) {
                    found.at(
                        command.span,
                        "root runs this already, so that `sudo` does nothing: expected the command without it, or `USER`",
                    );
                }
            }
            _ => {}
        }
    }
}
