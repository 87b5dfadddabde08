//! The shape of one document by what it is recognised as: the one place that knows every format whose shape can be
//! judged without the rest of the repository, so that what would be written is judged by the same as what is there.

use workspace::{RelPath, Span};

/// Something about a document that its format does not allow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misshape {
    /// Where in the text.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
}

/// What is wrong with the shape of `text` as the file `path`, in the order of its places; of a kind that nobody knows:
/// nothing.
pub fn of_text(path: &RelPath, text: &str) -> Vec<Misshape> {
    let mistakes = dna::shape::mistakes(path.name(), text);
    let mut out: Vec<Misshape> = mistakes.into_iter().map(|mistake| Misshape { span: mistake.span, message: mistake.message }).collect();
    let shapes = crate::document::shapes(path, syntax::recognise(path, None, text), text);
    out.extend(shapes.into_iter().map(|problem| Misshape { span: problem.span, message: problem.message }));
    out.sort_by_key(|misshape| misshape.span.start);
    out
}
