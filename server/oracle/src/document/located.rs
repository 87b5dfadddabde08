//! Where the parts of a scalar's text are in the file.

use std::ops::Range;
use std::sync::Arc;

use documents::{Node, Value};
use workspace::Span;

/// Of a text in a block: where its lines start in the file, and where in the text.
type Lines = (Arc<[u32]>, Arc<[usize]>);

/// The place of a text's parts in the file.
#[derive(Clone, Debug)]
pub struct Located {
    span: Span,
    literal: bool,
    lines: Option<Lines>,
}

impl Located {
    /// The place of a part of the text.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let start = self.span.start as usize;
        if self.literal {
            return Span::new(start + range.start, start + range.end);
        }
        let Some((places, starts)) = &self.lines else { return self.span };
        let line = starts.partition_point(|start| *start <= range.start).saturating_sub(1);
        match (places.get(line), starts.get(line)) {
            (Some(place), Some(start)) => {
                let end = starts.get(line + 1).map_or(range.end, |next| range.end.min(next - 1)).max(range.start);
                Span::new(*place as usize + range.start - start, *place as usize + end - start)
            }
            _ => self.span,
        }
    }

    /// Of the text of a scalar.
    pub fn of(node: &Node, text: &str) -> Located {
        let (literal, lines) = match &node.value {
            Value::Scalar { literal, block, .. } => (*literal, block.clone()),
            _ => (false, None),
        };
        let starts = || std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Located { span: node.span, literal, lines: lines.map(|lines| (lines, starts())) }
    }
}
