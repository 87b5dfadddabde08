//! Manifests: from text, from JSON, from a DNA; what is approved of them; which of them are found.

use std::path::Path;
use std::time::Duration;

use agents::discovery::{Found, found};
use agents::manifest::{self, from_json};
use agents::{Builtin, Files, Limits, Manifest, Origin, Probes, Restart, Run, Sandbox, Timeouts, grant};
use dna::AgentSettings;
use proptest::prelude::*;
use serde_json::json;
use workspace::trust::Trust;
use workspace::{FileSystem, MemoryFileSystem};

const WHOLE: &str = "\
id: todo-counter
name: Counter
description: Counts what is left to do.
run:
  command:
    words: [python3, -m, todo_counter]
    folder: agents/todo
capabilities: [count]
needs: [oracle]
env: [GITHUB_TOKEN, PATH]
concurrency: 2
timeouts: { start_to_close: 30s, heartbeat: 250ms }
probes: { every: 5s, stale_after: 1m }
restart: { heal: off, wait: 0s }
limits: { memory: 512MiB, cpu: 3600 }
sandbox: { files: read_only, network: none }
";

#[test]
fn all_of_it_is_read() {
    let manifest = manifest::read(WHOLE).unwrap();
    assert_eq!(manifest.id, "todo-counter");
    let words = ["python3", "-m", "todo_counter"].map(str::to_owned).to_vec();
    assert_eq!(manifest.run, Run::Command { words, folder: Some("agents/todo".to_owned()) });
    assert_eq!(manifest.timeouts, Timeouts { start_to_close: Duration::from_secs(30), heartbeat: Some(Duration::from_millis(250)) });
    assert_eq!(manifest.probes, Probes { every: Duration::from_secs(5), ..Probes::default() });
    assert_eq!(manifest.restart, Restart { heal: agents::Heal::Off, wait: Duration::ZERO, ..Restart::default() });
    assert_eq!(manifest.limits, Limits { memory: Some(512 << 20), cpu: Some(3600), ..Limits::default() });
    assert_eq!(manifest.sandbox.files, Files::ReadOnly);
    let short = manifest::read("id: x\nrun: [./serve, '']\n").unwrap();
    assert_eq!(short.run, Run::Command { words: vec!["./serve".to_owned(), String::new()], folder: None });
    assert_eq!(manifest::read("id: x\nrun: { builtin: oracle }\n").unwrap().run, Run::Builtin(Builtin::Oracle));
}

#[test]
fn every_mistake_is_said_at_its_place() {
    for (text, at, said) in [
        ("id: X\nrun: [a]\n", "X", "`X`"),
        ("id: x\n", "id", "`run`"),
        ("id: x\nrun: []\n", "[]", "at least one"),
        ("id: x\nrun: ['']\n", "", "name of the program is empty"),
        ("id: x\nrun: [a]\ntimeouts: { start_to_close: 30 }\n", "30", ""),
        ("id: x\nrun: [a]\ntimeouts: { start_to_close: 30 s }\n", "30 s", ""),
        ("id: x\nrun: [a]\nprobes: { every: 0s }\n", "0s", ""),
        ("id: x\nrun: [a]\nprobes: { evry: 1s }\n", "evry", "every"),
        ("id: x\nrun: [a]\nprobes: { every: 2m }\n", "2m", "not longer than `every`"),
        ("id: x\nrun: [a]\nneeds: [y, x]\n", "x", "needs itself"),
        ("id: x\nrun: { command: { words: [a], folder: ../.. } }\n", "../..", "leads out of the root"),
        ("id: x\nrun: [a]\nenv: [A=b]\n", "A=b", ""),
        ("id: x\nrun: { builtin: oracel }\n", "oracel", "oracle"),
        ("id: x\nid: y\nrun: [a]\n", "id", "twice"),
        ("id: x\nrun: [a]\n---\nid: y\n", "---", "second document"),
        ("", "", "an empty file"),
        ("id: [\n", "", "no YAML"),
    ] {
        let mistakes = manifest::read(text).unwrap_err();
        let first = &mistakes[0];
        let place = &text[first.span.range()];
        assert!(place.starts_with(at), "{text}: {place:?} {}", first.message);
        assert!(mistakes.iter().any(|mistake| mistake.message.contains(said)), "{text}: {mistakes:?}");
    }
}

