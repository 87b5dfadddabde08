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

/// What is needed to run wins over what is needed to work on the package, whatever the two ask for.
fn node(root: &Node, found: &mut Found) {
    let runs = root.entries_of("dependencies");
    for (name, _) in root.entries_of("devDependencies") {
        let Some((before, _)) = runs.iter().find(|(other, _)| other.text() == name.text()) else { continue };
        let text = name.text().unwrap_or_default();
        found
            .at(name.span, format!("`{text}` is among `dependencies` too, and that one counts"))
            .related(before.span, "the one that counts");
    }
}

/// The same package in one list, with the same extras and the same marker.
fn python(list: &[Node], found: &mut Found) {
    let mut first: FxHashMap<(String, String, String), &Node> = FxHashMap::default();
    for item in list {
        let Some(text) = item.text() else { continue };
        let Ok(read) = requirement(text) else { continue };
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '\'' { '"' } else { c }).collect::<String>();
        let key = (normalise(read.name), bare(read.extras), bare(read.marker));
        match first.get(&key) {
            Some(before) => {
                found.at(item.span, format!("`{}` is in this list already", read.name)).related(before.span, "here");
            }
            None => {
                first.insert(key, item);
            }
        }
    }
}
