//! The lines of a file that a finding is about, with what is meant underlined.
//!
//! Lines are laid out in columns of a terminal: tabs reach to the next multiple of four, wide characters take
//! two, what a terminal would obey is made visible. Lines that do not fit are cut around what is underlined,
//! and only that part of them is ever looked at, so that a minified file of megabytes costs nothing.

use std::fmt::Write as _;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;
use workspace::{LineIndex, Span};

use super::FRAME;
use super::escape::{is_treacherous, visible};

const TAB: usize = 4;

/// More lines than this are shown as the first two and the last one.
const MAX_LINES: u32 = 4;

/// A text and its lines.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The text.
    pub text: &'a str,
    /// Its lines.
    pub lines: &'a LineIndex,
}

/// How it is to look.
#[derive(Clone, Copy)]
pub struct Look {
    /// Columns of the widest line number.
    pub gutter: usize,
    /// Columns of the terminal.
    pub width: usize,
    /// Of the underline.
    pub mark: Style,
}

/// The last line, from 0, that `span` has a part of. A range that ends behind a line end ends on that line.
pub fn last_line(lines: &LineIndex, span: Span) -> u32 {
    lines.line(span.end.saturating_sub(1).max(span.start))
}

/// Writes the lines of `span`. Offsets outside the text are clamped.
pub fn write(out: &mut String, source: Source<'_>, span: Span, look: Look) {
    let first = source.lines.line(span.start);
    let last = last_line(source.lines, span);
    edge(out, look);
    if first == last {
        one(out, source, span, first, look);
    } else {
        several(out, source, span, first, last, look);
    }
}

fn one(out: &mut String, source: Source<'_>, span: Span, line: u32, look: Look) {
    let (content, start) = content(source, line);
    let (from, to) = (local(content, start, span.start), local(content, start, span.end));
    let laid = lay_out(content, from, to, room(look, 0));
    numbered(out, line, look, "", &laid.text);
    let carets = "^".repeat((laid.end - laid.start).max(1));
    below(out, look, format_args!("{}{carets}", " ".repeat(laid.start)));
}

fn several(out: &mut String, source: Source<'_>, span: Span, first: u32, last: u32, look: Look) {
    let (text, start) = content(source, first);
    let from = local(text, start, span.start);
    let laid = lay_out(text, from, from, room(look, 2));
    // A range that starts where its line does needs no arrow.
    if text[..from].trim().is_empty() {
        numbered(out, first, look, "/ ", &laid.text);
    } else {
        numbered(out, first, look, "  ", &laid.text);
        below(out, look, format_args!(" {}^", "_".repeat(laid.start + 1)));
    }
    let skipped = if last - first < MAX_LINES { first + 1..first + 1 } else { first + 2..last };
    for line in (first + 1..=last).filter(|line| !skipped.contains(line)) {
        if line == last && !skipped.is_empty() {
            let _ = writeln!(out, "{FRAME}{:.<width$}{FRAME:#}", "", width = look.gutter.max(3));
        }
        let (text, start) = content(source, line);
        let end = if line == last { local(text, start, span.end) } else { 0 };
        let before = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        let laid = lay_out(text, before, end, room(look, 2));
        numbered(out, line, look, "| ", &laid.text);
        if line == last {
            below(out, look, format_args!("|{}^", "_".repeat(laid.end.max(1))));
        }
    }
}

fn edge(out: &mut String, look: Look) {
    let _ = writeln!(out, "{FRAME}{:gutter$} |{FRAME:#}", "", gutter = look.gutter);
}

fn numbered(out: &mut String, line: u32, look: Look, bar: &str, text: &str) {
    let (number, gutter, mark) = (line + 1, look.gutter, look.mark);
    let _ = write!(out, "{FRAME}{number:>gutter$} |{FRAME:#}");
    // Nothing trails: an empty line has no blank before it either.
    let bar = if text.is_empty() { bar.trim_end() } else { bar };
    if !text.is_empty() || !bar.is_empty() {
        out.push(' ');
    }
    if !bar.trim().is_empty() {
        let _ = write!(out, "{mark}{bar}{mark:#}{text}");
    } else {
        let _ = write!(out, "{bar}{text}");
    }
    out.push('\n');
}