#[test]
fn json_is_held_to_the_same_schema() {
    let manifest = from_json(json!({
        "id": "x", "run": { "command": { "words": ["a"], "folder": null } }, "timeouts": { "start_to_close": 1500 }, "description": null,
    }));
    assert_eq!(manifest.unwrap().timeouts.start_to_close, Duration::from_millis(1500));
    for (data, pointer) in [
        (json!([]), ""),
        (json!({ "id": "x" }), ""),
        (json!({ "id": "x", "run": ["a"], "probes": { "every": 0 } }), "/probes/every"),
        (json!({ "id": "x", "run": ["a"], "probes": { "every": -1 } }), "/probes/every"),
        (json!({ "id": "x", "run": ["a"], "probes": { "every": 0.5 } }), "/probes/every"),
        (json!({ "id": "x", "run": ["a"], "probes": { "every": 90000 } }), "/probes/every"),
        (json!({ "id": "../x", "run": ["a"] }), "/id"),
        (json!({ "id": "x", "run": ["a"], "sudo": true }), "/sudo"),
        (json!({ "id": "x", "run": ["a"], "limits": { "memory": -5 } }), "/limits/memory"),
    ] {
        let wrong = from_json(data.clone()).unwrap_err();
        assert!(wrong.iter().any(|wrong| wrong.pointer == pointer), "{data}: {wrong:?}");
    }
}

fn milliseconds() -> impl Strategy<Value = Duration> {
    (1..100_000_000_u64).prop_map(Duration::from_millis)
}

fn manifests() -> impl Strategy<Value = Manifest> {
    let run = prop_oneof![
        Just(Run::Builtin(Builtin::Cartographer)),
        (proptest::collection::vec("\\PC{1,12}", 1..4), proptest::option::of("[a-z]{1,6}(/[a-z]{1,6})?")).prop_map(
            |(mut words, folder)| {
                words[0].insert(0, 'p');
                Run::Command { words, folder }
            }
        ),
    ];
    let names = || proptest::collection::btree_set("[A-Z_][A-Z0-9_]{0,8}", 0..3).prop_map(|names| names.into_iter().collect::<Vec<_>>());
    let texts = proptest::option::of("\\PC{1,20}");
    (
        ("[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}", texts, run, names(), names(), 1..100_u32),
        (milliseconds(), proptest::option::of(milliseconds()), milliseconds(), milliseconds(), 0..50_u32),
        (proptest::option::of(1..u64::from(u32::MAX)), 0..3_u8, any::<bool>()),
    )
        .prop_map(
            |((id, description, run, capabilities, env, concurrency), (start, heartbeat, every, wait, times), (memory, files, net))| {
                Manifest {
                    id,
                    name: None,
                    description,
                    run,
                    capabilities,
                    needs: Vec::new(),
                    env,
                    concurrency,
                    timeouts: Timeouts { start_to_close: start, heartbeat },
                    probes: Probes { every, stale_after: every * 2, ..Probes::default() },
                    restart: Restart { wait, times, ..Restart::default() },
                    limits: Limits { memory, ..Limits::default() },
                    sandbox: Sandbox {
                        files: [Files::Open, Files::Root, Files::ReadOnly][usize::from(files)],
                        network: if net { agents::Network::Open } else { agents::Network::None },
                    },
                }
            },
        )
}

proptest! {
    #[test]
    fn a_manifest_survives_every_form(manifest in manifests()) {
        let json = serde_json::to_value(&manifest).unwrap();
        prop_assert_eq!(from_json(json), Ok(manifest.clone()));
        // JSON is YAML.
        let text = manifest.to_file().to_string();
        prop_assert_eq!(manifest::read(&text), Ok(manifest));
    }
}

