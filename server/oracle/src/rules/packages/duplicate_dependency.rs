//! Dependencies that are listed twice.

use documents::Node;
use rustc_hash::FxHashMap;
use syntax::Role;
use syntax::manifest::pep508::normalise;

use super::dependencies::of_python;
use super::pep508::requirement;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-dependency",
    severity: Severity::Warning,
    summary: "A package is listed twice where one is enough, or one of the two is silently preferred.",
    page: include_str!("duplicate_dependency.md"),
    check: Check::Document(&[Subject::Role(Role::Pyproject), Subject::Role(Role::PackageJson)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        if context.kind.role == Role::PackageJson {
            node(root, found);
        } else {
            of_python(root).into_iter().for_each(|list| python(list, found));
        }
    }
}

/// A package that is needed to run, and to work on this one.
fn node(root: &Node, found: &mut Found) {
    // Which of the two counts depends on the package manager.
    let mut runs: FxHashMap<&str, &Node> = FxHashMap::default();
    for (name, _) in root.entries_of("dependencies") {
        runs.entry(name.text().unwrap_or_default()).or_insert(name);
    }
    for (name, _) in root.entries_of("devDependencies") {
        let text = name.text().unwrap_or_default();
        let Some(before) = runs.get(text) else { continue };
        found
            .at(name.span, format!("`{text}` is among `dependencies` too, and one of the two counts"))
            .related(before.span, "the other one");
    }
}

/// The same package in one list, with the same extras and the same marker, where one of the two says all.
fn python(list: &[Node], found: &mut Found) {
    let mut first: FxHashMap<(String, String, String), (&Node, String)> = FxHashMap::default();
    for item in list {
        let Some(text) = item.text() else { continue };
        let Ok(read) = requirement(text) else { continue };
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '\'' { '"' } else { c }).collect::<String>();
        let key = (normalise(read.name), bare(read.extras), bare(read.marker));
        let versions = bare(read.versions);
        match first.get(&key) {
            // Bounds that stand apart all hold: that is a way to write them.
            Some((_, other)) if *other != versions && !other.is_empty() && !versions.is_empty() => {}
            Some((before, _)) => {
                found.at(item.span, format!("`{}` is in this list already", read.name)).related(before.span, "here");
            }
            None => {
                first.insert(key, (item, versions));
            }
        }
    }
}
