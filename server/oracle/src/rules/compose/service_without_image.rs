//! Services that nothing runs for.

use syntax::Role;

use super::project::{is_whole, says};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/service-without-image",
    severity: Severity::Error,
    summary: "A service has neither an image nor a way to build one.",
    page: include_str!("service_without_image.md"),
    check: Check::Document(&[Subject::Role(Role::Compose)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots().filter(|root| is_whole(context, root)) {
        for (name, service) in root.entries_of("services") {
            // A service that is nothing, or a text, has not the shape of one.
            let is_service = !service.entries().is_empty();
            if is_service && !["image", "build", "provider", "extends"].iter().any(|key| says(service, key)) {
                found.at(name.span, "this service has neither `image` nor `build`: expected one of them");
            }
        }
    }
}