#[test]
fn a_dna_declares_the_same() {
    let text = "\
dna: 1
name: shop
components: { search: { path: search } }
agents:
  reindexer:
    command: [python3, -m, reindexer]
    cwd: search
    env: [SEARCH_URL]
    needs: [search, mapper]
    timeout: 10m
    health: { every: 30s, failures: 2, heal: manual }
    restart: { times: 1, within: 5m }
    stop_within: 3s
    heartbeat: 20s
    limits: { memory: 512MiB, files: 64, cpu: 60 }
    sandbox: { files: root, network: none }
  mapper: { builtin: cartographer }
  nothing: {}
  Not_an_id: { builtin: oracle }
";
    let parsed = dna::parse(text, &[]);
    let all = manifest::of_dna(&parsed.dna.unwrap());
    let ids: Vec<&str> = all.iter().map(|manifest| manifest.id.as_str()).collect();
    assert_eq!(ids, ["reindexer", "mapper"]);
    assert_eq!(all[0].needs, ["mapper"], "nobody starts a component");
    assert_eq!((all[0].probes.every, all[0].probes.stale_after), (Duration::from_secs(30), Duration::from_secs(180)));
    assert_eq!((all[0].restart.times, all[0].restart.stop_within), (1, Duration::from_secs(3)));
    assert_eq!(all[0].timeouts.heartbeat, Some(Duration::from_secs(20)));
    assert_eq!(all[0].limits, agents::Limits { memory: Some(512 << 20), files: Some(64), processes: None, cpu: Some(60) });
    assert_eq!(all[0].sandbox, Sandbox { files: agents::Files::Root, network: agents::Network::None });
    assert_eq!((&all[1].limits, &all[1].sandbox), (&agents::Limits::default(), &Sandbox::default()));
    for manifest in &all {
        assert_eq!(from_json(serde_json::to_value(manifest).unwrap()).as_ref(), Ok(manifest));
    }
    assert!(parsed.mistakes.iter().any(|mistake| mistake.message.contains("`Not_an_id`")));
}

#[test]
fn a_changed_agent_is_pending_again() {
    let approved = manifest::read(WHOLE).unwrap();
    let trust = Trust::Approved([approved.declaration().unwrap().approval()].into());
    let changed = |change: &dyn Fn(&mut Manifest)| {
        let mut other = approved.clone();
        change(&mut other);
        !trust.allows(&other.declaration().unwrap())
    };
    assert!(!changed(&|manifest| manifest.description = None), "what is for people only");
    assert!(!changed(&|manifest| manifest.env.reverse()));
    assert!(changed(&|manifest| manifest.env.push("AWS_SECRET".to_owned())));
    assert!(changed(&|manifest| manifest.sandbox = Sandbox::default()));
    assert!(changed(&|manifest| manifest.sandbox.network = agents::Network::Open));
    assert!(changed(&|manifest| manifest.id = "other".to_owned()));
    let set = |manifest: &mut Manifest, words: &[&str], inner: Option<&str>| {
        manifest.run = Run::Command { words: words.iter().map(|word| (*word).to_owned()).collect(), folder: inner.map(str::to_owned) };
    };
    assert!(!changed(&|manifest| set(manifest, &["python3", "-m", "todo_counter"], Some("agents/todo"))));
    assert!(changed(&|manifest| set(manifest, &["python3", "-m", "todo_counter"], None)));
    assert!(changed(&|manifest| set(manifest, &["python3", "-m", "todo_counter", "-x"], Some("agents/todo"))));
    assert_eq!(manifest::read("id: x\nrun: { builtin: alpha }\n").unwrap().declaration(), None);
}