fn below(out: &mut String, look: Look, marks: std::fmt::Arguments<'_>) {
    let (gutter, mark) = (look.gutter, look.mark);
    let _ = writeln!(out, "{FRAME}{:gutter$} |{FRAME:#} {mark}{marks}{mark:#}", "");
}

/// Columns that are left for the line itself. Terminals narrower than a few words are taken to be wider.
fn room(look: Look, bar: usize) -> usize {
    look.width.saturating_sub(look.gutter + 3 + bar).max(20)
}

/// A line without its end, and the offset of its first byte.
fn content<'a>(source: Source<'a>, line: u32) -> (&'a str, u32) {
    let (start, end) = (source.lines.line_start(line), source.lines.line_start(line + 1));
    let text = source.text.get(start as usize..end as usize).unwrap_or("");
    (text.trim_end_matches(['\n', '\r']), start)
}

/// An offset of the file as one of the line, at a character.
fn local(content: &str, start: u32, offset: u32) -> usize {
    content.floor_char_boundary((offset.saturating_sub(start) as usize).min(content.len()))
}

/// A line as shown, and the columns of what is underlined in it.
struct Laid {
    text: String,
    start: usize,
    end: usize,
}

fn lay_out(content: &str, from: usize, to: usize, room: usize) -> Laid {
    // No character has more than four bytes; combining ones have no width, so look a bit further than needed.
    let reach = room * 8;
    let low = if from <= reach { 0 } else { content.floor_char_boundary(from - reach) };
    let high = content.ceil_char_boundary(content.len().min(from.saturating_add(reach)));
    let mut cells: Vec<(String, usize)> = Vec::new();
    let (mut column, mut start, mut end) = (0, None, None);
    for (at, c) in content[low..high].char_indices() {
        if low + at >= from {
            start.get_or_insert(column);
        }
        if low + at >= to {
            end.get_or_insert(column);
        }
        let (shown, width) = cell(c, column);
        cells.push((shown, width));
        column += width;
    }
    let start = start.unwrap_or(column);
    let end = end.unwrap_or(column).max(start);
    let (cut_left, cut_right) = (low > 0, high < content.len());
    if column <= room && !cut_left && !cut_right {
        return Laid { text: cells.into_iter().map(|(shown, _)| shown).collect(), start, end };
    }
    // The window shows what is underlined, with some of what stands before it.
    let window = room - 2;
    let skip = if end < window && !cut_left { 0 } else { start.saturating_sub((window.saturating_sub(end - start) / 2).max(window / 4)) };
    let mut text = String::new();
    let (mut at, mut first, mut used, mut complete) = (0, None, 0, true);
    for (shown, width) in &cells {
        if at >= skip {
            let first = *first.get_or_insert(at);
            if at + width - first > window {
                complete = false;
                break;
            }
            text.push_str(shown);
            used = at + width - first;
        }
        at += width;
    }
    let first = first.unwrap_or(at);
    let mark = usize::from(first > 0 || cut_left);
    if mark == 1 {
        text.insert(0, '…');
    }
    if !complete || cut_right {
        text.push('…');
    }
    let place = |column: usize| column.saturating_sub(first).min(used) + mark;
    Laid { text, start: place(start), end: place(end) }
}

