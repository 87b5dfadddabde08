//! Drives the supervisor of one agent, and brings about what it says.
//!
//! One task of tokio owns the supervisor; everything else sends it messages. What takes time - a start, a probe, a stop -
//! runs beside it and comes back as a message, so that the supervisor is never late.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agents::{Agent, Capability, Launch};
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::clock::at;
use super::keeper::View;
use super::ledger::Ledger;
use super::logs::{Lines, Secrets};
use super::shared::{Shared, locked};
use crate::model::{AgentState, Subject};
use crate::supervisor::{Answer, Effect, Input, Run, Supervisor};

/// What an agent wrote just before its end arrives a little later than its end.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// How long an agent that runs may take to say what it can do now.
const ANSWER: Duration = Duration::from_secs(10);
/// What an agent can do has settled after so long.
const SETTLED: Duration = Duration::from_millis(200);

/// What a keeper is told.
pub(super) enum Message {
    Input(Input),
    /// This run came up.
    Launched(Run, Box<dyn Agent>),
    /// This run says that it can do these.
    Offers(Run, Vec<Capability>),
    /// Tell the status again.
    Republish,
}

pub(super) struct Drive {
    pub(super) shared: Arc<Shared>,
    /// The root that it works for.
    pub(super) root: Arc<Path>,
    pub(super) supervisor: Supervisor,
    pub(super) inbox: mpsc::UnboundedSender<Message>,
    pub(super) current: Option<Current>,
    pub(super) show: watch::Sender<View>,
    pub(super) ledger: Arc<Mutex<Ledger>>,
    pub(super) lines: Arc<Lines>,
}

/// The run that there is.
pub(super) struct Current {
    run: Run,
    agent: Option<Arc<dyn Agent>>,
    /// Cancelled once it is told to stop.
    halt: CancellationToken,
    grace: Duration,
    /// Whether it said what it can do.
    offers: bool,
}

impl Drive {
    pub(super) async fn run(mut self, mut messages: mpsc::UnboundedReceiver<Message>) {
        let mut leaving = false;
        while !(leaving && self.supervisor.run().is_none()) {
            let wake = self.supervisor.next_wake().map(|at| self.shared.clock.instant(at));
            let message = tokio::select! {
                // Its end and answers come before the time at which they would be late.
                biased;
                message = messages.recv() => match message {
                    Some(message) => message,
                    None => return,
                },
                () = at(wake) => Message::Input(Input::Timer),
            };
            leaving |= matches!(message, Message::Input(Input::Leave));
            match message {
                Message::Input(input) => self.step(input),
                Message::Launched(run, agent) => self.launched(run, agent.into()),
                Message::Offers(run, capabilities) => self.offers(run, capabilities),
                Message::Republish => self.publish(),
            }
        }
    }

    fn step(&mut self, input: Input) {
        let effects = self.supervisor.step(self.shared.clock.now(), input);
        if self.supervisor.run().is_none() {
            self.current = None;
        }
        for effect in &effects {
            if let Effect::Start { run, within } = effect {
                self.start(*run, *within);
            }
        }
        // What others see must be so before they are told to look.
        self.show();
        for effect in effects {
            match effect {
                Effect::Start { .. } => {}
                Effect::Stop { run, grace } => self.stop(run, grace),
                Effect::Probe { run, number, timeout } => self.probe(run, number, timeout),
                Effect::Publish => self.publish(),
                Effect::Ready(ready) => self.shared.ready(&self.supervisor.manifest().id, ready),
                Effect::Emit { kind, data } => {
                    let subject = Subject::Agent(self.supervisor.manifest().id.clone());
                    self.shared.outbox.event(subject, kind, data);
                }
            }
        }
    }

    fn show(&self) {
        let agent = self.current.as_ref().and_then(|current| Some((current.run, current.agent.clone()?)));
        self.show.send_replace(View::of(&self.supervisor, self.shared.clock.now(), agent));
    }

    fn publish(&self) {
        let state = self.supervisor.state();
        if self.shared.outbox.status(&self.supervisor.manifest().id, state) && state == AgentState::Failed {
            self.later(LAST_WORDS, Message::Republish);
        }
    }

