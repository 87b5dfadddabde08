//! `FROM` without a version.

use syntax::Language;

use super::stages;
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
        if image == "scratch" || image.contains(['$', '"', '\'', '@']) || stages::parent(&stages, number).is_some() {
            continue;
        }
        // What a colon before the last slash says is a port.
        match image.rsplit('/').next().unwrap_or(image).split_once(':') {
            None => {
                found.at(
                    *span,
                    format!("`{image}` has no tag, so that each build may start from another version: expected `{image}:VERSION`"),
                );
            }
            Some((_, "latest")) => {
                found.at(*span, format!("`{image}` is another version from time to time: expected the tag of a version"));
            }
            Some(_) => {}
        }
    }
}
