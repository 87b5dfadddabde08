//! What a path says of what lies there: data for tests is as incomplete, as old and as wrong as they want it.

/// Folders of documents that are data, filled in elsewhere, or shown elsewhere.
const ELSEWHERE: &[&str] = &[
    // Of policies, which are to refuse some of it.
    ".chainsaw-test",
    ".kyverno-test",
    "example-data",
    "example_data",
    "sample-data",
    "sample_data",
    "testdata",
    "_testdata",
    "test-data",
    "test_data",
    "fixtures",
    "_fixtures",
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
    "after",
    "before",
    "cases",
    "data",
    "examples",
    "files",
    "in",
    "input",
    "inputs",
    "packages",
    "resources",
    "roots",
    "samples",
    "snippets",
    "specimens",
];

/// Whether something on the way to `path` says that what lies there is data, or is filled in elsewhere.
pub fn is_data(path: &str) -> bool {
    path.split('/').any(|part| ELSEWHERE.contains(&part) || is_of_fixtures(part) || part.contains("{{") || part.contains("cookiecutter"))
        || path.split('/').skip_while(|part| !is_test_folder(part)).any(is_below_tests)
}

/// One of several folders of what tests read (`fixtures-esm` beside `fixtures-cjs`), or that of all their files (`test-files`).
fn is_of_fixtures(part: &str) -> bool {
    part.strip_prefix("fixture").is_some_and(|rest| rest.trim_start_matches('s').starts_with(['-', '_']))
        || matches!(part, "test-files" | "test_files" | "testfiles")
}

fn is_below_tests(part: &str) -> bool {
    // `remove-basic.in` and what is to come of it, `remove-basic.out`.
    BELOW_TESTS.contains(&part) || holds_outcomes(part) || part.ends_with(".in") || part.ends_with(".out")
}

/// Folders below those of tests that hold what is compared with what comes out, and read by nobody else.
const COMPARED: &[&str] = &["compare", "golden", "goldens", "out", "output", "outputs", "snapshots", "__snapshots__"];

/// Whether what lies at `path` is there for a test to compare with: the output of a program, a dump of a cluster.
pub fn is_compared(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').skip_while(|part| !is_test_folder(part)).any(holds_outcomes)
}

fn holds_outcomes(part: &str) -> bool {
    COMPARED.contains(&part) || part.starts_with("expected")
}

/// Words of names for what tests want to be refused.
const REFUSED: &[&str] = &[
    "bad",
    "broken",
    "conflict",
    "corrupt",
    "corrupted",
    "dangling",
    "err",
    "erroneous",
    "error",
    "errors",
    "fail",
    "failing",
    "failures",
    "fuzz",
    "illegal",
    "invalid",
    "malformed",
    "missing",
    "nonexistent",
    "undefined",
    "unparsable",
    "unparseable",
    "wrong",
];

/// Words of folders that say it outside of tests, too, and of files among examples.
const SAID: &[&str] = &["invalid", "malformed", "unparsable"];

/// Names that a tool for several languages gives to its specimen of each: `tests/indent/python.py`.
const LANGUAGES: &[&str] = &[
    "bash",
    "css",
    "go",
    "html",
    "java",
    "javascript",
    "json",
    "kotlin",
    "nix",
    "php",
    "protobuf",
    "python",
    "ruby",
    "rust",
    "toml",
    "typescript",
    "yaml",
];

/// What follows `test` in names of folders of what tests read: `testdata`, `test_files`, `test-resources`.
const OF_TESTS: &[&str] = &["assets", "cases", "data", "files", "fixtures", "inputs", "resources", "samples"];

/// Ends of names of what is data and no test, whatever else it is called.
const NO_TESTS: &[&str] = &[".json", ".yaml", ".yml", ".toml", ".xml", ".txt", ".proto", ".graphql", ".md"];

