//! The worked examples of the rules about links: exactly what they mark is found.

use std::path::Path;
use std::sync::Arc;

use oracle::{Host, page, rule};
use workspace::MemoryFileSystem;

fn holds(code: &str) {
    let rule = rule(code).expect("a rule");
    let examples = page::examples(rule.page);
    assert!(!examples.is_empty(), "{code} has no examples");
    for example in examples {
        let system = Arc::new(MemoryFileSystem::new());
        for (path, text) in &example.files {
            system.write(Path::new("/example").join(path), text.as_bytes());
        }
        let mut host = Host::with_system(system, None);
        let root = host.open_root(Path::new("/example"));
        let findings = host.snapshot().all_findings(root).expect("nothing writes");
        let mut found: Vec<_> =
            findings.iter().map(|finding| (finding.path.to_string(), finding.start.line + 1, finding.code.to_owned())).collect();
        found.sort();
        assert_eq!(found, example.expected, "{code}: {}\n{findings:#?}", example.title);
    }
}

#[test]
fn broken_link() {
    holds("L4/broken-link");
}

#[test]
fn broken_anchor() {
    holds("L4/broken-anchor");
}
