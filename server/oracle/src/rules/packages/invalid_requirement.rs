//! What dependencies ask for, where no tool can read it.

use documents::{Node, Value};
use syntax::Role;

use super::dependencies::{OF_NPM, is_filled_in, of_cargo, of_python};
use super::{npm, pep508};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-requirement",
    severity: Severity::Error,
    summary: "A manifest asks for a dependency in a way that its package manager cannot read.",
    page: include_str!("invalid_requirement.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject), Subject::Role(Role::PackageJson), Subject::Role(Role::CargoToml)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        match context.kind.role {
            Role::Pyproject => python(root, found),
            Role::CargoToml => cargo(root, found),
            _ => node(root, found),
        }
    }
}

fn python(root: &Node, found: &mut Found) {
    for item in of_python(root).into_iter().flatten() {
        let Value::Scalar { .. } = item.value else { continue };
        if let Some(text) = item.text().filter(|text| !is_filled_in(text))
            && let Err(wrong) = pep508::requirement(text)
        {
            found.at(item.span, wrong);
        }
    }
}

fn node(root: &Node, found: &mut Found) {
    for (name, value) in OF_NPM.iter().flat_map(|table| root.entries_of(table)) {
        if let Some(wrong) = value.text().and_then(npm::wrong_dependency) {
            found.at(value.span, format!("{wrong}, as `{}` needs one", name.text().unwrap_or_default()));
        }
    }
    for (name, value) in root.entries_of("engines") {
        let (Some(name), Some(text)) = (name.text(), value.text()) else { continue };
        // Words in place of a version keep a package manager out.
        if matches!(name, "node" | "npm" | "pnpm" | "yarn" | "bun")
            && text.contains(|c: char| c.is_ascii_digit())
            && !npm::is_range(text)
            && !is_filled_in(text)
        {
            found.at(value.span, format!("`{text}` is no range of versions of `{name}`"));
        }
    }
}

fn cargo(root: &Node, found: &mut Found) {
    for (name, value) in of_cargo(root).into_iter().flatten() {
        let Some(version) = value.text().map(|_| value).or_else(|| value.get("version")) else { continue };
        let Some(text) = version.text().filter(|text| !is_filled_in(text)) else { continue };
        if let Err(error) = semver::VersionReq::parse(text.trim()) {
            let name = name.text().unwrap_or_default();
            found.at(version.span, format!("`{text}` is no requirement on the version of `{name}`: {error}"));
        }
    }
}
