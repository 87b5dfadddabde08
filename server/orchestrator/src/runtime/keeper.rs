//! Keeps one agent.
//!
//! This is what everything else sees of it: a way to give it inputs, and how it is. Behind it is [`Drive`].

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use agents::{Agent, Manifest};
use tokio::sync::{mpsc, watch};

use super::drive::{Drive, Message};
use super::ledger::Ledger;
use super::logs::Lines;
use super::shared::{Shared, locked};
use crate::model::{AgentState, Health, Status, Timestamp};
use crate::routing::Candidate;
use crate::supervisor::{Input, Jitter, Run, Supervisor};

/// The way to an agent's keeper, and what it last showed.
#[derive(Clone)]
pub(crate) struct Keeper {
    id: Arc<str>,
    pub(crate) everywhere: bool,
    root: Arc<Path>,
    leaving: Arc<AtomicBool>,
    inbox: mpsc::UnboundedSender<Message>,
    view: watch::Receiver<View>,
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    pub(crate) lines: Arc<Lines>,
}

/// How an agent is.
#[derive(Clone)]
pub(crate) struct View {
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) state: AgentState,
    health: Health,
    since: Timestamp,
    seen: Option<Timestamp>,
    restarts: u32,
    running: u32,
    /// The run that can be asked.
    pub(crate) agent: Option<(Run, Arc<dyn Agent>)>,
}

impl Keeper {
    /// Starts to keep an agent. It is not started before the keeper hears that it may.
    /// `everywhere`: every worker has this agent.
    pub(crate) fn start(shared: &Arc<Shared>, manifest: Manifest, root: &Path, everywhere: bool, seed: u64) -> Keeper {
        let root: Arc<Path> = Arc::from(root);
        let (inbox, messages) = mpsc::unbounded_channel();
        let id = Arc::from(manifest.id.as_str());
        let supervisor = Supervisor::new(manifest, shared.clock.now(), Jitter::new(seed));
        let (show, view) = watch::channel(View::of(&supervisor, shared.clock.now(), None));
        let keeper = Keeper {
            id,
            everywhere,
            root: root.clone(),
            leaving: Arc::default(),
            inbox: inbox.clone(),
            view,
            ledger: Arc::default(),
            lines: Arc::default(),
        };
        let (ledger, lines) = (keeper.ledger.clone(), keeper.lines.clone());
        let drive = Drive { shared: shared.clone(), root, supervisor, inbox, current: None, show, ledger, lines };
        tokio::spawn(drive.run(messages));
        keeper
    }

    pub(crate) fn give(&self, input: Input) {
        // It has ended when nobody listens; then nothing is to be said any more.
        let _ = self.inbox.send(Message::Input(input));
    }

    /// Ends it here. Says whether nobody had said so before.
    pub(crate) fn leave(&self) -> bool {
        self.give(Input::Leave);
        !self.leaving.swap(true, Ordering::SeqCst)
    }

    /// The root that it works for.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn view(&self) -> View {
        self.view.borrow().clone()
    }

    /// Returns once the agent is gone and its keeper with it.
    pub(crate) async fn gone(&self) {
        let mut view = self.view.clone();
        while view.changed().await.is_ok() {}
    }

    /// What it can be given, when it can be given something.
    pub(crate) fn candidate(&self, running: u32) -> Option<Candidate> {
        let view = self.view.borrow();
        (view.state == AgentState::Active).then(|| Candidate {
            id: view.manifest.id.clone(),
            capabilities: locked(&self.ledger).names(),
            concurrency: view.manifest.concurrency,
            running,
        })
    }

    pub(crate) fn status(&self, worker: &str) -> Status {
        let view = self.view();
        let agent = view.agent.as_ref().map(|(_, agent)| agent);
        Status {
            state: view.state,
            health: view.health,
            worker: worker.to_owned(),
            pid: agent.and_then(|agent| agent.pid()),
            since: view.since,
            seen: view.seen,
            restarts: view.restarts,
            running: view.running,
            capabilities: locked(&self.ledger).uses(),
            last_lines: if view.state == AgentState::Failed { self.lines.last() } else { Vec::new() },
            sandbox: agent.map_or_else(|| "it does not run".to_owned(), |agent| agent.sandbox()),
        }
    }
}

impl View {
    pub(super) fn of(supervisor: &Supervisor, now: Timestamp, agent: Option<(Run, Arc<dyn Agent>)>) -> View {
        View {
            manifest: Arc::new(supervisor.manifest().clone()),
            state: supervisor.state(),
            health: supervisor.health(now),
            since: supervisor.since(),
            seen: supervisor.seen(),
            restarts: supervisor.restarts(),
            running: supervisor.running(),
            agent,
        }
    }
}
