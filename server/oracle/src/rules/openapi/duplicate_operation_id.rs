//! Operations that have one id.

use documents::Node;
use rustc_hash::FxHashMap;
use syntax::Role;

use super::operations::apis;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/duplicate-operation-id",
    severity: Severity::Error,
    summary: "Two operations of an OpenAPI document have the same `operationId`.",
    page: include_str!("duplicate_operation_id.md"),
    check: Check::Document(&[Subject::Role(Role::OpenApi)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for api in apis(context) {
        let mut first: FxHashMap<&str, &Node> = FxHashMap::default();
        for operation in api.paths().flat_map(|path| path.operations().collect::<Vec<_>>()) {
            let Some(id) = operation.node.get("operationId") else { continue };
            let Some(text) = id.text() else { continue };
            match first.get(text) {
                // One that an alias repeats stands at one place.
                Some(before) if before.span == id.span => {}
                Some(before) => {
                    let message = format!("another operation has the `operationId` `{text}`, which is to be unique in the document");
                    found.at(id.span, message).related(before.span, "the other one");
                }
                None => {
                    first.insert(text, id);
                }
            }
        }
    }
}
