//! Rules about names of the namespaces that data declares: a rule for each that a person would tell apart, and what they share.
//!
//! A rule of a namespace says when it is certain; what it says is put together here: what names what, where was looked, and what is
//! close.

mod ambiguous_definition;
mod environment;
mod helm;
mod image_not_built;
mod kubernetes;
mod metric_not_defined;
mod missing_input;
mod misspelt;
mod programs;
mod projects;
mod route_not_served;
mod stale_path;
mod undefined_env;
mod unexposed_port;
mod unresolved_block;
mod unresolved_build_argument;
mod unresolved_compose_name;
mod unresolved_datasource;
mod unresolved_include;
mod unresolved_input;
mod unresolved_reference;
mod unresolved_rpc_service;
mod unresolved_scrape_target;
mod unresolved_symbol;
mod unresolved_target;
mod unresolved_type;
mod unusable_query;
mod unused_definition;
mod unused_env;

use graph::names;
use syntax::{Flags, Mention, Namespace};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{FileContext, Rule};

/// Every rule of the family.
pub const RULES: &[&Rule] = &[
    &ambiguous_definition::RULE,
    &missing_input::RULE,
    &stale_path::RULE,
    &unresolved_block::RULE,
    &unresolved_build_argument::RULE,
    &unresolved_compose_name::RULE,
    &unresolved_datasource::RULE,
    &unresolved_include::RULE,
    &unresolved_input::RULE,
    &unresolved_reference::RULE,
    &unresolved_rpc_service::RULE,
    &unresolved_scrape_target::RULE,
    &unresolved_symbol::RULE,
    &unresolved_target::RULE,
    &unresolved_type::RULE,
    &unusable_query::RULE,
    &unused_definition::RULE,
    &image_not_built::RULE,
    &metric_not_defined::RULE,
    &route_not_served::RULE,
    &undefined_env::RULE,
    &unexposed_port::RULE,
    &unused_env::RULE,
];

/// Those of the namespaces that come with the program.
pub const SHIPPED: &[&[&Rule]] = &[helm::RULES, kubernetes::RULES];

/// The references of a file to names of `namespace`.
fn references<'c>(context: &'c FileContext<'_>, namespace: Namespace) -> impl Iterator<Item = &'c Mention> {
    context.facts.names.iter().flat_map(|names| &names.references).filter(move |mention| mention.namespace == namespace)
}

/// Whether a name is certain to be meant as it is written: nobody said that it may lack, and it was read in full.
fn is_certain(mention: &Mention) -> bool {
    ![Flags::OPTIONAL, Flags::BROKEN].iter().any(|flag| mention.flags.has(*flag))
}

/// The references of a file to names of `namespace` that stand for nothing. Those that may rightly do so are left out.
fn unresolved<'c>(context: &'c FileContext<'_>, namespace: Namespace) -> impl Iterator<Item = &'c Mention> {
    missing(context, move |mention| mention.namespace == namespace)
}

/// The same for those that are `wanted`.
fn missing<'c>(context: &'c FileContext<'_>, wanted: impl Fn(&Mention) -> bool) -> impl Iterator<Item = &'c Mention> {
    let references = context.facts.names.iter().flat_map(|names| &names.references);
    references
        .filter(move |mention| wanted(mention) && is_certain(mention))
        // What it stands for is the dear question.
        .filter(|mention| !names::stands_for_something(context.db, context.file, mention))
}

/// How many definitions a message lists before it counts them.
const LISTED: usize = 4;

/// Says that `mention` stands for nothing: `what` it names, and `place`, where was looked.
fn finding(context: &FileContext<'_>, rule: &Rule, severity: Severity, mention: &Mention, what: &str, place: &str) -> Finding {
    let (db, name) = (context.db, &mention.name);
    let index = names::defined(db, context.root, mention.namespace.as_str());
    let known = names::alternatives(db, context.file, mention);
    let close = names::nearest_to(db, context.file, mention);
    let role = if mention.role.is_empty() { String::new() } else { format!("`{}` names ", mention.role) };
    let mut message = format!("{role}the {what} `{name}`, which nothing in {place} defines");
    match (&close, known.len()) {
        (Some(close), _) => message.push_str(&format!("; did you mean `{close}`?")),
        (None, 0) => {}
        (None, count) if count <= LISTED => message.push_str(&format!("; there is `{}`", known.join("`, `"))),
        (None, count) => message.push_str(&format!("; none of the {count} there has that name")),
    }
    let anchor = Anchor::Fact(mention.span);
    let mut finding = Finding::new(rule.code, severity, context.file, anchor, message);
    if let Some(close) = close {
        let nearby = index.get(&close).and_then(|defined| defined.first());
        if let Some(defined) = nearby {
            let there = defined.mention(db);
            finding = finding.related(defined.file, Anchor::Fact(there.span), format!("`{close}` is defined here"));
        }
        finding = finding.change_to(close);
    }
    finding
}
