//! Discovery: what sources find, and what the store has.

use std::sync::{Arc, Mutex};

use agents::Origin;
use agents::discovery::name_of;
use orchestrator::Orchestrator;
use orchestrator::discovery::{Builtins, Declared, Forgotten, Found, Problem, Repository, Source, reconcile};
use orchestrator::model::{AgentState, Approval};
use orchestrator::runtime::Config;
use orchestrator::store::{Agents, Events};
use workspace::trust::Trust;

use crate::script::Troupe;
use crate::{Scene, config, manifest};

/// The DNA of a repository, as a test has it.
#[derive(Default)]
struct Dna(Mutex<Found>);

impl Dna {
    fn declares(&self, id: &str, words: &[&str], hash: &str) {
        let mut manifest = manifest(id);
        manifest.run = agents::Run::Command { words: words.iter().map(|word| (*word).to_owned()).collect(), folder: None };
        let declared = Declared { manifest, origin: Origin::Dna { root: None }, approval: Approval::Pending { hash: hash.into() } };
        let mut found = self.0.lock().unwrap();
        found.agents.retain(|declared| declared.manifest.id != id);
        found.agents.push(declared);
    }
}

impl Source for Dna {
    fn name(&self) -> String {
        "the DNA".into()
    }

    fn covers(&self, origin: &Origin) -> bool {
        matches!(origin, Origin::Dna { .. })
    }

    fn find(&self) -> Result<Found, String> {
        Ok(self.0.lock().unwrap().clone())
    }
}

