//! How often each rule found something, the most frequent first.

use anstyle::Style;
use oracle::{Rendered, Report, Severity, rule};
use serde_json::{Value, json};

use super::table::{self, Cell};
use super::{FAINT, counted, style};

struct Row {
    code: &'static str,
    count: usize,
    worst: Severity,
}

/// As a table, with the rules' summaries.
pub fn text(report: &Report) -> String {
    let rows: Vec<Vec<Cell>> = rows(report)
        .iter()
        .map(|row| {
            vec![
                Cell::new(&format!("{:>5}", row.count), Style::new()),
                Cell::new(row.code, style(row.worst)),
                Cell::new(row.worst.as_str(), Style::new()),
                Cell::new(rule(row.code).map_or("", |rule| rule.summary), FAINT),
            ]
        })
        .collect();
    let mut out = String::new();
    table::write(&mut out, &rows);
    out.push_str(&counted(report.findings.len(), "finding"));
    if let Some(baseline) = &report.baseline {
        out.push_str(&format!(", {} known to the baseline", baseline.findings.len()));
    }
    out.push('\n');
    out
}

/// As a list of objects.
pub fn json(report: &Report) -> String {
    let rows = rows(report).into_iter().map(|row| json!({ "code": row.code, "count": row.count, "severity": row.worst }));
    super::json::write(&rows.collect::<Vec<Value>>())
}

fn rows(report: &Report) -> Vec<Row> {
    let mut sorted: Vec<&Rendered> = report.findings.iter().collect();
    sorted.sort_by_key(|finding| finding.code);
    let groups = sorted.chunk_by(|a, b| a.code == b.code);
    let mut out: Vec<Row> = groups
        .map(|group| Row {
            code: group[0].code,
            count: group.len(),
            worst: group.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info),
        })
        .collect();
    // Stable: equals stay in the order of their codes.
    out.sort_by_key(|row| std::cmp::Reverse(row.count));
    out
}
