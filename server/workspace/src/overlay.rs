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
