//! The generators that come with the program: whatever they are given that fits their schema, they make, as they were
//! declared, files that read; and the laws hold for them.

use alpha::shipped;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use schemas::Schema;
use serde_json::{Value as Json, json};
use workspace::RelPath;

use crate::arbitrary::fitting;
use crate::world::{Files, generate, planned, problems, read_back};

const DNA: &str = "dna/shop.dna.json";

fn declared(generators: &[(&str, &Json)]) -> Files {
    let entries: serde_json::Map<String, Json> = generators
        .iter()
        .enumerate()
        .map(|(number, (name, config))| {
            (format!("{name}-{number}"), json!({ "use": format!("ouroboros:{name}"), "into": format!("out{number}"), "with": config }))
        })
        .collect();
    let dna = json!({ "dna": 1, "name": "shop", "generators": entries, "components": { "api": { "path": "dna", "description": "it's \"an\" {{ edge }}" } } });
    [(DNA.to_owned(), dna.to_string())].into()
}

/// Configurations of a generator that fit its schema: seeded, so that they are the same everywhere.
fn configurations(name: &str, count: usize) -> Vec<Json> {
    let shipped = shipped::find(name).expect("it is shipped");
    let generator = shipped.file.generator.as_ref().expect("it can be read");
    let source = generator.config.as_ref().map_or_else(|| json!({ "type": "object" }), dna::Data::to_json);
    let schema = Schema::new(source.clone());
    assert!(schema.broken().is_none(), "{name}: {:?}", schema.broken());
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let strategy = fitting(&source, 4);
    let mut out = Vec::new();
    // Patterns and bounds are met by construction, conditions between keys by trying.
    for _ in 0..count * 40 {
        let config = strategy.new_tree(&mut runner).expect("a value can be made").current();
        if schema.validate(&schemas::apply_defaults(&source, &config)).is_empty() {
            out.push(config);
        }
        if out.len() == count {
            break;
        }
    }
    out
}

/// What the languages of the files object to.
fn unread(files: &Files) -> Vec<String> {
    let mut out = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("out")) {
        let (_, ranges) = syntax::extract_text(&RelPath::new(path), text, syntax::Options::default());
        out.extend(ranges.problems.iter().map(|problem| {
            let line = ranges.lines.line(problem.span.start) as usize;
            format!("{path}:{}: {} {}\n  {}", line + 1, problem.code, problem.message, text.lines().nth(line).unwrap_or_default())
        }));
    }
    out
}

#[test]
fn every_generator_is_sound_and_explained() {
    assert!(shipped::names().count() >= 9, "{:?}", shipped::names().collect::<Vec<_>>());
    for name in shipped::names() {
        let shipped = shipped::find(name).expect("it is shipped");
        assert_eq!(shipped.file.mistakes, [], "{name}");
        let generator = shipped.file.generator.as_ref().expect("it can be read");
        assert_eq!(generator.id.as_str(), name);
        assert!(generator.description.is_some() && generator.version.is_some(), "{name} says what it is");
        assert!(!shipped.readme.is_empty(), "{name} has a README");
        assert!(generator.tests.len() >= 2, "{name} has tests");
    }
}

#[test]
fn what_any_fitting_configuration_gives_can_be_read() {
    for name in shipped::names() {
        let configurations = configurations(name, 24);
        assert!(configurations.len() >= 12, "{name}: only {} random configurations fit its schema", configurations.len());
        for config in configurations {
            let mut files = declared(&[(name, &config)]);
            generate(&mut files);
            assert_eq!(problems(&files), Vec::<String>::new(), "{name} {config:#}");
            assert_eq!(unread(&files), Vec::<String>::new(), "{name} {config:#}");
        }
    }
}

#[test]
fn the_laws_hold() {
    for name in shipped::names() {
        let configurations = configurations(name, 6);
        for pair in configurations.windows(2) {
            let [first, second] = pair else { continue };
            let mut files = declared(&[(name, first)]);
            generate(&mut files);
            let again = planned(&files, false);
            assert!(again.is_empty() && again.held.is_empty(), "{name}: idempotence: {again:?}");
            let lifted = read_back(&files);
            assert!(lifted.changed.is_empty() && lifted.stuck.is_empty(), "{name}: GetPut: {lifted:?}");
            let before = files.clone();
            files.extend(declared(&[(name, second)]));
            let changes = generate(&mut files);
            assert_eq!(changes.held, [], "{name}: nothing was edited");
            files.extend(declared(&[(name, first)]));
            generate(&mut files);
            // What people own once it is made stays, and is all that may.
            let lost = before.iter().find(|(path, text)| files.get(*path) != Some(text) && *path != "ouroboros.lock");
            assert_eq!(lost, None, "{name}: undo");
            let owned = files.keys().filter(|path| !before.contains_key(*path)).all(|path| {
                let generator = shipped::find(name).and_then(|shipped| shipped.file.generator.clone()).expect("it can be read");
                generator.outputs.iter().any(|output| output.mode == dna::generator::Mode::Once) || path.starts_with(".ouroboros")
            });
            assert!(owned, "{name}: undo leaves something");
        }
    }
}

#[test]
fn all_of_them_work_side_by_side() {
    let configurations: Vec<(&str, Json)> = shipped::names().map(|name| (name, configurations(name, 1).remove(0))).collect();
    let pairs: Vec<(&str, &Json)> = configurations.iter().map(|(name, config)| (*name, config)).collect();
    let mut files = declared(&pairs);
    generate(&mut files);
    assert_eq!(problems(&files), Vec::<String>::new());
    assert!(planned(&files, false).is_empty());
}

#[test]
fn templates_with_tags_of_their_own_are_not_read_as_jinja() {
    let dna = r##"{"dna": 1, "generators": {"x": {
        "outputs": [{"path": "a.yml", "template": "a.j2", "provenance": false}],
        "templates": {"dir": "t"},
        "delimiters": {"variable": ["<<", ">>"], "block": ["<%", "%>"], "comment": ["<#", "#>"]}
    }}}"##;
    let files: Files =
        [(DNA, dna), ("t/a.j2", "on: ${{ github.ref && }}\n"), ("a.yml", "on: ${{ github.ref && }}\n"), ("other.j2", "{{ a && }}\n")]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into();
    let system = std::sync::Arc::new(workspace::MemoryFileSystem::new());
    for (path, text) in &files {
        system.write(format!("/r/{path}"), text.as_bytes());
    }
    let mut host = oracle::Host::with_system(system, None);
    let root = host.open_root(std::path::Path::new("/r"));
    let found = host.snapshot().all_findings(root).expect("nobody writes");
    let shown: Vec<String> = found.iter().map(|finding| format!("{} {}", finding.code, finding.path)).collect();
    assert_eq!(shown, ["L1/syntax-error other.j2"]);
}
