//! Workflow commands of GitHub Actions: annotations on the lines of a pull request.

use std::fmt::Write as _;

use oracle::{Rendered, Severity};
use workspace::Span;

use super::escape::{github_message, github_property};
use super::{STALE, View, provenance};

/// One command a finding. `prefix` leads from the checkout to the root (`""` or with a `/` at its end).
pub fn write(view: &View<'_>, prefix: &str) -> String {
    // What is no command is a line of the log.
    let mut out: String = provenance(view.report).into_iter().map(|sentence| sentence + "\n").collect();
    for finding in view.shown() {
        line(finding, prefix, &mut out);
    }
    for entry in view.stale() {
        let (path, line) = (github_property(&format!("{prefix}{}", entry.path)), entry.stale.line);
        let _ = writeln!(out, "::error file={path},line={line},title={STALE}::{}", github_message(&entry.message()));
    }
    out
}

fn line(finding: &Rendered, prefix: &str, out: &mut String) {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let _ = write!(out, "::{command} file={}", github_property(&format!("{prefix}{}", finding.path)));
    if finding.span != Span::default() {
        let (start, end) = (finding.start, finding.end);
        let _ = write!(out, ",line={},endLine={}", start.line + 1, end.line + 1);
        // Annotations over several lines have no columns; the runner drops them and says so.
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column + 1, end.column + 1);
        }
    }
    let _ = writeln!(out, ",title={}::{}", github_property(finding.code), github_message(&finding.message));
}

/// What leads from `GITHUB_WORKSPACE` to the root, when the root is a folder below it.
pub fn prefix(checkout: Option<&std::path::Path>, root: &std::path::Path) -> String {
    match checkout.and_then(|checkout| workspace::RelPath::below(checkout, root)) {
        Some(below) if !below.as_str().is_empty() => format!("{below}/"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn a_root_below_the_checkout_has_a_prefix() {
        let prefix = |checkout: Option<&str>, root| super::prefix(checkout.map(Path::new), Path::new(root));
        assert_eq!(prefix(Some("/ci/repo"), "/ci/repo/services/a"), "services/a/");
        assert_eq!(prefix(Some("/ci/repo"), "/ci/repo"), "");
        assert_eq!(prefix(Some("/elsewhere"), "/ci/repo"), "");
        assert_eq!(prefix(None, "/ci/repo"), "");
    }
}
