//! Names that a namespace says are unique, and that are given twice.

use graph::names;
use syntax::names::scopes_fit;

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/ambiguous-definition",
    severity: Severity::Warning,
    summary: "Two places define one name of a namespace whose names are unique.",
    page: include_str!("ambiguous_definition.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(own) = context.facts.names.as_ref().filter(|names| !names.definitions.is_empty()) else { return };
    let set = syntax::extraction::set(context.db, context.root);
    for (number, mention) in own.definitions.iter().enumerate() {
        let Some(about) = set.about(mention.namespace).filter(|about| about.unique) else { continue };
        let index = names::defined(context.db, context.root, mention.namespace.as_str());
        let same = index.get(&mention.name).into_iter().flatten();
        let mut others = same.filter(|other| scopes_fit(&other.mention(context.db).scope, &mention.scope));
        // The first of them stands; in the order of paths, so that it does not depend on which file is looked at.
        let first = others.by_ref().min_by_key(|other| (other.file.path(context.db).clone(), other.number));
        let Some(first) = first.filter(|first| first.file != context.file || first.number as usize != number) else { continue };
        let message =
            format!("the {} `{}` is defined a second time; the first is in `{}`", about.what, mention.name, first.file.path(context.db));
        let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(mention.span), message);
        out.push(finding.related(first.file, Anchor::Fact(first.mention(context.db).span), "the first definition"));
    }
}