#[test]
fn it_gets_what_it_asks_for_and_is_allowed() {
    let manifest = manifest::read("id: x\nrun: [a, b]\nenv: [TOKEN, OTHER, GONE, PATH]\n").unwrap();
    let ours = |name: &str| (name != "GONE").then(|| format!("value of {name}"));
    let settings = AgentSettings::parse("agents: { env: [TOKEN, GONE, UNASKED], commands: [[a]] }\n").unwrap();
    let granted = grant::grant(&manifest, &settings, ours);
    assert_eq!(granted.variables.into_iter().collect::<Vec<_>>(), [("TOKEN".to_owned(), "value of TOKEN".to_owned())]);
    assert_eq!((granted.refused, granted.absent), (vec!["OTHER".to_owned()], vec!["GONE".to_owned()]));
    let granted = grant::grant(&manifest, &AgentSettings::default(), ours);
    assert!(granted.variables.is_empty() && !format!("{granted:?}").contains("value"));
    assert_eq!(grant::may_be_posted(&manifest, &settings), Ok(()));
    assert!(grant::may_be_posted(&manifest, &AgentSettings::default()).unwrap_err().contains("`a b`"));
}

fn look(files: &[(&str, &str)], dna: Option<&str>) -> Found {
    let system = MemoryFileSystem::default();
    for (path, text) in files {
        system.write(path, *text);
    }
    let dna = dna.map(|text| dna::parse(text, &[]).dna.unwrap());
    assert!(system.list(Path::new("/r")).is_ok());
    found(&system, Path::new("/r"), dna.as_ref(), Some(Path::new("/home/ada/agents")))
}

#[test]
fn the_persons_own_counts_before_the_dna_and_that_before_the_roots() {
    let agent = |id: &str, word: &str| format!("id: {id}\nrun: [{word}]\n");
    let dna = "dna: 1\nname: x\nagents:\n  one: { command: [of-dna] }\n  two: { command: [of-dna] }\n";
    let all = look(
        &[
            ("/home/ada/agents/one.agent.yaml", &agent("one", "of-person")),
            ("/r/agents/one.agent.yaml", &agent("one", "of-root")),
            ("/r/agents/two.agent.yml", &agent("two", "of-root")),
            ("/r/agents/three.agent.yaml", &agent("three", "of-root")),
            ("/r/agents/inner/four.agent.yaml", &agent("four", "of-root")),
            ("/r/agents/notes.yaml", "id: notes\n"),
            // Others call their files so, too.
            ("/r/agents/theirs.agent.yaml", "agent:\n  metadata:\n    id: theirs\n"),
        ],
        Some(dna),
    );
    let ids: Vec<_> =
        all.agents.iter().map(|agent| (agent.manifest.id.as_str(), agent.origin.clone(), agent.declaration.is_some())).collect();
    let root = Some("/r".to_owned());
    assert_eq!(
        ids,
        [
            ("one", Origin::User("one.agent.yaml".to_owned()), false),
            ("three", Origin::Workspace { root: root.clone(), path: "agents/three.agent.yaml".to_owned() }, true),
            ("two", Origin::Dna { root }, true)
        ]
    );
    assert!(all.agents.iter().all(|agent| agent.manifest.declaration().is_some()));
    let troubles: Vec<&str> = all.troubles.iter().map(|trouble| trouble.message.as_str()).collect();
    assert_eq!(
        troubles,
        [
            "`one` is declared by your own one.agent.yaml already, which counts",
            "`one` is declared by your own one.agent.yaml already, which counts",
            "`two` is declared by the DNA of /r already, which counts",
        ]
    );
}

#[test]
fn what_cannot_be_used_is_said_and_bounded() {
    let huge = format!("id: huge\nrun: [a]\n#{}\n", "x".repeat(100_000));
    let all = look(&[("/r/agents/bad.agent.yaml", "id: bad\nruns: [a]\n"), ("/r/agents/huge.agent.yaml", &huge)], None);
    assert!(all.agents.is_empty());
    assert_eq!(all.troubles.len(), 2);
    assert!(!all.troubles[0].mistakes.is_empty() && all.troubles[1].message.contains("too large"), "{:?}", all.troubles);
    let many: Vec<(String, String)> =
        (0..250).map(|at| (format!("/r/agents/a{at:03}.agent.yaml"), format!("id: a{at:03}\nrun: [x]\n"))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let all = look(&many, None);
    assert_eq!((all.agents.len(), all.troubles.len()), (200, 50));
    assert_eq!(look(&[("/r/x", "")], None), Found::default());
}
