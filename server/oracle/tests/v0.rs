//! Generators in the older format, from their files as they are to what they write and what is said of them.

use std::path::PathBuf;
use std::sync::Arc;

use alpha::project::{made, plan};
use oracle::Host;
use workspace::{MemoryFileSystem, Root};

const SDK: &str = include_str!("v0/sdk.dna.yaml");
const COMPOSE: &str = include_str!("v0/compose.dna.json");
const DOCS: &str = include_str!("v0/docs.dna.yml");
const BROKEN: &str = include_str!("v0/broken.dna.yaml");

fn open(files: &[(&str, &str)]) -> (Host, Root) {
    let memory = MemoryFileSystem::new();
    let root = PathBuf::from("/w");
    for (path, text) in files {
        memory.write(root.join(path), *text);
    }
    let mut host = Host::with_system(Arc::new(memory), None);
    let root = host.open_root_with(&root, || None);
    (host, root)
}

/// All that the generators of some files would write, and what is wrong with that.
fn written(files: &[(&str, &str)]) -> String {
    let (host, root) = open(files);
    let mut out = String::new();
    let plan = plan(host.db(), root);
    for (key, _, product) in plan.products() {
        out.push_str(&format!("--- {}\n{}", key.path, product.text));
    }
    for number in 0..alpha::project::count(host.db(), root) {
        let made = made(host.db(), root, number);
        out.extend(made.problems.iter().map(|problem| format!("! {}\n", problem.message)));
    }
    out
}

/// What is said of some files, but for their shape and for what is not made yet.
fn said(files: &[(&str, &str)]) -> String {
    let (host, root) = open(files);
    let found = host.snapshot().all_findings(root).expect("nobody writes");
    let found = found.iter().filter(|finding| !["L2/schema-violation", "L5/stale-output"].contains(&finding.code));
    found
        .map(|finding| {
            format!("{}:{}:{} {} {}\n", finding.path, finding.start.line + 1, finding.start.column + 1, finding.code, finding.message)
        })
        .collect()
}

const PROVIDERS: &str = r#"
    providers:
      - id: acme-cloud
        name: Acme Cloud
        version: 2.1.0
        description: Clouds
        category: cloud
        techniques:
          - { id: fetch-all, name: Fetch all, description: Fetches everything, category: read }
          - { id: put, name: Put, description: Puts one, category: write }
      - { id: umbra, name: Umbra, version: 0.1.0, description: Shadows, category: internal, system: UmbraForge }
"#;

fn with(uses: &str, more: &str) -> String {
    let providers = PROVIDERS.replace("\n    ", "\n        ");
    format!("dna: 1\ngenerators:\n  x:\n    use: {uses}\n    with:{}{more}\n", providers.trim_end())
}

#[test]
fn a_client_per_provider_and_a_module_per_technique() {
    insta::assert_snapshot!(written(&[("dna/w.dna.yaml", &with("../old/sdk.dna.yaml", "")), ("old/sdk.dna.yaml", SDK)]));
}

#[test]
fn what_is_given_decides() {
    let more = "\n        namespace: web\n        version: 9.9.9\n        output_dir: .\n        config: { language: typescript }";
    insta::assert_snapshot!(written(&[("w.dna.yaml", &with("./sdk.dna.yaml", more)), ("sdk.dna.yaml", SDK)]));
}

#[test]
fn json_and_the_other_spelling() {
    let more = "\n        environment: staging\n        config: { replicas: { api: 5 } }";
    insta::assert_snapshot!(written(&[("w.dna.yaml", &with("./compose.dna.json", more)), ("compose.dna.json", COMPOSE)]));
}

#[test]
fn what_nobody_gives_is_said() {
    insta::assert_snapshot!(written(&[("w.dna.yaml", &with("./compose.dna.json", "")), ("compose.dna.json", COMPOSE)]));
}

#[test]
fn paths_say_what_is_meant() {
    insta::assert_snapshot!(written(&[("w.dna.yaml", &with("./docs.dna.yml", "")), ("docs.dna.yml", DOCS)]));
}

#[test]
fn python_is_named_and_not_run() {
    insta::assert_snapshot!(said(&[("w.dna.yaml", &with("./sdk.dna.yaml", "")), ("sdk.dna.yaml", SDK), ("deep/down/docs.dna.yml", DOCS)]));
}

#[test]
fn what_nobody_uses_is_judged() {
    insta::assert_snapshot!(said(&[("w.dna.yaml", "dna: 1\n"), ("old/broken.dna.yaml", BROKEN)]));
}

#[test]
fn it_does_not_stand_in_the_way_of_others() {
    let (host, root) = open(&[("w.dna.yaml", &with("./sdk.dna.yaml", "")), ("sdk.dna.yaml", SDK), ("broken.dna.yaml", BROKEN)]);
    let blocking = oracle::generation::blocking(host.db(), root, &[]);
    assert!(blocking.iter().all(|finding| finding.path.as_str() == "sdk.dna.yaml" && finding.code == "L3/python-helper"), "{blocking:#?}");
    assert_eq!(blocking.len(), 2);
}

#[test]
fn two_that_use_one_file() {
    let dna = "dna: 1\ngenerators:\n  a: { use: ./docs.dna.yml, with: { output_dir: a, providers: [{ id: p, name: P }] } }\n  b: { use: ./docs.dna.yml, into: b, with: { providers: [{ id: q, name: Q }] } }\n";
    let text = written(&[("w.dna.yaml", dna), ("docs.dna.yml", DOCS)]);
    assert!(text.contains("--- a/docs/p/README.md\n# P\n") && text.contains("--- b/docs/q/README.md\n# Q\n"), "{text}");
}