/// Whether `path` is that of something that tests read, and no test itself. Asked of every file: nothing is allocated.
pub fn is_read_by_tests(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_data = NO_TESTS.iter().any(|ending| name.ends_with(ending));
    let marks = ["_test.", ".test.", "_spec.", ".spec.", "-test."];
    let is_one = !is_data && (name.starts_with("test_") || marks.iter().any(|mark| name.contains(mark)));
    let kept = |part: &str| {
        let (test, rest) = part.split_at_checked("test".len()).unwrap_or_default();
        let rest = rest.trim_start_matches(['_', '-']);
        test.eq_ignore_ascii_case("test") && OF_TESTS.iter().any(|what| rest.eq_ignore_ascii_case(what))
    };
    let is_data = |part: &str| {
        matches!(part, "fixture" | "fixtures" | "Fixtures" | "_fixtures" | "__fixtures__" | "__snapshots__" | "__mocks__") || kept(part)
    };
    !is_one && (path.starts_with(OF_INTEGRATION) || path.split('/').any(|part| is_test_folder(part) || is_data(part)))
}

/// Whether the way to `path` says that it is there for tests to see it refused: `tests/malformed-json/en.json`.
pub fn is_wrong_on_purpose(path: &str) -> bool {
    // `with_bad-key`, `failJSON02`, and `invalidchartfile`.
    let says = |part: &str, words: &[&str]| {
        part.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            let first = word.find(|c: char| !c.is_ascii_lowercase()).map_or(word, |end| &word[..end]);
            words.contains(&first) || words.contains(&word.to_ascii_lowercase().as_str()) || SAID.iter().any(|said| word.starts_with(said))
        })
    };
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_specimen = || name.split_once('.').is_some_and(|(stem, _)| LANGUAGES.contains(&stem));
    // `examples/broken/tabs.yml`, `examples/lint/invalid.yml`, `data/invalid.toml`, `samples/error-bad-spec.yaml`, `stub/key.broken.json`.
    let is_example = || folders.split('/').any(|part| matches!(part, "data" | "examples" | "samples" | "stub" | "stubs"));
    folders.split('/').any(|part| says(part, SAID))
        || is_example() && (says(name, &["bad", "broken", "disallowed"]) || folders.split('/').any(|part| part == "broken"))
        || is_read_by_tests(path) && (path.split('/').any(|part| says(part, REFUSED)) || is_specimen())
}

/// Words of names for what is to be looked for in vain.
const LACKING: &[&str] = &["missing", "nonexistent", "nonexisting", "unresolvable", "unresolved"];

/// What a word before it says that it is wrong or not there: `missing-import`, `broken_deps`.
const WANTED: &[&str] = &[
    "dep",
    "deps",
    "dependencies",
    "dependency",
    "export",
    "exports",
    "file",
    "files",
    "import",
    "imports",
    "module",
    "modules",
    "package",
    "packages",
    "require",
    "requires",
];

/// Whether a file was put aside, and is no part of what is built any more: `legacy/server/worker.ts`.
pub fn is_put_aside(path: &str) -> bool {
    let (folders, _) = path.rsplit_once('/').unwrap_or_default();
    folders.split('/').any(|part| matches!(part, "archive" | "archived" | "attic" | "deprecated" | "graveyard" | "legacy" | "obsolete"))
}

/// Whether the way to `path` says that what lies there is to look for something in vain: `playground/missing-import/a.js`.
pub fn is_lacking_on_purpose(path: &str) -> bool {
    let is_of = |words: &[&str], word: &str| words.iter().any(|other| other.eq_ignore_ascii_case(word));
    fn words(part: &str) -> impl Iterator<Item = &str> + Clone {
        part.split(|c: char| !c.is_ascii_alphanumeric())
    }
    let says_what = |part: &str| {
        words(part).zip(words(part).skip(1)).any(|(how, what)| (is_of(LACKING, how) || is_of(REFUSED, how)) && is_of(WANTED, what))
    };
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    // What a codemod is tried on, and what is to come of it: `codemod/src/transforms/rename/basic.input.ts`.
    let is_rewritten = || {
        let is_of_a_codemod = |part: &str| matches!(part, "codemod" | "codemods" | "transforms");
        [".input.", ".output."].iter().any(|mark| name.contains(mark)) && folders.split('/').any(is_of_a_codemod)
    };
    is_wrong_on_purpose(path)
        || is_rewritten()
        || is_read_by_tests(path) && path.split('/').any(|part| words(part).any(|word| is_of(LACKING, word)))
        || folders.split('/').any(says_what)
}

