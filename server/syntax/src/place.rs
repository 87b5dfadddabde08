//! What a path says of what lies there: data for tests is as incomplete, as old and as wrong as they want it.

/// Folders of documents that are data, filled in elsewhere, or shown elsewhere.
const ELSEWHERE: &[&str] = &[
    // Of policies, which are to refuse some of it.
    ".chainsaw-test",
    ".kyverno-test",
    "testdata",
    "test-data",
    "test_data",
    "fixtures",
    "__fixtures__",
    "fixture",
    "__snapshot__",
    "__snapshots__",
    "snapshots",
    "corpus",
    "goldens",
    "golden",
    "ISSUE_TEMPLATE",
    "PULL_REQUEST_TEMPLATE",
    "DISCUSSION_TEMPLATE",
    "project_template",
    "project_templates",
    "template",
    "templates",
];

/// Folders below those of tests that hold what tests read.
const BELOW_TESTS: &[&str] = &[
    "cases",
    "data",
    "examples",
    "expected",
    "files",
    "input",
    "inputs",
    "output",
    "outputs",
    "packages",
    "resources",
    "roots",
    "samples",
    "snippets",
    "specimens",
];

/// Whether something on the way to `path` says that what lies there is data, or is filled in elsewhere.
pub fn is_data(path: &str) -> bool {
    path.split('/').any(|part| ELSEWHERE.contains(&part) || part.contains("{{") || part.contains("cookiecutter"))
        || path.split('/').skip_while(|part| !is_test_folder(part)).any(|part| BELOW_TESTS.contains(&part))
}

/// Whether what lies below `path` is there for tests, or to measure with.
pub fn is_test(path: &str) -> bool {
    path.split('/').any(|part| is_test_folder(part) || matches!(part, "benchmarks" | "benches" | "integrationtests"))
}

fn is_test_folder(part: &str) -> bool {
    matches!(part, "test" | "tests" | "__tests__" | "testing" | "spec" | "specs" | "e2e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_by_its_folder() {
        for path in
            ["other/.kyverno-test/resource.yaml", "tests/data/cases/a.py", "pkg/testdata", "test/fixtures/x", "{{cookiecutter.name}}/a"]
        {
            assert!(is_data(path), "{path}");
        }
        for path in ["data/tests/a.py", "src/data", "tests/unit", "latest/data"] {
            assert!(!is_data(path), "{path}");
        }
        assert!(is_test("a/tests/b") && is_test("benches") && !is_test("a/contest"));
    }
}
