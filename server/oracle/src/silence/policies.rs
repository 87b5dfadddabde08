//! Manifests that tests hold against a cluster, or against what a chart makes, or read without one: they are as incomplete as a pattern
//! may be, and nobody applies them.

use syntax::place::is_test;
use workspace::{Db, Directory, File};

/// Where Helm says of what its first document is made, in lines.
const FIRST_LINES: usize = 4;

/// Whether a test of Chainsaw, Gatekeeper, KUTTL, Kyverno or of a chart only compares `file` with what there is, or reads it itself: nobody applies it.
pub(super) fn compare(db: &dyn Db, file: File) -> bool {
    let name = file.path(db).name();
    if !matches!(file.path(db).extension(), Some("yaml" | "yml")) {
        return false;
    }
    if is_test(file.path(db).as_str()) && graph::text(db, file).is_some_and(|text| is_of_a_chart(&text)) {
        return true;
    }
    let stem = name.split('.').next().unwrap_or_default();
    let Some(entries) = file.folder(db).map(|folder| folder.entries(db)) else { return false };
    let test = |names: [&str; 2]| names.into_iter().find_map(|name| graph::text(db, entries.file(name)?));
    let is_of_kuttl = stem
        .split_once('-')
        .is_some_and(|(number, what)| number.bytes().all(|byte| byte.is_ascii_digit()) && matches!(what, "assert" | "errors"));
    is_of_kuttl
        || test(["kyverno-test.yaml", "kyverno-test.yml"]).is_some_and(|test| names(&test, name).next().is_some())
        || test(["chainsaw-test.yaml", "chainsaw-test.yml"]).is_some_and(|test| is_only_compared(&test, name))
        || is_of_a_suite(db, file)
}

/// Whether a suite of Gatekeeper in a folder above tries its policies on `file`.
fn is_of_a_suite(db: &dyn Db, file: File) -> bool {
    let path = file.path(db).as_str();
    let is_named = |folder: Directory| {
        let suite = folder.entries(db).file("suite.yaml").and_then(|suite| graph::text(db, suite));
        let own = path.strip_prefix(folder.path(db).as_str()).unwrap_or(path).trim_start_matches('/');
        suite.is_some_and(|suite| suite.contains("test.gatekeeper.sh/") && names(&suite, own).next().is_some())
    };
    std::iter::successors(file.folder(db), |folder| folder.parent(db)).any(is_named)
}

/// Whether Helm filled in a text, and says of which template it is made.
fn is_of_a_chart(text: &str) -> bool {
    let mut first = text.lines().take(FIRST_LINES).filter_map(|line| line.strip_prefix("# Source: "));
    first.any(|template| template.contains("/templates/"))
}

/// The numbers of the lines of a test that name a file.
fn names<'t>(test: &'t str, file: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_it = move |line: &str| {
        let value = line.trim().trim_start_matches("- ");
        let value = ["file:", "object:"].iter().find_map(|key| value.strip_prefix(key)).unwrap_or(value);
        value.trim().trim_matches(['"', '\'']) == file
    };
    test.lines().enumerate().filter(move |(_, line)| is_it(line)).map(|(number, _)| number)
}

/// Whether a test of Chainsaw names a file, and only to compare it.
fn is_only_compared(test: &str, file: &str) -> bool {
    let lines: Vec<&str> = test.lines().collect();
    let step = |number: usize| {
        let mut before = lines[..number].iter().rev().map(|line| line.trim().trim_start_matches("- "));
        before.find(|line| line.ends_with(':'))
    };
    let mut steps = names(test, file).map(step).peekable();
    steps.peek().is_some() && steps.all(|step| matches!(step, Some("assert:" | "error:")))
}

#[cfg(test)]
mod tests {
    use super::is_only_compared;

    #[test]
    fn what_is_applied_is_told_from_what_is_compared() {
        let test = "spec:\n  steps:\n  - try:\n    - apply:\n        file: pod.yaml\n    - assert:\n        file: \"ready.yaml\"\n\
                    - error:\n    file: gone.yaml\n";
        let only = |file| is_only_compared(test, file);
        assert!(only("ready.yaml") && only("gone.yaml") && !only("pod.yaml") && !only("other.yaml"));
    }
}
