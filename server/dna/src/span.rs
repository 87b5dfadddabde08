//! Places of a declaration, kept apart from the declaration.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::sync::Arc;

use workspace::Span;

/// Names one of the texts that a DNA is made of: its own is the first, then those that it extends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct SourceId(pub u16);

/// Names a range of one of the DNA's texts: which text, and an index into [`Spans`]. Counted in the order of
/// reading, so that an edit which only moves text leaves every id as it was.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SpanId {
    /// The text that it is a range of.
    pub source: SourceId,
    number: u32,
}

/// The ranges that [`SpanId`]s of one DNA name, whichever of its texts they are in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spans(Vec<Span>, BTreeMap<u32, Arc<[u32]>>);

impl Spans {
    /// The range; the start of the file for an id of another DNA.
    pub fn get(&self, id: SpanId) -> Span {
        self.0.get(id.number as usize).copied().unwrap_or_default()
    }

    /// Where a part of the `text` that stands at `id` is written: of a block, line by line; of what is written letter
    /// by letter, as many bytes behind its start. `None` where escapes or folding make that unknown.
    pub fn part(&self, id: SpanId, text: &str, part: Range<usize>) -> Option<Span> {
        let Some(lines) = self.1.get(&id.number) else {
            let whole = self.get(id);
            let start = whole.start as usize;
            return (whole.range().len() == text.len() && part.end <= text.len()).then(|| Span::new(start + part.start, start + part.end));
        };
        let offset = |at: usize| {
            let before = text.get(..at)?;
            let line = before.rfind('\n').map_or(0, |newline| newline + 1);
            Some(*lines.get(before.matches('\n').count())? as usize + (at - line))
        };
        let start = offset(part.start)?;
        Some(Span::new(start, offset(part.end).unwrap_or(start).max(start)))
    }

    pub(crate) fn add_block(&mut self, id: SpanId, lines: Arc<[u32]>) {
        self.1.insert(id.number, lines);
    }

    pub(crate) fn add(&mut self, source: SourceId, span: Span) -> SpanId {
        self.0.push(span);
        SpanId { source, number: self.0.len() as u32 - 1 }
    }
}

/// A value, and where it is written. Dereferences to the value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Spanned<T> {
    /// What is written.
    pub value: T,
    /// Where. For quoted text: what is between the quotes.
    pub span: SpanId,
}

impl<T> Spanned<T> {
    /// `value` at `span`.
    pub fn new(value: T, span: SpanId) -> Spanned<T> {
        Spanned { value, span }
    }

    /// Another value at the same place.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}
