//! L2: which schema a document is held to, and what it does not allow.

use documents::Node;
use schemas::{Blame, Schema};
use syntax::{Problem, ProblemFix, Role};

use super::DocumentContext;

/// The code of what is found here.
pub const SHAPE: &str = "L2/schema-violation";
/// More of one document tell nothing new.
const MOST: usize = 50;

/// The schema that ships for documents in a role.
fn schema_of(role: Role) -> Option<&'static str> {
    match role {
        Role::Action => Some("action"),
        Role::Dependabot => Some("dependabot"),
        Role::Workflow => Some("workflow"),
        _ => None,
    }
}

/// Whether documents in this role are held to a schema.
pub(super) fn has_shape(role: Role) -> bool {
    schema_of(role).is_some()
}

/// Says what the schemas of a text's documents do not allow.
pub(super) fn check(context: &DocumentContext<'_>, out: &mut Vec<Problem>) {
    let Some(schema) = schema_of(context.kind.role).and_then(schemas::shipped) else { return };
    for root in context.documents().iter().filter_map(|document| document.root.as_ref()) {
        hold(root, schema, out);
    }
}

/// Holds one document to one schema.
fn hold(root: &Node, schema: &Schema, out: &mut Vec<Problem>) {
    let mut violations = schema.validate(&root.to_json());
    // That one of ours cannot judge a document is not the document's fault.
    violations.retain(|violation| violation.blame == Blame::Instance);
    for misshape in root.misshapes(&violations[..violations.len().min(MOST)]) {
        let fix = misshape.meant.map(|meant| ProblemFix {
            title: format!("Change to `{}`", meant.text),
            span: meant.span,
            text: meant.text,
            safe: false,
        });
        out.push(Problem { code: SHAPE, span: misshape.span, message: misshape.message, related: Vec::new(), fix });
    }
}
