//! Discovery: what sources find, and what the store has.

use std::sync::{Arc, Mutex};

use agents::Origin;
use orchestrator::Orchestrator;
use orchestrator::discovery::{Builtins, Declared, Found, Problem, Source, reconcile};
use orchestrator::model::{AgentState, Approval};
use orchestrator::store::{Agents, Events};

use crate::script::Troupe;
use crate::{Scene, config, manifest};

/// The DNA of a repository, as a test has it.
#[derive(Default)]
struct Dna(Mutex<Found>);

impl Dna {
    fn declares(&self, id: &str, words: &[&str], hash: &str) {
        let mut manifest = manifest(id);
        manifest.run = agents::Run::Command { words: words.iter().map(|word| (*word).to_owned()).collect(), folder: None };
        let declared = Declared { manifest, origin: Origin::Dna, approval: Approval::Pending { hash: hash.into() } };
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
        *origin == Origin::Dna
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
    let problem = Problem { place: "dna".into(), message: "it is broken".into(), concerns: vec!["one".into()] };
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
    assert_eq!(told.data["message"], "the agent `oracle`: the id is taken by an agent of another origin (the program); choose another one");
    // What a file changes is found on the next look.
    dna.declares("two", &["run"], "h");
    orchestrator.discover();
    scene.until_state("two", AgentState::Pending).await;
    orchestrator.shutdown().await;
    assert_eq!(scene.stage.starts("own") + scene.stage.starts("two"), 0);
}