/// Whether what lies at `path` is of a release that documentation shows as it was: `mkdocs/docs/3.21.0/install.yaml`.
pub fn is_of_past_release(path: &str) -> bool {
    let is_release = |part: &str| {
        let (number, rest) = part.split_once('-').unwrap_or((part, ""));
        let number = number.strip_prefix('v').unwrap_or(number);
        // `3.0-beta1`
        let is_before = ["alpha", "beta", "rc"].iter().any(|stage| rest.starts_with(stage));
        is_release(number) || is_before && number.contains('.') && number.split('.').all(|number| number.parse::<u32>().is_ok())
    };
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').skip_while(|part| !matches!(*part, "doc" | "docs" | "documentation" | "website")).any(is_release)
}

/// Whether a word is the number of a release: three numbers with dots between.
pub fn is_release(word: &str) -> bool {
    word.split('.').count() == 3 && word.split('.').all(|number| number.parse::<u32>().is_ok())
}

/// Words by which what a link leads to is said to be none: who tries a checker of links writes such.
const NOWHERE: &[&str] = &["nonexistent", "nonexisting", "doesnotexist", "notexisting"];

/// Whether a path or an anchor says of itself that it leads nowhere: `does-not-exist.md`, `#non-existing`.
pub fn is_said_to_lead_nowhere(name: &str) -> bool {
    let words: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    NOWHERE.iter().any(|word| words.contains(word))
}

/// Whether the way to `path`, which tests read, says that what lies there goes in a circle: `tests/importer/circular_import_a.py`.
pub fn is_circular_on_purpose(path: &str) -> bool {
    let is_tried = || path.split('/').any(|part| matches!(part, "playground" | "playgrounds"));
    (is_read_by_tests(path) || is_tried())
        && path.split(['/', '_', '-', '.']).any(|word| matches!(word, "circular" | "cyclic" | "cycle" | "cycles"))
}

/// Whether a file of this name is a list of what pip installs: `requirements-dev.txt`, or `requires.txt`, which a `setup.py` reads.
pub fn lists_requirements(name: &str) -> bool {
    name.strip_suffix(".txt")
        .is_some_and(|stem| stem.contains("requirements") || matches!(stem, "requires" | "install_requires" | "install-requires"))
}

/// Whether a folder of this name holds lists of what pip installs.
pub fn holds_requirements(folder: &str) -> bool {
    matches!(folder, "requirements" | "requirements.d")
}

/// Whether what lies below `path` is there for tests, or to measure with.
pub fn is_test(path: &str) -> bool {
    path.starts_with(OF_INTEGRATION)
        || path.split('/').any(|part| is_test_folder(part) || matches!(part, "benchmarks" | "benches" | "integrationtests"))
}

/// At the top it has the tests that take long; deeper down it may be what joins two programs.
const OF_INTEGRATION: &str = "integration/";

