//! Places, there and back: byte offsets here, lines and columns in the client's unit there.

use tower_lsp::ls_types::{Position, Range};
use workspace::{LineColumn, LineIndex, Span, Unit};

/// A place as the protocol writes it.
pub fn position(place: LineColumn) -> Position {
    Position::new(place.line, place.column)
}

/// A place as the protocol wrote it.
pub fn line_column(position: Position) -> LineColumn {
    LineColumn { line: position.line, column: position.character }
}

/// A span as the protocol writes it.
pub fn range(lines: &LineIndex, span: Span, unit: Unit) -> Range {
    Range::new(position(lines.line_column(span.start, unit)), position(lines.line_column(span.end, unit)))
}

/// The offset that a place stands for; places past the end of anything mean its end.
pub fn offset(lines: &LineIndex, position: Position, unit: Unit) -> u32 {
    lines.offset(line_column(position), unit)
}

/// Whether two ranges share a place; a cursor at either edge does.
pub fn touch(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}
