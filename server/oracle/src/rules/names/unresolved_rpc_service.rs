//! Services of gRPC that code calls, and that the repository's Protocol Buffers define under a name that differs in one letter.

use graph::names;
use graph::referred::referred;
use workspace::Db;

use super::misspelt::{self, Misspelt};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::rules::slip::is_slip_of_one;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-rpc-service",
    severity: Severity::Warning,
    summary: "Code calls a service of gRPC whose name nearly is that of one which Protocol Buffers define.",
    page: include_str!("unresolved_rpc_service.md"),
    check: Check::Root(check),
};

const SERVICE: &str = "proto.service";

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let defined = names::defined(db, root, SERVICE);
    let Some(top) = root.top(db).filter(|_| !defined.is_empty()) else { return };
    let used = referred(db, root, SERVICE);
    let unknown = used.iter().filter(|(name, _)| !defined.contains_key(*name));
    let misspelt = unknown.filter_map(|(name, uses)| {
        let (close, defined) = defined.iter().filter(|(other, _)| is_slip_of_one(name, other)).min_by_key(|(other, _)| *other)?;
        Some(Misspelt { name, uses, close, defined, word: name })
    });
    let say = |one: &Misspelt<'_>, file, anchor| {
        let (name, close) = (one.name, one.close);
        let message = format!("no `.proto` file in this repository defines the service `{name}`; did you mean `{close}`?");
        Finding::new(RULE.code, RULE.severity, file, anchor, message).change_to(close.as_str())
    };
    out.extend(misspelt::findings(db, top, misspelt.collect(), say, "defined"));
}
