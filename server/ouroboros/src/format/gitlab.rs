//! GitLab's Code Quality report: a widget in merge requests, marks on the lines of a diff.

use oracle::{Rendered, Severity};
use serde_json::{Value, json};

use super::{STALE, StaleEntry, View};

/// The whole report. `prefix` leads from the checkout to the root (`""` or with a `/` at its end).
pub fn write(view: &View<'_>, prefix: &str) -> String {
    let findings = view.report.findings.iter().map(|finding| issue(finding, prefix));
    let stale = view.stale().map(|entry| stale_entry(entry, prefix));
    super::json::write(&findings.chain(stale).collect::<Vec<_>>())
}

fn issue(finding: &Rendered, prefix: &str) -> Value {
    let (start, end) = (finding.start.line + 1, finding.end.line + 1);
    json!({
        "type": "issue",
        "check_name": finding.code,
        "description": finding.message,
        "severity": severity(finding.severity),
        "fingerprint": finding.fingerprint,
        "location": { "path": format!("{prefix}{}", finding.path), "lines": { "begin": start, "end": end } },
    })
}

fn stale_entry(entry: StaleEntry<'_>, prefix: &str) -> Value {
    let key = &entry.stale.key;
    json!({
        "type": "issue",
        "check_name": STALE,
        "description": entry.message(),
        "severity": severity(Severity::Error),
        "fingerprint": format!("{STALE}/{}/{}/{}", key.path, key.code, key.text),
        "location": { "path": format!("{prefix}{}", entry.path), "lines": { "begin": entry.stale.line, "end": entry.stale.line } },
    })
}

/// Its words are `info`, `minor`, `major`, `critical`, `blocker`; the last two are for people to give.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
