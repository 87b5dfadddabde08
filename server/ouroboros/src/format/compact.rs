//! One line a finding, `path:line:column: severity[code] message`: for editors' problem matchers, `grep` and `wc`.

use std::fmt::Write as _;

use super::escape::terminal;
use super::{STALE, View};

/// All lines.
pub fn write(view: &View<'_>) -> String {
    let mut out = String::new();
    for finding in view.shown() {
        let (path, start) = (view.here.path(&finding.path.to_string()), finding.start);
        let message = terminal(&finding.message);
        let severity = finding.severity.as_str();
        let _ = writeln!(out, "{}:{}:{}: {severity}[{}] {message}", terminal(&path), start.line + 1, start.column + 1, finding.code);
    }
    for entry in view.stale() {
        let _ = writeln!(
            out,
            "{}:{}:1: error[{STALE}] {}",
            terminal(&view.here.path(entry.path)),
            entry.stale.line,
            terminal(&entry.message())
        );
    }
    out
}
