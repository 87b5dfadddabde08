//! What is wrong with a DNA, on its span, with the nearest thing that would have been right.

use documents::Misshape;
pub use schemas::closest;
use workspace::Span;

use crate::span::SourceId;

/// Wrong type, unknown or missing key, a word that is not among the allowed ones.
pub(crate) const SCHEMA: &str = "L2/schema-violation";
/// A rule's code that no rule has.
pub(crate) const UNKNOWN_RULE: &str = "L3/unknown-rule";
/// Two components claim the same path.
pub(crate) const DUPLICATE_PATH: &str = "L3/duplicate-path";
/// A file or preset to extend that does not exist.
pub(crate) const MISSING: &str = "L0/missing-component";
/// An `extends` that leads in a circle, out of the root, too far, or to what is no DNA.
pub(crate) const BROKEN_EXTENDS: &str = "L4/broken-extends";
/// An id that nothing declares.
pub(crate) const UNKNOWN_ID: &str = "L4/unknown-id";
/// An id declared twice.
pub(crate) const DUPLICATE_ID: &str = "L4/duplicate-id";

/// More are not reported: nobody reads them, and looking for what each may have meant takes time.
pub(crate) const MOST_MISTAKES: usize = 1000;

/// Something about a DNA that is wrong: a finding before it is rendered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mistake {
    /// The finding's code.
    pub code: &'static str,
    /// In which of the DNA's texts.
    pub source: SourceId,
    /// Where in it.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
    /// Other places that explain it.
    pub related: Vec<Note>,
    /// How to mend it, where that is known.
    pub fix: Option<Fix>,
}

/// A place that explains a mistake.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Note {
    /// In which of the DNA's texts.
    pub source: SourceId,
    /// Where in it.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Replaces the text at a mistake's place, or a part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// The range that goes.
    pub span: Span,
    /// The text that comes.
    pub text: String,
    /// Whether it may be applied without looking.
    pub safe: bool,
}

impl Mistake {
    /// Of the DNA's own text; whoever reads another says so.
    pub(crate) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Mistake {
        Mistake { code, source: SourceId::default(), span, message: message.into(), related: Vec::new(), fix: None }
    }

    /// What a schema does not allow.
    pub(crate) fn of_shape(misshape: Misshape) -> Mistake {
        let fix = misshape.meant.map(|meant| Fix {
            title: format!("Change to `{}`", meant.text),
            span: meant.span,
            text: meant.text,
            safe: false,
        });
        Mistake { fix, ..Mistake::new(SCHEMA, misshape.span, misshape.message) }
    }

    pub(crate) fn related(mut self, (source, span): (SourceId, Span), message: impl Into<String>) -> Mistake {
        self.related.push(Note { source, span, message: message.into() });
        self
    }

    /// Names what was probably meant, and offers to write that at the mistake's place.
    pub(crate) fn suggest(mut self, meant: Option<&str>) -> Mistake {
        if let Some(meant) = meant {
            self.message.push_str(&format!("; did you mean `{meant}`?"));
            self.fix = Some(Fix { title: format!("Change to `{meant}`"), span: self.span, text: meant.to_owned(), safe: false });
        }
        self
    }
}
