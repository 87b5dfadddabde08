//! Services of gRPC that code calls, and that the repository's Protocol Buffers define under a name that differs in one letter.

use std::sync::Arc;

use compact_str::CompactString;
use graph::names;
use graph::referred::{Referred, referred};
use graph::said::{Voice, plain, said, voice};
use syntax::place;
use workspace::{Db, File};

use super::slip::is_slip_of_one;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

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
    let mut asked: Vec<(&CompactString, &Vec<Referred>, &CompactString)> = Vec::new();
    for (name, referred) in used.iter().filter(|(name, _)| !defined.contains_key(*name)) {
        let close = defined.keys().filter(|other| is_slip_of_one(name, other)).min();
        asked.extend(close.map(|close| (name, referred, close)));
    }
    asked.sort_by_key(|(name, ..)| *name);
    let sought: Arc<[CompactString]> = asked.iter().map(|(name, ..)| plain(name)).collect();
    for ((name, referred, close), files) in asked.iter().zip(said(db, top, sought)) {
        // Who makes one of that name says it.
        let is_other = |file: &File| voice(db, *file) != Voice::Prose && !referred.iter().any(|one| one.file == *file);
        if plain(close).contains(plain(name).as_str()) || files.iter().any(is_other) {
            continue;
        }
        for one in referred.iter().filter(|one| !place::is_data(one.file.path(db).as_str())) {
            let anchor = Anchor::Fact(one.mention(db).span);
            let message = format!("no `.proto` file in this repository defines the service `{name}`; did you mean `{close}`?");
            let mut finding = Finding::new(RULE.code, RULE.severity, one.file, anchor, message).change_to((*close).clone());
            if let Some(there) = defined.get(*close).and_then(|all| all.first()) {
                finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{close}` is defined here"));
            }
            out.push(finding);
        }
    }
}
