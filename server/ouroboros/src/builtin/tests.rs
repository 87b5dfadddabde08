//! The built-in agents as the orchestrator meets them: through [`Launcher`] and [`Agent`].

#![allow(clippy::disallowed_methods)] // tests may

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agents::{Agent, Builtin, Call, CallError, End, Launch, Launcher, Manifest, Progress, Run};
use api::operations::Opening;
use async_trait::async_trait;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use workspace::{Date, Trust};

use super::launcher::launcher;
use super::places::{Archives, Places, Unpacked};

const LIMIT: Duration = Duration::from_secs(60);

/// Starts nothing.
struct NoProcesses;

#[async_trait]
impl Launcher for NoProcesses {
    async fn launch(&self, launch: Launch, _: Duration) -> Result<Box<dyn Agent>, String> {
        Err(format!("asked to start {}", launch.manifest.id))
    }
}

/// One archive, `good`; what is kept is looked at.
#[derive(Default)]
struct OneArchive {
    folders: Mutex<Vec<PathBuf>>,
    kept: Mutex<Vec<Vec<u8>>>,
}

#[async_trait]
impl Archives for OneArchive {
    async fn unpack(&self, name: &str) -> Result<Unpacked, String> {
        if name != "good" {
            return Err("there is no such archive".to_owned());
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.md"), "[gone](gone.md)\n").unwrap();
        let path = folder.path().canonicalize().unwrap();
        self.folders.lock().unwrap().push(path.clone());
        Ok(Unpacked::new(path, Box::new(folder)))
    }

    async fn keep(&self, media: &str, bytes: Vec<u8>) -> Result<String, String> {
        assert_eq!(media, "application/sarif+json");
        self.kept.lock().unwrap().push(bytes);
        Ok("kept-1".to_owned())
    }
}

struct Fixture {
    root: TempDir,
    archives: Arc<OneArchive>,
    places: Arc<Places>,
}

impl Fixture {
    fn new(trust: Trust) -> Fixture {
        let root = tempfile::tempdir().unwrap();
        let dna = "dna: 1\ncomponents:\n  a: { path: a.py }\n  b: { path: b.py }\ngenerators:\n  g:\n    outputs: [{ path: out.txt, template: t }]\n    templates: { inline: { t: \"one\\n\" } }\n";
        for (path, text) in [("x.dna.yaml", dna), ("a.py", "import b\n"), ("b.py", "import gone_far\nfrom . import c\n")] {
            std::fs::write(root.path().join(path), text).unwrap();
        }
        let archives = Arc::new(OneArchive::default());
        let opening = Opening {
            folder: PathBuf::new(),
            trust: Arc::new(move |_: &Path| Ok(trust.clone())),
            activated: None,
            remembers: false,
            today: || Date::of_unix(1_800_000_000),
        };
        let places = Places::new(vec![root.path().canonicalize().unwrap()], opening, Some(Arc::clone(&archives) as Arc<dyn Archives>));
        Fixture { root, archives, places: Arc::new(places) }
    }

    async fn start(&self, run: Run) -> Result<Box<dyn Agent>, String> {
        let manifest: Manifest = serde_json::from_value(json!({ "id": "x", "run": run })).unwrap();
        let log: Arc<dyn Fn(&str) + Send + Sync> = Arc::new(|_| {});
        let launch = Launch { manifest, root: self.root.path().to_path_buf(), environment: BTreeMap::new(), log };
        launcher(Arc::clone(&self.places), Arc::new(NoProcesses)).launch(launch, LIMIT).await
    }

