//! From byte offsets to lines and columns, in whichever unit the reader counts.
//!
//! A [`LineIndex`] is all that is kept of a closed file's text: enough to render a finding there.
//! Line ends are the protocol's: `\n`, `\r\n` and a lone `\r`.

/// A half-open range of byte offsets into one file's text (after decoding to UTF-8, without a BOM).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end`; offsets past 4 GiB do not occur, as such files are not read.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    /// Nothing, at `at`.
    pub fn empty(at: usize) -> Span {
        Span::new(at, at)
    }

    /// Whether `offset` is inside or at either edge, as a cursor is.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// As a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a column counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Bytes of UTF-8.
    Utf8,
    /// 16-bit units, the protocol's default.
    Utf16,
    /// Unicode scalar values: the report's unit, and the protocol's UTF-32.
    Scalar,
}

/// A place, both parts counted from zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct LineColumn {
    /// Line, from 0.
    pub line: u32,
    /// Column, from 0, in the unit that was asked for.
    pub column: u32,
}

/// Where the lines of a text start and which of its characters are wider than a byte.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct LineIndex {
    #[serde(with = "steps")]
    starts: Box<[u32]>,
    wide: Box<[Wide]>,
    len: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
struct Wide {
    offset: u32,
    bytes: u8,
}

/// How many bytes of ASCII a text begins with.
fn ascii_len(bytes: &[u8]) -> usize {
    const STEP: usize = 32;
    let whole = bytes.chunks_exact(STEP).take_while(|chunk| chunk.is_ascii()).count() * STEP;
    whole + bytes[whole..].iter().take_while(|byte| byte.is_ascii()).count()
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        let mut wide = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            at += ascii_len(&bytes[at..]);
            while let Some(&first) = bytes.get(at).filter(|byte| !byte.is_ascii()) {
                let len = if first >= 0xF0 { 4 } else { 2 + u8::from(first >= 0xE0) };
                wide.push(Wide { offset: at as u32, bytes: len });
                at += usize::from(len);
            }
        }
        LineIndex { starts: starts.into(), wide: wide.into(), len: bytes.len() as u32 }
    }

    /// How many lines; a text that ends with a line end has an empty last one.
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Bytes of the whole text.
    pub fn text_len(&self) -> u32 {
        self.len
    }

    /// The line `offset` is on.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32 - 1
    }

    /// Where a line's first byte is; the end of the text for lines past it.
    pub fn line_start(&self, line: u32) -> u32 {
        self.starts.get(line as usize).copied().unwrap_or(self.len)
    }

    /// A line without what ends it, as far as that is one byte.
    pub fn line_span(&self, line: u32) -> Span {
        let (start, next) = (self.line_start(line), self.line_start(line.saturating_add(1)));
        let end = if next < self.len || line + 1 < self.lines() { next.saturating_sub(1) } else { next };
        Span { start, end: end.max(start) }
    }

    /// The place of `offset`, which is clamped to the text.
    pub fn line_column(&self, offset: u32, unit: Unit) -> LineColumn {
        let offset = offset.min(self.len);
        let line = self.line(offset);
        let start = self.line_start(line);
        LineColumn { line, column: offset - start - self.surplus(start, offset, unit) }
    }

    /// The offset of a place; columns past the line's end are clamped to the next line's start.
    pub fn offset(&self, place: LineColumn, unit: Unit) -> u32 {
        if place.line >= self.lines() {
            return self.len;
        }
        let start = self.line_start(place.line);
        let end = self.line_start(place.line + 1);
        let mut offset = start.saturating_add(place.column);
        if unit != Unit::Utf8 {
            let first = self.wide.partition_point(|wide| wide.offset < start);
            for wide in self.wide[first..].iter().take_while(|wide| wide.offset < end) {
                if wide.offset >= offset {
                    break;
                }
                offset = offset.saturating_add(wide.surplus(unit));
                // A column in the middle of a surrogate pair means the start of the character.
                if offset < wide.offset + u32::from(wide.bytes) {
                    offset = wide.offset;
                    break;
                }
            }
        }
        offset.min(end)
    }

    /// How many bytes of `from..to` do not count as columns of their own.
    fn surplus(&self, from: u32, to: u32, unit: Unit) -> u32 {
        if unit == Unit::Utf8 || self.wide.is_empty() {
            return 0;
        }
        let first = self.wide.partition_point(|wide| wide.offset < from);
        self.wide[first..].iter().take_while(|wide| wide.offset < to).map(|wide| wide.surplus(unit)).sum()
    }
}

impl Wide {
    fn surplus(self, unit: Unit) -> u32 {
        let bytes = u32::from(self.bytes);
        match unit {
            Unit::Utf8 => 0,
            Unit::Utf16 => bytes - if bytes == 4 { 2 } else { 1 },
            Unit::Scalar => bytes - 1,
        }
    }
}

/// Rising numbers, kept as their differences: a line's length takes a byte where its start takes three.
mod steps {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(starts: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
        let before = std::iter::once(0).chain(starts.iter().copied());
        serializer.collect_seq(starts.iter().zip(before).map(|(start, before)| start - before))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<[u32]>, D::Error> {
        let mut starts = Vec::<u32>::deserialize(deserializer)?;
        let mut at = 0u32;
        for start in &mut starts {
            at = at.wrapping_add(*start);
            *start = at;
        }
        Ok(starts.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_every_unit() {
        let text = "aé😀b\r\nx\ry\n";
        let index = LineIndex::new(text);
        let b = text.find('b').unwrap() as u32;
        assert_eq!(index.line_column(b, Unit::Utf8).column, 7);
        assert_eq!(index.line_column(b, Unit::Utf16).column, 4);
        assert_eq!(index.line_column(b, Unit::Scalar).column, 3);
        assert_eq!(index.line_column(text.find('y').unwrap() as u32, Unit::Utf8), LineColumn { line: 2, column: 0 });
        assert_eq!(index.lines(), 4);
    }

    #[test]
    fn offsets_come_back() {
        let text = "aé😀b\nñ = 😀\n\nend";
        let index = LineIndex::new(text);
        for unit in [Unit::Utf8, Unit::Utf16, Unit::Scalar] {
            for (at, _) in text.char_indices() {
                assert_eq!(index.offset(index.line_column(at as u32, unit), unit), at as u32, "{unit:?} at {at}");
            }
        }
        assert_eq!(index.offset(LineColumn { line: 99, column: 0 }, Unit::Utf16), text.len() as u32);
        assert_eq!(index.offset(LineColumn { line: 0, column: 99 }, Unit::Utf16), text.find('ñ').unwrap() as u32);
    }
}
