//! Columns of text, aligned, and the table that ends a report.

use std::fmt::Write as _;

use anstyle::Style;
use oracle::report::{ComponentResult, Outcome};
use unicode_width::UnicodeWidthStr;

use super::{ERROR, FAINT, GOOD, STRONG, WARNING, counted, escape};

/// More components than this are summed up.
const SHOWN: usize = 20;

/// One field of a table.
pub struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    /// `text`, made safe, in `style`.
    pub fn new(text: &str, style: Style) -> Cell {
        Cell { text: escape::terminal(text).into_owned(), style }
    }
}

/// Writes `rows` with columns as wide as their widest field.
pub fn write(out: &mut String, rows: &[Vec<Cell>]) {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.text.width());
        }
    }
    for row in rows {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let style = cell.style;
            let _ = write!(out, "{style}{}{style:#}", cell.text);
            // Nothing but the line's end follows the last field.
            if column + 1 < row.len() {
                let _ = write!(out, "{:pad$}", "", pad = width - cell.text.width() + 2);
            }
        }
        out.push('\n');
    }
}

/// Components by levels, the worst first; those that do not fit are counted.
pub fn summary(out: &mut String, results: &[ComponentResult]) {
    let Some(first) = results.first() else { return };
    let mut sorted: Vec<&ComponentResult> = results.iter().collect();
    // Stable: equals stay in the order of their paths.
    sorted.sort_by_key(|result| std::cmp::Reverse((result.details.errors, result.details.warnings)));
    let mut header = vec![Cell::new("component", STRONG), Cell::new("files", STRONG)];
    header.extend(first.children.iter().map(|level| Cell::new(&format!("{} {}", level.level, level.level.name()), STRONG)));
    let mut rows = vec![header];
    for result in sorted.iter().take(SHOWN) {
        let mut row = vec![Cell::new(&result.component, Style::new()), Cell::new(&result.details.files.to_string(), Style::new())];
        row.extend(result.children.iter().map(outcome));
        rows.push(row);
    }
    write(out, &rows);
    let rest = sorted.get(SHOWN..).unwrap_or_default();
    let passing = rest.iter().filter(|result| result.status == Outcome::Pass).count();
    if rest.len() > passing {
        let _ = writeln!(out, "{FAINT}… and {} more that do not pass{FAINT:#}", rest.len() - passing);
    }
    if passing > 0 {
        let _ = writeln!(out, "{FAINT}… and {passing} more that pass{FAINT:#}");
    }
}

fn outcome(level: &ComponentResult) -> Cell {
    let (errors, warnings) = (level.details.errors, level.details.warnings);
    match level.status {
        Outcome::Pass => Cell::new("pass", GOOD),
        Outcome::Warn => Cell::new(&format!("warn ({})", counted(warnings, "warning")), WARNING),
        Outcome::Fail if warnings == 0 => Cell::new(&format!("fail ({})", counted(errors, "error")), ERROR),
        Outcome::Fail => Cell::new(&format!("fail ({}, {})", counted(errors, "error"), counted(warnings, "warning")), ERROR),
    }
}

#[cfg(test)]
mod tests {
    use oracle::Level;
    use oracle::report::Details;

    use super::*;

    fn result(component: &str, errors: usize) -> ComponentResult {
        let details = Details { files: 1, errors, ..Details::default() };
        let status = if errors > 0 { Outcome::Fail } else { Outcome::Pass };
        let level = ComponentResult {
            component: component.to_owned(),
            kind: "folder".into(),
            level: Level::L1,
            status,
            message: String::new(),
            details,
            children: Vec::new(),
            hash: String::new(),
        };
        ComponentResult { children: vec![level.clone()], ..level }
    }

    #[test]
    fn the_worst_come_first_and_the_rest_is_counted() {
        let mut results: Vec<_> = (0..30).map(|n| result(&format!("c{n:02}"), 0)).collect();
        results[7] = result("日本", 12);
        let mut out = String::new();
        summary(&mut out, &results);
        let out = anstream::adapter::strip_str(&out).to_string();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[..3], ["component  files  L1 syntax", "日本       1      fail (12 errors)", "c00        1      pass"]);
        assert_eq!((lines.len(), lines[21]), (22, "… and 10 more that pass"));
        let mut out = String::new();
        summary(&mut out, &(0..22).map(|n| result(&format!("c{n}"), 1)).collect::<Vec<_>>());
        assert!(out.contains("… and 2 more that do not pass") && !out.contains("that pass"));
    }
}