    async fn ask(&self, which: Builtin, capability: &str, input: Value) -> Result<Value, CallError> {
        let agent = self.start(Run::Builtin(which)).await.unwrap();
        let (progress, _told) = mpsc::channel(1);
        let call = Call { capability: capability.to_owned(), input, cancel: CancellationToken::new(), progress };
        tokio::time::timeout(LIMIT, agent.call(call)).await.unwrap()
    }
}

fn refusal(answer: Result<Value, CallError>) -> String {
    match answer {
        Err(CallError::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn each_agent_has_its_capabilities_and_commands_are_handed_on() {
    let fixture = Fixture::new(Trust::Nothing);
    for (which, wanted) in [
        (Builtin::Oracle, ["verify", "explain"]),
        (Builtin::Alpha, ["plan_generation", "apply_generation"]),
        (Builtin::Cartographer, ["architecture", "why"]),
    ] {
        let agent = fixture.start(Run::Builtin(which)).await.unwrap();
        let capabilities = agent.capabilities().await.unwrap();
        assert_eq!(capabilities.iter().map(|capability| capability.name.as_str()).collect::<Vec<_>>(), wanted);
        assert!(capabilities.iter().all(|capability| capability.input["type"] == "object" && capability.output.is_some()));
        assert!(agent.pid().is_none() && agent.ping().await.is_ok());
        let why = refusal(fixture.ask(which, "dance", json!({})).await);
        assert_eq!(why, "this agent has no capability `dance`");
    }
    let command = Run::Command { words: vec!["x".to_owned()], folder: None };
    assert_eq!(fixture.start(command).await.err().unwrap(), "asked to start x");
}

#[tokio::test]
async fn the_oracle_verifies_folders_and_archives() {
    let fixture = Fixture::new(Trust::Nothing);
    let told = fixture.ask(Builtin::Oracle, "verify", json!({ "level": "L4", "overlays": { "new.md": "[x](gone.md)\n" } })).await.unwrap();
    let found: Vec<&str> = told["report"]["findings"].as_array().unwrap().iter().map(|found| found["path"].as_str().unwrap()).collect();
    assert!(found.contains(&"new.md") && told["sarif_name"] == "kept-1", "{told}");
    let told = fixture.ask(Builtin::Oracle, "verify", json!({ "archive": "good" })).await.unwrap();
    assert_eq!(told["report"]["findings"][0]["code"], "L4/broken-link");
    let sarif: Value = serde_json::from_slice(fixture.archives.kept.lock().unwrap().last().unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "L4/broken-link");
    assert!(!fixture.archives.folders.lock().unwrap()[0].exists(), "what was unpacked is gone");
    for (input, why) in [
        (json!({ "archive": "bad" }), "there is no such archive"),
        (json!({ "archive": "good", "path": "/" }), "not both"),
        (json!({ "path": "/" }), "`/` is no folder below an allowed root"),
        (json!({ "path": "/no/such/folder" }), "is no folder below an allowed root"),
        (json!({ "path": "relative" }), "is no absolute path"),
        (json!({ "path": format!("{}/../..", fixture.root.path().display()) }), "is no folder below an allowed root"),
        (json!({ "levels": 1 }), "unknown field `levels`"),
        (json!([]), "the input is an object"),
    ] {
        let told = refusal(fixture.ask(Builtin::Oracle, "verify", input).await);
        assert!(told.contains(why), "{told}");
    }
    let told = fixture.ask(Builtin::Oracle, "explain", json!({ "code": "import-cycle" })).await.unwrap();
    assert!(told["markdown"].as_str().unwrap().starts_with("# L4/import-cycle"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_out_of_the_root_leads_nowhere() {
    let fixture = Fixture::new(Trust::Nothing);
    let outside = tempfile::tempdir().unwrap();
    let link = fixture.root.path().canonicalize().unwrap().join("link");
    std::os::unix::fs::symlink(outside.path(), &link).unwrap();
    let told = refusal(fixture.ask(Builtin::Oracle, "verify", json!({ "path": link })).await);
    assert!(told.contains("is no folder below an allowed root"), "{told}");
}

#[tokio::test]
async fn alpha_plans_and_gives_patches_and_writes_where_it_is_trusted() {
    for trust in [Trust::Nothing, Trust::Everything] {
        let trusted = trust == Trust::Everything;
        let fixture = Fixture::new(trust);
        let plan = fixture.ask(Builtin::Alpha, "plan_generation", json!({ "generators": ["g"] })).await.unwrap();
        assert_eq!(plan["files"][0]["action"], "create");
        let apply = |more: Value| {
            let mut input = json!({ "generators": ["g"], "hash": plan["hash"] });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            fixture.ask(Builtin::Alpha, "apply_generation", input)
        };
        let patch = apply(json!({ "patch": true })).await.unwrap();
        assert!(patch["patch"].as_str().unwrap().contains("+++ b/out.txt"));
        assert!(refusal(apply(json!({ "patch": true, "hash": "0".repeat(64) })).await).contains("another one by now"));
        assert!(refusal(apply(json!({ "archive": "good" })).await).contains("only be verified"));
        let applied = apply(json!({})).await;
        assert_eq!(applied.is_ok(), trusted, "{applied:?}");
        assert_eq!(fixture.root.path().join("out.txt").exists(), trusted);
    }
}

#[tokio::test]
async fn the_cartographer_maps_and_says_why() {
    let fixture = Fixture::new(Trust::Nothing);
    let map = fixture.ask(Builtin::Cartographer, "architecture", json!({ "format": "json" })).await.unwrap();
    assert_eq!((&map["edges"][0]["from"], &map["edges"][0]["to"]), (&json!("a"), &json!("b")));
    let why = fixture.ask(Builtin::Cartographer, "why", json!({ "from": "a", "to": "b" })).await.unwrap();
    assert_eq!(why["chains"][0]["steps"][0]["path"], "a.py");
}

#[tokio::test]
async fn cancelling_and_stopping_are_heard() {
    let fixture = Fixture::new(Trust::Nothing);
    let agent = fixture.start(Run::Builtin(Builtin::Oracle)).await.unwrap();
    let (progress, mut told) = mpsc::channel::<Progress>(100);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let call = Call { capability: "verify".to_owned(), input: json!({}), cancel, progress: progress.clone() };
    assert_eq!(tokio::time::timeout(LIMIT, agent.call(call)).await.unwrap(), Err(CallError::Cancelled));
    let call = Call { capability: "verify".to_owned(), input: json!({}), cancel: CancellationToken::new(), progress };
    assert!(tokio::time::timeout(LIMIT, agent.call(call)).await.unwrap().is_ok());
    let news = told.try_recv().expect("it said how far it is");
    assert!(news.total.is_some_and(|total| news.done <= total));
    assert_eq!(agent.stop(LIMIT).await, End::Stopped);
    assert_eq!(tokio::time::timeout(LIMIT, agent.ended()).await.unwrap(), End::Stopped);
    assert!(agent.ping().await.is_err());
    let (progress, _told) = mpsc::channel(1);
    let call = Call { capability: "verify".to_owned(), input: json!({}), cancel: CancellationToken::new(), progress };
    assert!(matches!(agent.call(call).await, Err(CallError::Gone(_))));
}
