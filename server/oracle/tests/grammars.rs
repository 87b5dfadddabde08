//! The DNA and the table of grammars name the same languages, and what the DNA says of one has its effect.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use oracle::{Host, Severity};
use syntax::grammar::{ROWS, Trust};
use workspace::MemoryFileSystem;

#[test]
fn the_schema_lists_the_languages_that_a_grammar_judges() {
    let schema: serde_json::Value = serde_json::from_str(dna::schema()).expect("the schema is JSON");
    let listed = schema["$defs"]["languages"]["properties"].as_object().expect("properties");
    let listed: BTreeMap<&str, bool> = listed
        .iter()
        .map(|(id, about)| (id.as_str(), about["description"].as_str().is_some_and(|text| text.ends_with("Off by default."))))
        .collect();
    let known: BTreeMap<&str, bool> = ROWS.iter().map(|row| (row.id, row.trust == Trust::Off)).collect();
    assert_eq!(listed, known);
}

fn found(files: &[(&str, &str)]) -> Vec<(String, String, Severity)> {
    let system = Arc::new(MemoryFileSystem::new());
    for (path, text) in files {
        system.write(Path::new("/root").join(path), text.as_bytes());
    }
    let mut host = Host::with_system(system, None);
    let root = host.open_root(Path::new("/root"));
    let findings = host.snapshot().all_findings(root).expect("nothing writes meanwhile");
    findings.into_iter().map(|finding| (finding.path.to_string(), finding.code.to_owned(), finding.severity)).collect()
}

#[test]
fn a_language_is_turned_on_and_off() {
    let c = ("a.c", "int x = = 1;\n");
    let java = ("A.java", "class A { int x = = 1; }\n");
    let of = |path: &str, code: &str, severity| (path.to_owned(), code.to_owned(), severity);
    assert_eq!(found(&[c, java]), [of("A.java", "L1/syntax-error", Severity::Error)]);
    let dna = ("a.dna.yaml", "dna: 1\nchecks: { languages: { c: on, java: off } }\n");
    assert_eq!(found(&[c, java, dna]), [of("a.c", "L1/advisory-syntax", Severity::Warning)]);
}
