//! `FROM` without a version.

use syntax::Language;
use syntax::dockerfile::Step;

use super::commands::{Command, commands};
use super::{official, stages};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/base-image-without-tag",
    severity: Severity::Info,
    summary: "`FROM` takes whatever is the latest version of an image.",
    page: include_str!("base_image_without_tag.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let stages = stages::stages(context.steps());
    for (number, from) in stages.iter().enumerate() {
        let Some((image, span)) = from.words.first() else { continue };
        // Whoever brings all packages up to date starts from whatever is new, and means to.
        let is_upgraded = || context.steps().iter().any(|step| step.stage == Some(number) && upgrades(step));
        if image == "scratch" || image.contains(['"', '\'', '@']) || stages::parent(&stages, number).is_some() {
            continue;
        }
        // What a colon before the last slash says is a port, and one inside of braces is of a variable.
        let last = image.rsplit(['/', '}']).next().unwrap_or(image);
        let tag = last.split_once(':').map(|(_, tag)| tag);
        // A script fills in `BASEIMAGE`, since names of images are written small; and whoever has built an image by hand
        // knows which one it is.
        let is_known = !image.contains('$') && !image.contains(|c: char| c.is_ascii_uppercase()) && official::is_published(image);
        match tag {
            None | Some("latest") if official::is_wanted_newest(context, image) || is_upgraded() => {}
            None if is_known => {
                found.at(
                    *span,
                    format!(
                        "`{image}` has no tag, so that each build may start from another version: expected {}, or a digest",
                        official::with_version(image)
                    ),
                );
            }
            // Of names that a variable is part of, nobody knows whether they have versions.
            Some("latest") if is_known || image.contains('/') && !image.contains('$') => {
                let expected = if image.starts_with("gcr.io/") { official::with_version(image) } else { "the tag of a version".to_owned() };
                found.at(*span, format!("`{image}` is another version from time to time: expected {expected}, or a digest"));
            }
            _ => {}
        }
    }
}

/// Whether a step brings every package of the base image up to date.
fn upgrades(step: &Step) -> bool {
    let is_upgrade =
        |command: &Command<'_>| command.is_apt(&["upgrade", "dist-upgrade", "full-upgrade"]) || command.is("apk", &["upgrade"]);
    commands(step).iter().any(is_upgrade)
}