    fn later(&self, after: Duration, message: Message) {
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            sleep(after).await;
            let _ = inbox.send(message);
        });
    }

    fn start(&mut self, run: Run, within: Duration) {
        let halt = CancellationToken::new();
        self.current = Some(Current { run, agent: None, halt: halt.clone(), grace: Duration::ZERO, offers: false });
        let launch = self.launch();
        let (launcher, inbox) = (self.shared.launcher.clone(), self.inbox.clone());
        tokio::spawn(async move {
            let started = tokio::select! {
                biased;
                started = timeout(within, launcher.launch(launch, within)) => {
                    started.unwrap_or_else(|_| Err(format!("it did not come up within {} ms", within.as_millis())))
                }
                () = halt.cancelled() => Err("it was stopped while it started".to_owned()),
            };
            let message = match started {
                Ok(agent) => Message::Launched(run, agent),
                Err(why) => Message::Input(Input::StartFailed(run, why)),
            };
            let _ = inbox.send(message);
        });
    }

    fn launch(&self) -> Launch {
        let manifest = self.supervisor.manifest().clone();
        let environment = (self.shared.config.environment)(&manifest);
        let secrets = Secrets::of(environment.values());
        let (shared, lines, id) = (self.shared.clone(), self.lines.clone(), manifest.id.clone());
        let log = move |line: &str| {
            let line = secrets.fit(line);
            lines.push(line.clone());
            shared.outbox.line(&id, shared.clock.now(), line);
        };
        Launch { manifest, root: self.root.to_path_buf(), environment, log: Arc::new(log) }
    }

    fn launched(&mut self, run: Run, agent: Arc<dyn Agent>) {
        let Some(current) = self.current.as_mut().filter(|current| current.run == run) else {
            // Nobody knows this run any more: it must not stay.
            tokio::spawn(async move { agent.stop(Duration::ZERO).await });
            return;
        };
        current.agent = Some(agent.clone());
        if current.halt.is_cancelled() {
            let grace = current.grace;
            return self.end(run, agent, grace);
        }
        tokio::spawn(relearn(run, agent.clone(), current.halt.clone(), self.inbox.clone()));
        let (halt, inbox, watched) = (current.halt.clone(), self.inbox.clone(), agent.clone());
        tokio::spawn(async move {
            tokio::select! {
                biased;
                // Whoever stops it says when it is gone, with all that it started.
                () = halt.cancelled() => {}
                end = watched.ended() => {
                    let _ = inbox.send(Message::Input(Input::Ended(run, end)));
                    halt.cancel();
                }
            }
        });
        self.step(Input::Started(run));
    }

    fn stop(&mut self, run: Run, grace: Duration) {
        let Some(current) = self.current.as_mut().filter(|current| current.run == run) else { return };
        current.grace = grace;
        current.halt.cancel();
        if let Some(agent) = current.agent.clone() {
            self.end(run, agent, grace);
        }
    }

    fn end(&self, run: Run, agent: Arc<dyn Agent>, grace: Duration) {
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            let end = agent.stop(grace).await;
            let _ = inbox.send(Message::Input(Input::Ended(run, end)));
        });
    }

    fn probe(&self, run: Run, number: u64, limit: Duration) {
        let Some(current) = self.current.as_ref().filter(|current| current.run == run) else { return };
        let Some(agent) = current.agent.clone() else { return };
        let (inbox, known) = (self.inbox.clone(), current.offers);
        tokio::spawn(async move {
            let asked = async {
                if known {
                    return agent.ping().await;
                }
                let _ = inbox.send(Message::Offers(run, agent.capabilities().await?));
                Ok(())
            };
            let answer = match timeout(limit, asked).await {
                Ok(Ok(())) => Answer::Well,
                Ok(Err(why)) => Answer::Failed(why),
                Err(_) => Answer::TimedOut,
            };
            let _ = inbox.send(Message::Input(Input::Probed { run, number, answer }));
        });
    }

    fn offers(&mut self, run: Run, mut capabilities: Vec<Capability>) {
        let Some(current) = self.current.as_mut().filter(|current| current.run == run) else { return };
        current.offers = true;
        let declared = &self.supervisor.manifest().capabilities;
        if !declared.is_empty() {
            for missing in declared.iter().filter(|name| !capabilities.iter().any(|one| one.name == **name)) {
                let line = format!("the manifest declares `{missing}`, which the agent does not offer");
                self.shared.outbox.line(&self.supervisor.manifest().id, self.shared.clock.now(), line);
            }
            capabilities.retain(|capability| declared.contains(&capability.name));
        }
        locked(&self.ledger).offers(capabilities);
    }
}

/// Asks it again what it can do whenever that may have changed, until it ends.
async fn relearn(run: Run, agent: Arc<dyn Agent>, halt: CancellationToken, inbox: mpsc::UnboundedSender<Message>) {
    let learn = async {
        loop {
            agent.changed().await;
            // One that says so without pause is not asked without pause.
            sleep(SETTLED).await;
            if let Ok(Ok(capabilities)) = timeout(ANSWER, agent.capabilities()).await {
                let _ = inbox.send(Message::Offers(run, capabilities));
            }
        }
    };
    tokio::select! {
        () = learn => {}
        () = halt.cancelled() => {}
    }
}
