//! The text of an open editor buffer, which hides the disk's.

use std::sync::Arc;

use compact_str::CompactString;
use ropey::Rope;

use crate::positions::{LineColumn, Unit};

/// An open buffer: a rope, so that a keystroke in a large file costs little and a snapshot nothing.
#[derive(Clone, Debug)]
pub struct Overlay {
    rope: Rope,
    /// The client's version number of this text.
    pub version: i32,
    /// The client's language id, for buffers whose name says nothing.
    pub language: Option<CompactString>,
}

impl PartialEq for Overlay {
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language && (self.rope.is_instance(&other.rope) || self.rope == other.rope)
    }
}

impl Eq for Overlay {}

impl Overlay {
    /// A buffer just opened.
    pub fn new(text: &str, version: i32, language: Option<&str>) -> Overlay {
        Overlay { rope: Rope::from_str(text), version, language: language.map(CompactString::from) }
    }

    /// The whole text.
    pub fn text(&self) -> Arc<str> {
        Arc::from(String::from(&self.rope))
    }

    /// Replaces everything.
    pub fn replace_all(&mut self, text: &str) {
        self.rope = Rope::from_str(text);
    }

    /// Replaces the characters between two places. Places past the end mean the end, as the protocol asks.
    pub fn replace(&mut self, start: LineColumn, end: LineColumn, unit: Unit, text: &str) {
        let start = self.char_at(start, unit);
        let end = self.char_at(end, unit).max(start);
        self.rope.remove(start..end);
        self.rope.insert(start, text);
    }

    fn char_at(&self, place: LineColumn, unit: Unit) -> usize {
        let Some(line) = self.rope.get_line(place.line as usize) else { return self.rope.len_chars() };
        let start = self.rope.line_to_char(place.line as usize);
        let column = place.column as usize;
        // Only up to the line's own end, never into its terminator.
        let ending = line.chars_at(line.len_chars()).reversed().take(2).take_while(|c| matches!(c, '\n' | '\r')).count();
        let width = line.len_chars() - ending;
        let chars = match unit {
            Unit::Scalar => column,
            Unit::Utf8 if column <= line.len_bytes() => line.byte_to_char(column),
            Unit::Utf16 if column <= line.len_utf16_cu() => line.utf16_cu_to_char(column),
            _ => width,
        };
        start + chars.min(width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, column: u32) -> LineColumn {
        LineColumn { line, column }
    }

    #[test]
    fn edits_in_every_unit() {
        for (unit, column) in [(Unit::Utf8, 6), (Unit::Utf16, 3), (Unit::Scalar, 2)] {
            let mut buffer = Overlay::new("é😀b\r\nlast", 1, None);
            buffer.replace(at(0, column), at(0, column + 1), unit, "c");
            assert_eq!(&*buffer.text(), "é😀c\r\nlast", "{unit:?}");
        }
    }

    #[test]
    fn places_past_the_end_are_clamped() {
        let mut buffer = Overlay::new("ab\ncd", 1, None);
        buffer.replace(at(0, 99), at(0, 99), Unit::Utf16, "!");
        buffer.replace(at(9, 0), at(9, 9), Unit::Utf16, "?");
        assert_eq!(&*buffer.text(), "ab!\ncd?");
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        let mut buffer = Overlay::new("a\rb\rc", 1, None);
        buffer.replace(at(1, 0), at(1, 1), Unit::Utf16, "x");
        assert_eq!(&*buffer.text(), "a\rx\rc");
    }
}
