//! Where in a document what its schema does not allow is.

use schemas::{Blame, Part, Violation};
use workspace::Span;

use crate::{Node, Scalar, Value, core_schema, is_plain};

/// Something about a document that its schema does not allow, at its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Misshape {
    /// Where.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
    /// What was probably meant.
    pub meant: Option<Rewrite>,
}

/// A text in place of another.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rewrite {
    /// The range that goes.
    pub span: Span,
    /// The text that comes.
    pub text: String,
}

impl Node {
    /// What a schema does not allow in this document, each at its place. What it was judged by is in
    /// the violation; a schema that cannot be used is told at the document's start.
    pub fn misshapes(&self, violations: &[Violation]) -> Vec<Misshape> {
        violations.iter().map(|violation| self.misshape(violation)).collect()
    }

    fn misshape(&self, violation: &Violation) -> Misshape {
        // What an alias stands for is written elsewhere, and has places all the same.
        let found = self.find(&violation.path).unwrap_or((None, self));
        let node = match (violation.part, violation.blame, found) {
            (Part::Key, Blame::Instance, (Some(key), _)) => key,
            (_, _, (_, value)) => value,
        };
        let span = match node.value {
            Value::Scalar { .. } => node.span,
            _ => node.heading(),
        };
        let meant = violation.meant.as_ref().and_then(|meant| {
            let span = node.replaceable(&meant.text, meant.is_text)?;
            Some(Rewrite { span, text: meant.text.clone() })
        });
        Misshape { span, message: violation.message.clone(), meant }
    }

    /// The range to replace by `text`, where that gives what is meant whether or not there are quotes.
    fn replaceable(&self, text: &str, is_text: bool) -> Option<Span> {
        let Value::Scalar { text: written, kind, literal, .. } = &self.value else { return None };
        match (is_text, kind) {
            (true, _) => (*literal && is_plain(text) && core_schema(text) == Scalar::Text).then_some(self.span),
            // Text that would be none without its quotes has quotes, and they go too.
            (false, Scalar::Text) if *literal && core_schema(written) != Scalar::Text => {
                Some(Span { start: self.span.start.checked_sub(1)?, end: self.span.end + 1 })
            }
            (false, Scalar::Text) => None,
            (false, _) => Some(self.span),
        }
    }
}
