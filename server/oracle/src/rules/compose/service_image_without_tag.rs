//! Images of services without a version.

use syntax::Role;

use super::project::{fixed, says};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};
use crate::rules::dockerfile::official;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/service-image-without-tag",
    severity: Severity::Info,
    summary: "A service runs whatever is the latest version of an image.",
    page: include_str!("service_image_without_tag.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for (_, service) in context.roots().flat_map(|root| root.entries_of("services")) {
        // Beside `build` this is the name of what is built.
        let Some(node) = service.get("image").filter(|_| !says(service, "build")) else { continue };
        let Some(image) = fixed(node).filter(|image| !image.contains(['@', ' ']) && official::is_published(image)) else { continue };
        let expected = match image.rsplit('/').next().unwrap_or(image).split_once(':') {
            None => {
                format!("`{image}` has no tag, so that it is another version from time to time: expected `{image}:VERSION`, or a digest")
            }
            Some((_, "latest")) => format!("`{image}` is another version from time to time: expected the tag of a version, or a digest"),
            Some(_) => continue,
        };
        if !official::is_wanted_newest(context, image) {
            found.at(node.span, expected);
        }
    }
}
