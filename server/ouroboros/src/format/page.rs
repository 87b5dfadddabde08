//! A rule's page on a terminal: the little Markdown that pages are written in, with colour and wrapped.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::{ERROR, FAINT, HELP, STRONG};

/// Lines of text are not made longer than this, however wide the terminal is.
const MAX_WIDTH: usize = 100;

/// Renders `page` for a terminal of `width` columns.
pub fn write(page: &str, width: usize) -> String {
    let width = width.clamp(20, MAX_WIDTH);
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            flush(&mut paragraph, &mut out, width);
            let body = lines.by_ref().take_while(|line| line.trim_end() != "```");
            code(info, body, &mut out);
        } else if let Some(heading) = line.strip_prefix('#') {
            flush(&mut paragraph, &mut out, width);
            let _ = writeln!(out, "{STRONG}{}{STRONG:#}", heading.trim_start_matches('#').trim());
        } else if line.trim().is_empty() {
            flush(&mut paragraph, &mut out, width);
            out.push('\n');
        } else if line.starts_with("- ") {
            flush(&mut paragraph, &mut out, width);
            paragraph.push_str(line);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    flush(&mut paragraph, &mut out, width);
    out
}

fn code<'a>(info: &str, body: impl Iterator<Item = &'a str>, out: &mut String) {
    let title = info.split_once(' ').map_or(info, |(_, path)| path);
    if !title.is_empty() {
        let title = if title == "expect" { "found" } else { title };
        let _ = writeln!(out, "    {FAINT}{title}{FAINT:#}");
    }
    for line in body {
        match line.find("<- L") {
            Some(at) => {
                let _ = writeln!(out, "    {}{ERROR}{}{ERROR:#}", &line[..at], &line[at..]);
            }
            None => {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
}

/// Writes a paragraph or list item, wrapped between words.
fn flush(paragraph: &mut String, out: &mut String, width: usize) {
    let indent = if paragraph.starts_with("- ") { "  " } else { "" };
    let (mut column, mut in_code) = (0, false);
    for word in paragraph.split_whitespace() {
        let length = word.replace('`', "").width();
        if column > 0 && column + 1 + length > width {
            let _ = write!(out, "\n{indent}");
            column = indent.len();
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        // Code may hold blanks: its style ends with each word and starts again with the next.
        if in_code {
            let _ = write!(out, "{HELP}");
        }
        for (number, part) in word.split('`').enumerate() {
            if number > 0 {
                in_code = !in_code;
                let _ = if in_code { write!(out, "{HELP}") } else { write!(out, "{HELP:#}") };
            }
            out.push_str(part);
        }
        if in_code {
            let _ = write!(out, "{HELP:#}");
        }
        column += length;
    }
    if !paragraph.is_empty() {
        out.push('\n');
    }
    paragraph.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_wrapped_and_coloured() {
        let page =
            "# L1/x\n\nSome `code here` that\nis long enough.\n\n- an item that goes on\n- b\n\n```python a.py\nx = 1  # <- L1/x\n```\n";
        let out = write(page, 20);
        assert!(out.contains(&format!("{HELP}code{HELP:#} {HELP}here{HELP:#}")), "{out:?}");
        assert_eq!(
            anstream::adapter::strip_str(&out).to_string(),
            "L1/x\n\nSome code here that\nis long enough.\n\n- an item that goes\n  on\n- b\n\n    a.py\n    x = 1  # <- L1/x\n"
        );
    }
}
