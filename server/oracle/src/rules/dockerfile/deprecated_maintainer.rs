//! `MAINTAINER`.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/deprecated-maintainer",
    severity: Severity::Info,
    summary: "`MAINTAINER` is deprecated.",
    page: include_str!("deprecated_maintainer.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in context.steps().iter().filter(|step| step.name == "MAINTAINER") {
        found.at(step.span, "`MAINTAINER` is deprecated: expected `LABEL org.opencontainers.image.authors=\"…\"`");
    }
}
