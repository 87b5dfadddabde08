//! Agents that do what a test says.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agents::{Agent, Call, CallError, Capability, End, Launch, Launcher, Progress};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// How the agents of one id behave. Those that run see a change.
#[derive(Default)]
pub struct Script {
    /// How long a start takes, in milliseconds.
    pub start: AtomicU32,
    /// Whether starts fail.
    pub broken: AtomicBool,
    /// Whether it ends so many milliseconds after its start; 0: no.
    pub crashes: AtomicU32,
    /// What it says once it is up, line by line.
    pub says: Mutex<Vec<String>>,
    /// Whether pings are not answered.
    pub deaf: AtomicBool,
    /// Whether it takes no notice of being asked to stop, until its grace is over.
    pub stubborn: AtomicBool,
}

/// A launcher, and all that its agents did.
#[derive(Default)]
pub struct Stage {
    scripts: Mutex<BTreeMap<String, Arc<Script>>>,
    /// Ids and when they were started.
    pub started: Mutex<Vec<(String, Instant)>>,
    /// The roots that they were started for.
    pub roots: Mutex<Vec<PathBuf>>,
    /// Ids and when they were stopped or ended.
    pub ended: Mutex<Vec<(String, Instant)>>,
    alive: Mutex<BTreeMap<String, Vec<watch::Sender<Option<End>>>>>,
    /// What each call was given, in order; with the agent's id.
    pub calls: Mutex<Vec<(String, Value)>>,
    /// How many calls each agent was at, at most.
    pub most: Mutex<BTreeMap<String, u32>>,
    now: Mutex<BTreeMap<String, u32>>,
    pub cancelled: AtomicU32,
    /// Ids of which two lived at once.
    pub twice: Mutex<Vec<String>>,
}

impl Stage {
    pub fn script(&self, id: &str) -> Arc<Script> {
        self.scripts.lock().unwrap().entry(id.to_owned()).or_default().clone()
    }

    /// Ends what lives of this id, as `kill -9` would.
    pub fn kill(&self, id: &str) {
        for end in self.alive.lock().unwrap().remove(id).into_iter().flatten() {
            end.send_replace(Some(End::Signal(9)));
        }
        self.ended.lock().unwrap().push((id.to_owned(), Instant::now()));
    }

    pub fn starts(&self, id: &str) -> usize {
        self.started.lock().unwrap().iter().filter(|(started, _)| started == id).count()
    }

    pub fn lives(&self, id: &str) -> bool {
        self.alive.lock().unwrap().get(id).is_some_and(|alive| alive.iter().any(|end| end.borrow().is_none()))
    }
}

/// The launcher of one worker: agents of workers are told apart by their stage.
pub struct Troupe(pub Arc<Stage>);

struct Actor {
    id: String,
    capabilities: Vec<String>,
    stage: Arc<Stage>,
    script: Arc<Script>,
    end: watch::Sender<Option<End>>,
    log: Arc<dyn Fn(&str) + Send + Sync>,
}

#[async_trait]
impl Launcher for Troupe {
    async fn launch(&self, launch: Launch, _: Duration) -> Result<Box<dyn Agent>, String> {
        let (stage, id) = (self.0.clone(), launch.manifest.id.clone());
        let script = stage.script(&id);
        stage.started.lock().unwrap().push((id.clone(), Instant::now()));
        stage.roots.lock().unwrap().push(launch.root.clone());
        sleep(Duration::from_millis(script.start.load(Ordering::SeqCst).into())).await;
        if script.broken.load(Ordering::SeqCst) {
            return Err("no such program".into());
        }
        if stage.lives(&id) {
            stage.twice.lock().unwrap().push(id.clone());
        }
        let end = watch::channel(None).0;
        stage.alive.lock().unwrap().entry(id.clone()).or_default().push(end.clone());
        (launch.log)(&format!("{id} is up with {}", launch.environment.values().cloned().collect::<Vec<_>>().join(" ")));
        script.says.lock().unwrap().iter().for_each(|line| (launch.log)(line));
        let crashes = script.crashes.load(Ordering::SeqCst);
        if crashes > 0 {
            let (end, log) = (end.clone(), launch.log.clone());
            tokio::spawn(async move {
                sleep(Duration::from_millis(crashes.into())).await;
                log("out of cheese");
                end.send_if_modified(|end| end.is_none().then(|| *end = Some(End::Exit(1))).is_some());
            });
        }
        Ok(Box::new(Actor { id, capabilities: launch.manifest.capabilities, stage, script, end, log: launch.log }))
    }
}

impl Actor {
    async fn over(&self) -> End {
        let mut end = self.end.subscribe();
        let end = end.wait_for(Option::is_some).await.unwrap().clone();
        end.unwrap()
    }

    async fn act(&self, call: &Call) -> Result<Value, CallError> {
        let ms = Duration::from_millis(call.input["ms"].as_u64().unwrap_or(0));
        match call.input["do"].as_str().unwrap_or("echo") {
            "fail" => {
                sleep(ms).await;
                Err(CallError::Failed("it went wrong".into()))
            }
            "refuse" => Err(CallError::Refused("it makes no sense".into())),
            "die" => {
                self.end.send_replace(Some(End::Exit(3)));
                std::future::pending().await
            }
            // Takes no notice of anything.
            "hang" => std::future::pending().await,
            "wait" => {
                call.cancel.cancelled().await;
                self.stage.cancelled.fetch_add(1, Ordering::SeqCst);
                Err(CallError::Cancelled)
            }
            "progress" => {
                for done in 1..=10 {
                    sleep(ms).await;
                    let _ = call.progress.try_send(Progress { done: f64::from(done), total: Some(10.0), message: None });
                }
                Ok(json!("done"))
            }
            _ => {
                sleep(ms).await;
                Ok(call.input.clone())
            }
        }
    }
}

#[async_trait]
impl Agent for Actor {
    async fn capabilities(&self) -> Result<Vec<Capability>, String> {
        let capability = |name: &String| Capability { name: name.clone(), description: None, input: json!({}), output: None };
        Ok(self.capabilities.iter().map(capability).collect())
    }

    async fn ping(&self) -> Result<(), String> {
        if self.script.deaf.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    async fn call(&self, call: Call) -> Result<Value, CallError> {
        self.stage.calls.lock().unwrap().push((self.id.clone(), call.input.clone()));
        let count = {
            let mut now = self.stage.now.lock().unwrap();
            let count = now.entry(self.id.clone()).or_default();
            *count += 1;
            *count
        };
        let leave = Leave(self);
        {
            let mut most = self.stage.most.lock().unwrap();
            let most = most.entry(self.id.clone()).or_default();
            *most = count.max(*most);
        }
        let result = tokio::select! {
            result = self.act(&call) => result,
            end = self.over() => Err(CallError::Gone(format!("{end:?}"))),
        };
        drop(leave);
        result
    }

    async fn ended(&self) -> End {
        self.over().await
    }

    async fn stop(&self, grace: Duration) -> End {
        if self.script.stubborn.load(Ordering::SeqCst) {
            sleep(grace).await;
        }
        (self.log)("bye");
        self.end.send_if_modified(|end| end.is_none().then(|| *end = Some(End::Stopped)).is_some());
        self.stage.ended.lock().unwrap().push((self.id.clone(), Instant::now()));
        self.over().await
    }

    fn pid(&self) -> Option<u32> {
        Some(4711)
    }
}

/// A call is over, also when it is dropped.
struct Leave<'a>(&'a Actor);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.0.stage.now.lock().unwrap().get_mut(&self.0.id) {
            *count -= 1;
        }
    }
}