#[tokio::test]
async fn declarations_come_change_and_go_and_approvals_hold_for_one_hash() {
    let scene = Scene::new();
    let (store, dna) = (&*scene.store, Dna::default());
    let bring = async || reconcile(store, &dna, &dna.find().unwrap()).await.unwrap();
    dna.declares("one", &["run"], "h1");
    assert_eq!(bring().await.added, ["one"]);
    assert_eq!(bring().await, Default::default());
    store.approve("one", Approval::Given).await.unwrap();
    assert_eq!(bring().await, Default::default());
    assert_eq!(store.agent("one").await.unwrap().unwrap().approval, Approval::Given);

    // It runs something else now; and once more, with the same words and another program behind them.
    for hash in ["h2", "h3"] {
        dna.declares("one", &["run", "more"], hash);
        assert_eq!(bring().await.changed, ["one"]);
        assert_eq!(store.agent("one").await.unwrap().unwrap().approval, Approval::Pending { hash: hash.into() });
        store.approve("one", Approval::Given).await.unwrap();
        assert_eq!(bring().await, Default::default());
    }

    // What cannot be read is left as it is, what is gone is removed.
    let problem = Problem { place: "dna".into(), message: "it is broken".into(), origin: Some(Origin::Dna { root: None }) };
    *dna.0.lock().unwrap() = Found { problems: vec![problem], ..Found::default() };
    assert_eq!(bring().await, Default::default());
    *dna.0.lock().unwrap() = Found::default();
    assert_eq!(bring().await.removed, ["one"]);
    assert_eq!(store.agents().await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_repository_cannot_take_the_name_of_an_agent_of_the_program() {
    let scene = Scene::new();
    let dna = Arc::new(Dna::default());
    dna.declares("oracle", &["evil"], "h");
    dna.declares("own", &["run"], "h");
    let sources: Vec<Arc<dyn Source>> = vec![Arc::new(Builtins(vec![manifest("oracle")])), dna.clone()];
    let launcher = Arc::new(Troupe(scene.stage.clone()));
    let orchestrator = Orchestrator::start(config("w"), scene.store.clone(), launcher, sources).await.unwrap();
    scene.until_state("oracle", AgentState::Active).await;
    scene.until_state("own", AgentState::Pending).await;
    assert_eq!(scene.store.agent("oracle").await.unwrap().unwrap().origin, Origin::Builtin);
    let told = scene
        .until("it is told", async || {
            let events = scene.store.events(0, None, 1_000).await.unwrap();
            events.into_iter().find(|event| event.kind == "discovery.problem")
        })
        .await;
    assert_eq!(
        told.data["message"],
        "the agent `oracle`: the id is taken by an agent of another origin (the program itself); choose another one"
    );
    // What a file changes is found on the next look.
    dna.declares("two", &["run"], "h");
    orchestrator.discover();
    scene.until_state("two", AgentState::Pending).await;
    orchestrator.shutdown().await;
    assert_eq!(scene.stage.starts("own") + scene.stage.starts("two"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manifest_in_a_watched_folder_appears_changes_breaks_and_goes() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let write = |text: &str| std::fs::write(root.join("agents/tidy.agent.yaml"), text).unwrap();
    std::fs::create_dir(root.join("agents")).unwrap();
    let repository = Repository {
        system: Arc::new(workspace::Disk),
        root: root.clone(),
        adopts: true,
        person: None,
        dna: Box::new(|| Ok(None)),
        trust: Box::new(Trust::default),
    };
    let scene = Scene::in_real_time();
    let launcher = Arc::new(Troupe(scene.stage.clone()));
    let config = Config::new("w", root.clone());
    let orchestrator = Orchestrator::start(config, scene.store.clone(), launcher, vec![Arc::new(repository)]).await.unwrap();
    write("id: tidy\nrun: [./tidy]\n");
    scene.until_state("tidy", AgentState::Pending).await;
    let Approval::Pending { hash } = scene.store.agent("tidy").await.unwrap().unwrap().approval else { panic!() };
    scene.store.approve("tidy", Approval::Given).await.unwrap();
    scene.until("it runs", async || scene.stage.lives("tidy").then_some(())).await;
    // Broken for a moment, as it is while somebody types: nothing happens.
    write("id: tidy\nrun: 7\n");
    let told = async || scene.store.events(0, None, 1_000).await.unwrap().into_iter().find(|event| event.kind == "discovery.problem");
    let told = scene.until("it is told", told).await;
    assert_eq!(told.data["place"], format!("agents/tidy.agent.yaml of {}", root.display()));
    assert!(scene.stage.lives("tidy"));
    // Another command: it waits for a person again.
    write("id: tidy\nrun: [./other]\n");
    scene.until("it ended", async || (!scene.stage.lives("tidy")).then_some(())).await;
    let record = scene.store.agent("tidy").await.unwrap().unwrap();
    assert!(matches!(record.approval, Approval::Pending { hash: other } if other != hash));
    std::fs::remove_file(root.join("agents/tidy.agent.yaml")).unwrap();
    scene.until("it is gone", async || scene.store.agent("tidy").await.unwrap().is_none().then_some(())).await;
    orchestrator.shutdown().await;
    assert_eq!(scene.stage.starts("tidy"), 1);
}

/// Two roots with a folder `agents` each.
struct Roots {
    _folder: tempfile::TempDir,
    roots: [std::path::PathBuf; 2],
}

impl Roots {
    fn new() -> Roots {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        let roots = ["one", "two"].map(|name| base.join(name));
        roots.iter().for_each(|root| std::fs::create_dir_all(root.join("agents")).unwrap());
        Roots { _folder: folder, roots }
    }

    fn write(&self, root: usize, name: &str, id: &str, word: &str) {
        std::fs::write(self.path(root, name), format!("id: {id}\nrun: [{word}]\n")).unwrap();
    }

    fn remove(&self, root: usize, name: &str) {
        std::fs::remove_file(self.path(root, name)).unwrap();
    }

    fn path(&self, root: usize, name: &str) -> std::path::PathBuf {
        self.roots[root].join("agents").join(name)
    }

    fn source(&self, root: usize) -> Repository {
        Repository {
            system: Arc::new(workspace::Disk),
            root: self.roots[root].clone(),
            adopts: root == 0,
            person: None,
            dna: Box::new(|| Ok(None)),
            trust: Box::new(Trust::default),
        }
    }

    fn origin(&self, root: usize, name: &str) -> Origin {
        Origin::Workspace { root: Some(name_of(&self.roots[root])), path: format!("agents/{name}") }
    }
}

#[tokio::test]
async fn each_root_has_its_own_agents_though_files_are_called_the_same() {
    let (scene, roots) = (Scene::new(), Roots::new());
    let store = &*scene.store;
    let sources = [roots.source(0), roots.source(1)];
    let bring = async |root: usize| reconcile(store, &sources[root], &sources[root].find().unwrap()).await.unwrap();
    let agent = async |id: &str| store.agent(id).await.unwrap().unwrap();
    let file = "tidy.agent.yaml";
    roots.write(0, file, "tidy-one", "./tidy");
    roots.write(1, file, "tidy-two", "./tidy");
    assert_eq!((bring(0).await.added, bring(1).await.added), (vec!["tidy-one".to_owned()], vec!["tidy-two".to_owned()]));
    assert_eq!((agent("tidy-one").await.origin, agent("tidy-two").await.origin), (roots.origin(0, file), roots.origin(1, file)));
    for id in ["tidy-one", "tidy-two"] {
        store.approve(id, Approval::Given).await.unwrap();
    }
    assert_eq!((bring(0).await, bring(1).await), Default::default(), "neither touches the other's");

    // One goes, the other is another one now.
    roots.remove(0, file);
    roots.write(1, file, "tidy-two", "./other");
    assert_eq!((bring(0).await.removed, bring(1).await.changed), (vec!["tidy-one".to_owned()], vec!["tidy-two".to_owned()]));
    assert!(matches!(agent("tidy-two").await.approval, Approval::Pending { .. }));

    // Word for word what was approved, in another root: that is nobody's yes.
    store.approve("tidy-two", Approval::Given).await.unwrap();
    roots.write(0, file, "tidy-two", "./other");
    let problems = bring(0).await.problems;
    assert!(problems[0].message.contains("taken by an agent of another origin"), "{problems:?}");
    assert_eq!(agent("tidy-two").await.origin, roots.origin(1, file));
    roots.remove(1, file);
    assert_eq!(bring(1).await.removed, ["tidy-two"]);
    assert_eq!(bring(0).await.added, ["tidy-two"]);
    assert!(matches!(agent("tidy-two").await.approval, Approval::Pending { .. }));

    // A root that nobody serves any more.
    roots.write(1, file, "tidy-one", "./tidy");
    bring(1).await;
    let forgotten = Forgotten { served: vec![name_of(&roots.roots[0])] };
    assert_eq!(reconcile(store, &forgotten, &forgotten.find().unwrap()).await.unwrap().removed, ["tidy-one"]);
    assert_eq!(agent("tidy-two").await.origin, roots.origin(0, file));
}

#[tokio::test]
async fn what_was_declared_before_roots_had_names_is_the_first_roots_and_its_approval_holds() {
    let (scene, roots) = (Scene::new(), Roots::new());
    let store = &*scene.store;
    let sources = [roots.source(0), roots.source(1)];
    let bring = async |root: usize| reconcile(store, &sources[root], &sources[root].find().unwrap()).await.unwrap();
    for (root, name, id) in [(0, "a.agent.yaml", "a"), (0, "b.agent.yaml", "b"), (1, "a.agent.yaml", "c")] {
        roots.write(root, name, id, "x");
    }
    bring(0).await;
    for id in ["a", "b"] {
        store.approve(id, Approval::Given).await.unwrap();
        let record = store.agent(id).await.unwrap().unwrap();
        let origin = Origin::Workspace { root: None, path: format!("agents/{id}.agent.yaml") };
        store.declare(record.manifest, origin, record.approval, None).await.unwrap();
    }
    // Broken while the program was replaced: it is left as it is.
    std::fs::write(roots.path(0, "b.agent.yaml"), "id: b\nruns: [x]\n").unwrap();
    assert_eq!(bring(1).await.added, ["c"]);
    let done = bring(0).await;
    assert_eq!((done.changed, done.removed), (vec!["a".to_owned()], Vec::new()));
    let record = store.agent("a").await.unwrap().unwrap();
    assert_eq!((record.origin, record.approval), (roots.origin(0, "a.agent.yaml"), Approval::Given));
    assert_eq!(store.agent("b").await.unwrap().unwrap().approval, Approval::Given);
    roots.remove(0, "b.agent.yaml");
    assert_eq!(bring(0).await.removed, ["b"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_root_is_watched_and_an_agent_runs_where_it_is_declared() {
    let (scene, roots) = (Scene::in_real_time(), Roots::new());
    // The order of the sources is against the one that wants the other's id.
    let sources: Vec<Arc<dyn Source>> = vec![Arc::new(roots.source(0)), Arc::new(roots.source(1))];
    let config = Config { roots: roots.roots.to_vec(), ..config("w") };
    let launcher = Arc::new(Troupe(scene.stage.clone()));
    roots.write(1, "tidy.agent.yaml", "tidy", "./tidy");
    let orchestrator = Orchestrator::start(config, scene.store.clone(), launcher, sources).await.unwrap();
    scene.until_state("tidy", AgentState::Pending).await;
    roots.write(0, "tidy.agent.yaml", "tidy", "./tidy");
    scene
        .until("it is said that the id is taken", async || {
            let events = scene.store.events(0, None, 1_000).await.unwrap();
            events.into_iter().find(|event| event.kind == "discovery.problem" && event.data["message"].as_str().unwrap().contains("taken"))
        })
        .await;
    let of = async || scene.store.agent("tidy").await.unwrap().map(|record| record.origin);
    assert_eq!(of().await, Some(roots.origin(1, "tidy.agent.yaml")));
    scene.store.approve("tidy", Approval::Given).await.unwrap();
    scene.until_state("tidy", AgentState::Active).await;
    // The id is free: the other root's, which nobody approved, follows by itself.
    roots.remove(1, "tidy.agent.yaml");
    scene.until("it is the other root's", async || (of().await == Some(roots.origin(0, "tidy.agent.yaml"))).then_some(())).await;
    scene.until_state("tidy", AgentState::Pending).await;
    scene.until("what ran is gone", async || (!scene.stage.lives("tidy")).then_some(())).await;
    scene.store.approve("tidy", Approval::Given).await.unwrap();
    scene.until_state("tidy", AgentState::Active).await;
    orchestrator.shutdown().await;
    let began: Vec<_> = scene.stage.roots.lock().unwrap().clone();
    assert_eq!(began, [roots.roots[1].clone(), roots.roots[0].clone()]);
}
