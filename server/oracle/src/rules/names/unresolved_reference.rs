//! Names of a workspace's own namespaces that nothing defines.

use super::{finding, missing};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-reference",
    severity: Severity::Error,
    summary: "A name of a namespace of your own stands for nothing.",
    page: include_str!("unresolved_reference.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(names) = context.facts.names.as_ref().filter(|names| !names.references.is_empty()) else { return };
    let set = syntax::extraction::set(context.db, context.root);
    if !names.references.iter().any(|mention| set.is_own(mention.namespace)) {
        return;
    }
    for mention in missing(context, |mention| set.is_own(mention.namespace)) {
        let Some(about) = set.about(mention.namespace) else { continue };
        let Some(severity) = about.unresolved.and_then(Severity::chosen) else { continue };
        let place = match about.within {
            syntax::names::Within::File => "this file",
            syntax::names::Within::Folder => "this folder",
            syntax::names::Within::Root => "this repository",
        };
        out.push(finding(context, &RULE, severity, mention, &about.what, place));
    }
}
