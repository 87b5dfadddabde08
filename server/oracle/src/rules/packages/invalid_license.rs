//! Licences that SPDX does not know.

use documents::Node;
use syntax::Role;

use super::dependencies::is_filled_in;
use super::spdx::wrong;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-license",
    severity: Severity::Warning,
    summary: "The licence of a package is no expression of SPDX, or is given in two ways that exclude each other.",
    page: include_str!("invalid_license.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject), Subject::Role(Role::PackageJson), Subject::Role(Role::CargoToml)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        let is = |node: Option<&Node>, value: &str| node.and_then(Node::text) == Some(value);
        match context.kind.role {
            Role::Pyproject => {
                let Some(project) = root.get("project") else { continue };
                judge(project.get("license"), false, found);
                // Other build tools take both.
                let backend = root.path(&["build-system", "build-backend"]).and_then(Node::text).unwrap_or("setuptools");
                let license = project.get("license").filter(|license| license.text().is_some() && backend.starts_with("setuptools"));
                if let Some(license) = license {
                    for classifier in project.items_of("classifiers") {
                        if classifier.text().is_some_and(|text| text.starts_with("License ::")) {
                            found
                                .at(classifier.span, "setuptools refuses classifiers of licences beside an expression in `license`")
                                .related(license.span, "the expression");
                        }
                    }
                }
            }
            Role::CargoToml => {
                for owner in [&["package"][..], &["workspace", "package"]] {
                    let Some(package) = root.path(owner) else { continue };
                    if !is(package.get("publish"), "false") {
                        judge(package.get("license"), true, found);
                    }
                }
            }
            _ if is(root.get("private"), "true") => {}
            _ => {
                let license = root.get("license").filter(|license| {
                    let text = license.text().unwrap_or_default();
                    text != "UNLICENSED" && !text.to_ascii_uppercase().starts_with("SEE LICENSE IN ")
                });
                judge(license, false, found);
            }
        }
    }
}

fn judge(license: Option<&Node>, slash: bool, found: &mut Found) {
    let Some((node, text)) = license.and_then(|node| Some((node, node.text()?))) else { return };
    if is_filled_in(text) || text.is_empty() {
        return;
    }
    if let Some(wrong) = wrong(text, slash) {
        found.misspelt(node.part(wrong.range), wrong.message, wrong.meant);
    }
}
