//! The version of a package, or those of its language, where no tool can read them.

use documents::Node;
use syntax::Role;

use super::dependencies::is_filled_in;
use super::{npm, pep440};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-version",
    severity: Severity::Error,
    summary: "A manifest gives the package a version that is none, or asks for versions of the language in a way that nothing reads.",
    page: include_str!("invalid_version.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject), Subject::Role(Role::PackageJson), Subject::Role(Role::CargoToml)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        match context.kind.role {
            Role::Pyproject => {
                if let Some((node, text)) = text(root, &["project", "version"])
                    && !pep440::is_version(text)
                {
                    found.at(node.span, format!("`{text}` is no version as Python's packages have them, such as `1.2.3` or `1.2.3rc1`"));
                }
                if let Some((node, text)) = text(root, &["project", "requires-python"])
                    && let Some(wrong) = pep440::wrong_specifiers(text)
                {
                    found.at(node.span, wrong);
                }
            }
            Role::CargoToml => cargo(root, found),
            _ => {
                if let Some((node, text)) = text(root, &["version"])
                    && !text.is_empty()
                    && !npm::is_version(text)
                {
                    found.at(node.span, format!("`{text}` is no version of three numbers, such as `1.2.3`"));
                }
            }
        }
    }
}

fn cargo(root: &Node, found: &mut Found) {
    for owner in [&["package"][..], &["workspace", "package"]] {
        let Some(package) = root.path(owner) else { continue };
        if let Some((node, text)) = text(package, &["version"])
            && let Err(error) = semver::Version::parse(text.trim())
        {
            found.at(node.span, format!("`{text}` is no version of three numbers, such as `1.2.3`: {error}"));
        }
        if let Some((node, text)) = text(package, &["rust-version"]) {
            let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if text.split('.').count() > 3 || !text.split('.').all(is_number) {
                found.at(node.span, format!("`{text}` is no version of Rust such as `1.85` or `1.85.1`"));
            }
        }
    }
}

fn text<'a>(root: &'a Node, path: &[&str]) -> Option<(&'a Node, &'a str)> {
    let node = root.path(path)?;
    let text = node.text().filter(|text| !is_filled_in(text))?;
    Some((node, text))
}
