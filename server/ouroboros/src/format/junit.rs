//! JUnit's XML, which every CI server shows: a suite for each component, a case for each of its levels in which
//! nothing fails, and one for each finding that does.
//!
//! A case fails exactly when the check does, so that the server and the exit code say the same. The schema asks
//! for a time, a duration and a host; there are none that would be the same twice, so they are those of nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oracle::{Level, Rendered, report};

use super::escape::xml;
use super::{STALE, View};

/// The whole document.
pub fn write(view: &View<'_>) -> String {
    let fails = |finding: &&Rendered| view.fail_on.is_some_and(|worst| finding.severity >= worst);
    let mut failing: BTreeMap<String, Vec<&Rendered>> = BTreeMap::new();
    for finding in view.report.findings.iter().filter(fails) {
        failing.entry(report::component_of(view.db, finding).to_string()).or_default().push(finding);
    }
    let mut suites = Vec::new();
    for result in &view.report.results {
        let failing = failing.remove(&result.component).unwrap_or_default();
        let mut suite = Suite::new(&result.component);
        for level in &result.children {
            if !failing.iter().any(|finding| Level::of(finding.code) == level.level) {
                suite.pass(&result.component, &format!("{} {}", level.level, level.level.name()));
            }
        }
        failing.into_iter().for_each(|finding| suite.finding(finding));
        suites.push(suite);
    }
    let mut baseline = Suite::new("baseline");
    for entry in view.stale() {
        let place = format!("{}:{}", entry.path, entry.stale.line);
        baseline.fail(entry.path, &format!("{STALE} at line {}", entry.stale.line), STALE, &entry.message(), &place);
    }
    if baseline.failures > 0 {
        suites.push(baseline);
    }
    if suites.is_empty() {
        // Servers take a report without a case for one that was lost.
        let mut suite = Suite::new(".");
        suite.pass(".", "there are no files to check");
        suites.push(suite);
    }
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    suites.iter().enumerate().for_each(|(id, suite)| suite.write(id, &mut out));
    out.push_str("</testsuites>\n");
    out
}

struct Suite {
    name: String,
    cases: String,
    tests: usize,
    failures: usize,
}

impl Suite {
    fn new(name: &str) -> Suite {
        Suite { name: name.to_owned(), cases: String::new(), tests: 0, failures: 0 }
    }

    fn pass(&mut self, class: &str, name: &str) {
        self.tests += 1;
        let _ = writeln!(self.cases, "    <testcase classname=\"{}\" name=\"{}\" time=\"0\"/>", xml(class), xml(name));
    }

    fn finding(&mut self, finding: &Rendered) {
        let path = finding.path.to_string();
        let place = format!("{}:{}", finding.start.line + 1, finding.start.column + 1);
        let name = format!("{} at {place}", finding.code);
        self.fail(&path, &name, finding.code, &finding.message, &format!("{path}:{place}"));
    }

    fn fail(&mut self, class: &str, name: &str, kind: &str, message: &str, place: &str) {
        self.tests += 1;
        self.failures += 1;
        let message = xml(message);
        let _ = write!(
            self.cases,
            "    <testcase classname=\"{}\" name=\"{}\" time=\"0\">\n      <failure type=\"{}\" message=\"{message}\">{}: {message}</failure>\n    </testcase>\n",
            xml(class),
            xml(name),
            xml(kind),
            xml(place),
        );
    }

    fn write(&self, id: usize, out: &mut String) {
        let _ = write!(
            out,
            "  <testsuite id=\"{id}\" name=\"{name}\" package=\"ouroboros\" tests=\"{}\" failures=\"{}\" errors=\"0\" time=\"0\" \
             timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\">\n    <properties/>\n{}    <system-out/>\n    <system-err/>\n  </testsuite>\n",
            self.tests,
            self.failures,
            self.cases,
            name = xml(&self.name),
        );
    }
}