fn is_test_folder(part: &str) -> bool {
    const NAMES: [&str; 8] = ["test", "tests", "__tests__", "testing", "unittests", "spec", "specs", "e2e"];
    const ENDS: [&str; 4] = ["_tests", "-tests", "_test", "-e2e"];
    let ends_with =
        |end: &str| part.len().checked_sub(end.len()).is_some_and(|at| part.as_bytes()[at..].eq_ignore_ascii_case(end.as_bytes()));
    NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)) || ENDS.iter().any(|end| ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_told_by_its_folder() {
        for path in [
            "other/.kyverno-test/resource.yaml",
            "analyzer/test-files/a.js",
            "vite/tests/fixtures-esm/package.json",
            "tests/data/cases/a.py",
            "pkg/testdata",
            "test/fixtures/x",
            "{{cookiecutter.name}}/a",
        ] {
            assert!(is_data(path), "{path}");
        }
        for path in ["tests/add/remove.in/Cargo.toml", "e2e-tests/arbiter/compare/find.json"] {
            assert!(is_data(path), "{path}");
        }
        assert!(is_compared("e2e-tests/arbiter/compare/find.json") && !is_compared("tests/compare.json") && !is_compared("out/a.json"));
        for path in ["data/tests/a.py", "src/data", "tests/unit", "latest/data"] {
            assert!(!is_data(path), "{path}");
        }
        assert!(is_test("a/tests/b") && is_test("benches") && !is_test("a/contest"));
        assert!(is_test("integration/one/pod.yaml") && !is_test("src/integration/bus.py") && !is_test("integration.yaml"));
    }

    #[test]
    fn what_is_looked_for_in_vain_is_told_by_its_name() {
        for path in [
            "playground/hmr/missing-import/a.js",
            "tests/specs/nonexistent/main.ts",
            "tests/error_imports/a.py",
            "e2e/broken-deps/x/a.js",
            "codemod/transforms/a.input.ts",
        ] {
            assert!(is_lacking_on_purpose(path), "{path}");
        }
        for path in ["src/missing/page.ts", "src/missing-file.ts", "tests/test_missing.py", "src/error/module.ts"] {
            assert!(!is_lacking_on_purpose(path), "{path}");
        }
    }

    #[test]
    fn past_releases_are_told_by_their_folder() {
        for path in ["mkdocs/docs/3.21.0/a.yaml", "docs/redoc/v1.0.0-rc1/a.json", "docs/3.0-beta1/a.yaml"] {
            assert!(is_of_past_release(path), "{path}");
        }
        assert!(!is_of_past_release("3.21.0/docs/a.yaml") && !is_of_past_release("docs/3.21/a.yaml") && !is_of_past_release("docs/3.1.0"));
    }

    #[test]
    fn what_leads_nowhere_says_so() {
        assert!(is_said_to_lead_nowhere("docs/non-existing.md") && is_said_to_lead_nowhere("DoesNotExist"));
        assert!(!is_said_to_lead_nowhere("docs/existing.md") && !is_said_to_lead_nowhere("missing-values"));
    }

    #[test]
    fn what_is_wrong_on_purpose_is_told_by_its_name() {
        for path in [
            "__tests__/i18n/malformed-json-src/en.json",
            "pkg/testdata/Invalid.yaml",
            "tests/cases/bad_key.toml",
            "pkg/utils/test_files/invalid.yaml",
            "hack/invalid-examples/route.yaml",
            "pkg/crds/yaml_test/bad_yaml/a.yaml",
            "tests/indent/python.py",
            "tests/assets/failJSON02_test.json",
            "lsp/testdata/broken/options_test.proto",
            "pkg/testData/invalidchartfile/Chart.yaml",
            "examples/broken/tabs.yaml",
            "examples/lint/invalid.yml",
            "data/invalid.toml",
            "samples/models/error-bad-spec.yaml",
            "session/stub/jwk.es512.broken.json",
            "integration/validate/manifests/invalid-syntax.yml",
        ] {
            assert!(is_wrong_on_purpose(path), "{path}");
        }
        for path in
            ["src/invalid.py", "tests/test_invalid.py", "tests/badge.json", "src/bad/parser.test.ts", "src/broken/a.yml", "invalid.yml"]
        {
            assert!(!is_wrong_on_purpose(path), "{path}");
        }
    }
}
