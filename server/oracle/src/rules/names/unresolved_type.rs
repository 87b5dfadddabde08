//! Types of Protocol Buffers that a message or a method uses, and that neither its file nor what this imports defines.

use graph::names::{defined, names, stands_for_something};
use graph::nearest::nearest;
use graph::protobuf::{candidates, types_in_sight};
use syntax::{Mention, Status, place};

use super::is_certain;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-type",
    severity: Severity::Error,
    summary: "A message or a method of Protocol Buffers uses a type that neither its file nor its imports define.",
    page: include_str!("unresolved_type.md"),
    check: Check::File(check),
};

const TYPE: &str = "proto.type";

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let is_used = |mention: &Mention| mention.namespace.as_str() == TYPE;
    let uses = context.facts.names.iter().any(|own| own.references.iter().any(is_used));
    let is_judged = uses && context.facts.status == Status::Parsed && !place::is_data(context.file.path(context.db).as_str());
    let Some(own) = names(context.db, context.file).filter(|_| is_judged) else { return };
    let missing = own.references.iter().filter(|mention| is_used(mention) && is_certain(mention));
    out.extend(missing.filter(|mention| !stands_for_something(context.db, context.file, mention)).map(|mention| say(context, mention)));
}

fn say(context: &FileContext<'_>, mention: &Mention) -> Finding {
    let (db, written) = (context.db, mention.name.as_str());
    let finding = |message: String| Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(mention.span), message);
    let index = defined(db, context.root, TYPE);
    let scope = mention.scope().next().unwrap_or_default();
    let elsewhere = candidates(scope, written).find_map(|full| index.get(full.as_str())?.first().copied());
    if let Some(there) = elsewhere {
        let path = there.file.path(db);
        let message =
            format!("`{}` is defined in `{path}`, and nothing that this file imports brings it: import that file", there.mention(db).name);
        return finding(message).related(there.file, Anchor::Fact(there.mention(db).span), "it is defined here");
    }
    let seen = types_in_sight(db, context.file);
    let Some(close) = nearest(last(written), seen.iter().map(|full| last(full))) else {
        return finding(format!("neither this file nor what it imports defines the type `{written}`"));
    };
    let message = format!("neither this file nor what it imports defines the type `{written}`; did you mean `{close}`?");
    let there = seen.iter().find(|full| last(full) == close).and_then(|full| index.get(full.as_str())?.first());
    let finding = finding(message).change_to(close);
    match there {
        Some(there) => finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{close}` is defined here")),
        None => finding,
    }
}

/// The last part of a name.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