fn cell(c: char, column: usize) -> (String, usize) {
    if c == '\t' {
        let width = TAB - column % TAB;
        return (" ".repeat(width), width);
    }
    if is_treacherous(c) {
        let shown = visible(c);
        let width = shown.chars().count();
        return (shown.into_owned(), width);
    }
    (c.to_string(), c.width().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The excerpt of what stands between `«` and `»`.
    fn excerpt(marked: &str, width: usize) -> String {
        let start = marked.find('«').unwrap();
        let end = marked.find('»').unwrap() - '«'.len_utf8();
        let text = marked.replace(['«', '»'], "");
        let lines = LineIndex::new(&text);
        let span = Span::new(start, end);
        let gutter = (last_line(&lines, span) + 1).to_string().len();
        let mut out = String::new();
        write(&mut out, Source { text: &text, lines: &lines }, span, Look { gutter, width, mark: Style::new() });
        anstream::adapter::strip_str(&out).to_string()
    }

    #[test]
    fn a_range_in_a_line() {
        assert_eq!(excerpt("x\nimport «a.b» as c\n", 80), "  |\n2 | import a.b as c\n  |        ^^^\n");
        assert_eq!(excerpt("\n«»", 80), "  |\n2 |\n  | ^\n");
        assert_eq!(excerpt("a«\n»b", 80), "  |\n1 | a\n  |  ^\n");
        assert_eq!(excerpt("a = «b»\r\nc\r\n", 80), "  |\n1 | a = b\n  |     ^\n");
    }

    #[test]
    fn columns_are_those_of_the_terminal() {
        assert_eq!(excerpt("\ta\t«b»\n", 80), "  |\n1 |     a   b\n  |         ^\n");
        assert_eq!(excerpt("日本 = «語»\n", 80), "  |\n1 | 日本 = 語\n  |        ^^\n");
        assert_eq!(excerpt("a\u{301} «b»\n", 80), "  |\n1 | a\u{301} b\n  |   ^\n");
        assert_eq!(excerpt("\u{1b}[2J «b»\n", 80), "  |\n1 | ␛[2J b\n  |      ^\n");
        assert_eq!(excerpt("«\u{202e}»b\n", 80), "  |\n1 | \\u{202e}b\n  | ^^^^^^^^\n");
    }

    #[test]
    fn ranges_over_lines() {
        assert_eq!(excerpt("  «a(\n b\n)»\n", 80), "  |\n1 | /   a(\n2 | |  b\n3 | | )\n  | |_^\n");
        assert_eq!(excerpt("x = «a(\n)»\n", 80), "  |\n1 |   x = a(\n  |  _____^\n2 | | )\n  | |_^\n");
        assert_eq!(excerpt("«1\n2\n3\n4\n5\n6»\n", 80), "  |\n1 | / 1\n2 | | 2\n...\n6 | | 6\n  | |_^\n");
        assert_eq!(excerpt("«1\n\n3»\n", 80), "  |\n1 | / 1\n2 | |\n3 | | 3\n  | |_^\n");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let long = format!("{}«needle»{}", "a ".repeat(100), " z".repeat(100));
        let out = excerpt(&long, 44);
        let lines: Vec<&str> = out.lines().collect();
        assert!(lines[1].contains("needle") && lines[1].contains("| …") && lines[1].ends_with('…'), "{out}");
        assert!(lines.iter().all(|line| line.chars().count() <= 44), "{out}");
        assert_eq!(lines[1].chars().position(|c| c == 'n'), lines[2].chars().position(|c| c == '^'), "{out}");
        let out = excerpt(&format!("«{}»", "x".repeat(500)), 44);
        assert!(out.lines().all(|line| line.chars().count() <= 44), "{out}");
        assert_eq!(excerpt(&format!("«a»{}", "b".repeat(60)), 30).lines().nth(1), Some("1 | abbbbbbbbbbbbbbbbbbbbbbb…"));
    }

    #[test]
    fn a_line_of_megabytes_costs_nothing() {
        let text = "ab".repeat(5 << 20);
        let lines = LineIndex::new(&text);
        for at in [0, 5 << 20, text.len()] {
            let mut out = String::new();
            let look = Look { gutter: 1, width: 80, mark: Style::new() };
            write(&mut out, Source { text: &text, lines: &lines }, Span::new(at, text.len()), look);
            assert!(out.len() < 1000);
        }
    }

    #[test]
    fn ranges_outside_the_text_do_no_harm() {
        let lines = LineIndex::new("äö\n");
        for (start, end) in [(1, 2), (50, 60), (0, 99)] {
            let look = Look { gutter: 1, width: 1, mark: Style::new() };
            write(&mut String::new(), Source { text: "äö\n", lines: &lines }, Span { start, end }, look);
            write(&mut String::new(), Source { text: "", lines: &lines }, Span { start, end }, look);
        }
    }
}
