//! The JSON form of a report: what `report.schema.json` says.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use workspace::{LineColumn, RelPath};

use super::{Baselined, Report};
use crate::baseline::Stale;
use crate::finding::Severity;
use crate::owners::Owners;
use crate::render::Rendered;

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let owners = self.owners.as_deref();
        let mut out = serializer.serialize_struct("Report", 7)?;
        out.serialize_field("version", &self.version)?;
        out.serialize_field("results", &self.results)?;
        out.serialize_field("findings", &Findings { findings: &self.findings, owners })?;
        match &self.baseline {
            Some(baseline) => out.serialize_field("baseline", &JsonBaseline::new(baseline, owners))?,
            None => out.skip_field("baseline")?,
        }
        match &self.since {
            Some(since) => out.serialize_field("since", since)?,
            None => out.skip_field("since")?,
        }
        match &self.policy {
            Some(policy) => out.serialize_field("policy", policy)?,
            None => out.skip_field("policy")?,
        }
        out.serialize_field("statistics", &self.statistics)?;
        out.end()
    }
}

#[derive(Serialize)]
struct JsonBaseline<'a> {
    path: &'a str,
    findings: Findings<'a>,
    stale: Vec<JsonStale<'a>>,
}

#[derive(Serialize)]
struct JsonStale<'a> {
    path: &'a str,
    code: &'a str,
    text: &'a str,
    count: u32,
    gone: u32,
    line: u32,
}

impl<'a> JsonBaseline<'a> {
    fn new(baseline: &'a Baselined, owners: Option<&'a Owners>) -> JsonBaseline<'a> {
        let stale = |stale: &'a Stale| JsonStale {
            path: &stale.key.path,
            code: &stale.key.code,
            text: &stale.key.text,
            count: stale.count,
            gone: stale.gone,
            line: stale.line,
        };
        JsonBaseline {
            path: &baseline.path,
            findings: Findings { findings: &baseline.findings, owners },
            stale: baseline.stale.iter().map(stale).collect(),
        }
    }
}

struct Findings<'a> {
    findings: &'a [Rendered],
    owners: Option<&'a Owners>,
}

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Findings of one file stand together: its owners are looked up once.
        let mut last: Option<(&RelPath, Vec<&str>)> = None;
        serializer.collect_seq(self.findings.iter().map(|finding| {
            let owners = self.owners.map(|owners| {
                let known = last.take().filter(|(path, _)| *path == &finding.path);
                let (_, owners) = last.insert(known.unwrap_or_else(|| (&finding.path, owners.of(&finding.path))));
                owners.clone()
            });
            JsonFinding::new(finding, owners)
        }))
    }
}

#[derive(Serialize)]
struct JsonPlace {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct JsonRange {
    start: JsonPlace,
    end: JsonPlace,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    severity: Severity,
    path: String,
    range: JsonRange,
    message: &'a str,
    related: Vec<JsonRelated<'a>>,
    fixes: Vec<JsonFix<'a>>,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owners: Option<Vec<&'a str>>,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    path: String,
    range: JsonRange,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    title: &'a str,
    safe: bool,
}

fn range(start: LineColumn, end: LineColumn) -> JsonRange {
    let place = |place: LineColumn| JsonPlace { line: place.line + 1, column: place.column + 1 };
    JsonRange { start: place(start), end: place(end) }
}

impl<'a> JsonFinding<'a> {
    fn new(finding: &'a Rendered, owners: Option<Vec<&'a str>>) -> JsonFinding<'a> {
        let related = finding.related.iter().map(|related| JsonRelated {
            path: related.path.to_string(),
            range: range(related.start, related.end),
            message: &related.message,
        });
        JsonFinding {
            code: finding.code,
            severity: finding.severity,
            path: finding.path.to_string(),
            range: range(finding.start, finding.end),
            message: &finding.message,
            related: related.collect(),
            fixes: finding.fixes.iter().map(|fix| JsonFix { title: &fix.title, safe: fix.safe }).collect(),
            fingerprint: &finding.fingerprint,
            owners,
        }
    }
}
