//! The worked examples of the rules' pages are tests: each is a small repository, opened as any other, and what is
//! found in it is what its page says, no more and no less.

use std::path::Path;
use std::sync::Arc;

use oracle::page::{Example, examples};
use oracle::{Host, rules};
use workspace::MemoryFileSystem;

/// Rules about what no text can show. Their pages say so.
const WITHOUT_EXAMPLES: &[&str] = &["L0/unreadable", "L1/internal-error", "L1/too-large", "L1/too-slow"];

const UNUSED: &str = "L3/unused-import";

fn found(example: &Example) -> Vec<(String, u32, String)> {
    let system = Arc::new(MemoryFileSystem::new());
    for (path, text) in &example.fixture().files {
        system.write(Path::new("/example").join(path), text.as_bytes());
    }
    let mut host = Host::with_system(system, None);
    let root = host.open_root(Path::new("/example"));
    host.apply(oracle::Change::Probed { path: "/example".into(), outcomes: example.probed.clone() });
    if let Some(date) = example.today {
        host.apply(oracle::Change::Today { date });
    }
    let findings = host.snapshot().all_findings(root).expect("nothing writes meanwhile");
    let mut found: Vec<_> =
        findings.into_iter().map(|finding| (finding.path.to_string(), finding.start.line + 1, finding.code.to_owned())).collect();
    found.sort();
    found
}

#[test]
fn every_example_is_true() {
    let mut wrong = Vec::new();
    for rule in rules() {
        for example in examples(rule.page) {
            let mut found = found(&example);
            // An example that shows something else has no use for what it imports.
            found.retain(|(.., code)| code != UNUSED || rule.code == UNUSED);
            if found != example.expected {
                wrong.push(format!("{}: {}\n  expected {:?}\n  found    {found:?}", rule.code, example.title, example.expected));
            }
        }
    }
    assert!(wrong.is_empty(), "examples that do not hold:\n{}", wrong.join("\n"));
}

#[test]
fn every_page_has_a_bad_and_a_good_example() {
    let complete = |code: &str, page: &str| {
        let examples = examples(page);
        if WITHOUT_EXAMPLES.contains(&code) {
            return examples.is_empty() && page.contains("There are no examples");
        }
        examples.iter().any(|example| example.expected.iter().any(|(.., found)| found == code))
            && examples.iter().any(|example| example.expected.is_empty())
    };
    let lacking: Vec<&str> = rules().iter().filter(|rule| !complete(rule.code, rule.page)).map(|rule| rule.code).collect();
    assert!(lacking.is_empty(), "pages without a bad and a good example: {lacking:?}");
}

#[test]
fn every_page_answers_the_same_questions() {
    let answers = |page: &str| {
        ["## Why it matters", "## How to fix it", "## How to accept it"].iter().all(|heading| page.lines().any(|line| line == *heading))
    };
    let lacking: Vec<&str> = rules().iter().filter(|rule| !answers(rule.page)).map(|rule| rule.code).collect();
    assert!(lacking.is_empty(), "pages that do not say why, how to fix and how to accept: {lacking:?}");
}
