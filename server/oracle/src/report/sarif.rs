//! SARIF 2.1.0, for code scanning services and for viewers in editors.

use std::path::Path;

use serde_json::{Value, json};
use workspace::{Database, File, LineColumn, RelPath, Root, Span, Unit};

use super::{Report, STALE};
use crate::escape;
use crate::finding::Severity;
use crate::render::{Rendered, RenderedFix, RenderedRelated};
use crate::rule::{Rule, rules};

/// The name of the base that all paths are relative to.
const BASE: &str = "%SRCROOT%";

/// The whole log about `root`, as it is printed.
pub fn write(db: &Database, root: Root, report: &Report) -> String {
    let new = report.findings.iter().map(|finding| (finding, false));
    let known = report.baseline.iter().flat_map(|baseline| &baseline.findings).map(|finding| (finding, true));
    let mut all: Vec<(&Rendered, bool)> = new.chain(known).collect();
    all.sort_by_key(|(finding, _)| (&finding.path, finding.start, finding.end, finding.code));
    let results: Vec<Value> = all.into_iter().map(|(finding, known)| result(db, report, finding, known)).collect();
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Ouroboros",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules().iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { BASE: { "uri": base(root.path(db)) } },
            "invocations": [invocation(report)],
            "results": results,
        }],
    });
    let properties = json!({ "since": report.since, "policy": report.policy });
    if report.since.is_some() || report.policy.is_some() {
        log["runs"][0]["properties"] = properties;
    }
    super::printed::write(&log)
}

fn base(root: &Path) -> String {
    let path = root.to_string_lossy().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}/", escape::uri(path.trim_end_matches('/')))
}

fn descriptor(rule: &Rule) -> Value {
    let (_, name) = rule.code.split_once('/').unwrap_or(("", rule.code));
    json!({
        "id": rule.code,
        "name": name,
        "shortDescription": { "text": rule.summary },
        "help": { "text": rule.page, "markdown": escape::markdown_document(rule.page) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [rule.level().to_string(), rule.level().name()] },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// How the run went: entries of a baseline that are to be taken out are news of the run, and not about code.
fn invocation(report: &Report) -> Value {
    let stale = report.stale().map(|entry| {
        json!({
            "level": "error",
            "descriptor": { "id": STALE },
            "message": message(&entry.message()),
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": escape::uri(entry.path), "uriBaseId": BASE },
                "region": { "startLine": entry.stale.line },
            } }],
        })
    });
    let stale: Vec<Value> = stale.collect();
    let mut out = json!({ "executionSuccessful": true });
    if !stale.is_empty() {
        out["toolExecutionNotifications"] = Value::Array(stale);
    }
    out
}

fn result(db: &Database, report: &Report, finding: &Rendered, known: bool) -> Value {
    let mut out = json!({
        "ruleId": finding.code,
        "ruleIndex": rules().iter().position(|rule| rule.code == finding.code),
        "level": level(finding.severity),
        "message": message(&finding.message),
        "locations": [location(&finding.path, finding.file.is_some(), finding.span, finding.start, finding.end)],
        "partialFingerprints": { "ouroboros/v1": finding.fingerprint },
    });
    if !finding.related.is_empty() {
        out["relatedLocations"] = finding.related.iter().enumerate().map(|(id, place)| related(id, place)).collect();
    }
    if let Some(baseline) = &report.baseline {
        out["baselineState"] = json!(if known { "unchanged" } else { "new" });
        if known {
            let why = format!("known to the baseline {}", baseline.path);
            out["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": why }]);
        }
    }
    if let Some(owners) = &report.owners {
        out["properties"] = json!({ "owners": owners.of(&finding.path) });
    }
    let fixes: Vec<Value> = finding.fixes.iter().filter(|fix| !fix.edits.is_empty()).map(|fix| self::fix(db, fix)).collect();
    if !fixes.is_empty() {
        out["fixes"] = Value::Array(fixes);
    }
    out
}

fn message(text: &str) -> Value {
    json!({ "text": escape::sarif_text(text), "markdown": escape::markdown(text) })
}

fn location(path: &RelPath, file: bool, span: Span, start: LineColumn, end: LineColumn) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(path, file) });
    // Nothing at the start of a file stands for all of it, and so does no region.
    if span != Span::default() {
        physical["region"] = region(start, end);
    }
    json!({ "physicalLocation": physical })
}

fn related(id: usize, place: &RenderedRelated) -> Value {
    let mut out = location(&place.path, true, place.span, place.start, place.end);
    out["id"] = json!(id);
    out["message"] = message(&place.message);
    out
}

fn artifact(path: &RelPath, file: bool) -> Value {
    let uri = escape::uri(path.as_str());
    let uri = match (file, uri.is_empty()) {
        (true, _) => uri,
        (false, true) => "./".to_owned(),
        (false, false) => format!("{uri}/"),
    };
    json!({ "uri": uri, "uriBaseId": BASE })
}

fn region(start: LineColumn, end: LineColumn) -> Value {
    json!({ "startLine": start.line + 1, "startColumn": start.column + 1, "endLine": end.line + 1, "endColumn": end.column + 1 })
}

fn fix(db: &Database, fix: &RenderedFix) -> Value {
    let changes: Vec<Value> = fix
        .edits
        .chunk_by(|a, b| a.0 == b.0)
        .map(|edits| {
            json!({
                "artifactLocation": artifact(edits[0].0.path(db), true),
                "replacements": edits.iter().map(|(file, span, text)| replacement(db, *file, *span, text)).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "description": message(&fix.title), "artifactChanges": changes })
}

fn replacement(db: &Database, file: File, span: Span, text: &str) -> Value {
    let ranges = graph::ranges(db, file);
    let place = |offset| ranges.lines.line_column(offset, Unit::Scalar);
    json!({ "deletedRegion": region(place(span.start), place(span.end)), "insertedContent": { "text": text } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_the_root_are_uris_too() {
        assert_eq!(artifact(&RelPath::root(), false)["uri"], "./");
        assert_eq!(artifact(&RelPath::new("a b"), false)["uri"], "a%20b/");
        assert_eq!(base(Path::new("/home/a b")), "file:///home/a%20b/");
    }
}
