//! Agents that are real processes, well-behaved and not.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, missing_docs)] // tests may

mod bad;
mod calls;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use agents::{Agent, Call, CallError, Launch, Launcher, Limits, Manifest, ProcessLauncher, Progress, Run};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// However slow the machine: what takes longer hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long an answer may have, in bytes.
pub const MOST: usize = 1 << 20;

/// A started agent, and what it wrote.
pub struct Started {
    pub agent: Box<dyn Agent>,
    pub log: Log,
}

#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for a line with `text` in it.
    pub async fn until(&self, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(line) = self.lines().into_iter().find(|line| line.contains(text)) {
                return line;
            }
            assert!(Instant::now() < end, "no line with {text:?} in {:?}", self.lines());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

pub fn manifest(words: &[&str]) -> Manifest {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    serde_json::from_value(serde_json::json!({ "id": "fake", "run": serde_json::to_value(Run::Command { words, folder: None }).unwrap() }))
        .unwrap()
}

pub const FAKE: &str = env!("CARGO_BIN_EXE_fake-agent");

pub fn fake(words: &[&str]) -> Manifest {
    manifest(&[&[FAKE], words].concat())
}

pub async fn launch(manifest: Manifest, within: Duration) -> Result<Started, String> {
    launch_in(manifest, Path::new("/"), BTreeMap::new(), within).await
}

pub async fn launch_in(
    manifest: Manifest,
    root: &Path,
    environment: BTreeMap<String, String>,
    within: Duration,
) -> Result<Started, String> {
    let log = Log::default();
    let lines = Arc::clone(&log.0);
    let launch =
        Launch { manifest, root: root.to_owned(), environment, log: Arc::new(move |line| lines.lock().unwrap().push(line.to_owned())) };
    let agent = tokio::time::timeout(PATIENCE, ProcessLauncher { most: MOST }.launch(launch, within)).await.expect("it hangs")?;
    Ok(Started { agent, log })
}

impl Started {
    pub async fn call(&self, name: &str, input: Value) -> Result<Value, CallError> {
        self.call_until(name, input, CancellationToken::new()).await
    }

    pub async fn call_until(&self, name: &str, input: Value, cancel: CancellationToken) -> Result<Value, CallError> {
        let (progress, _) = mpsc::channel(1);
        tokio::time::timeout(PATIENCE, self.agent.call(Call { capability: name.to_owned(), input, cancel, progress }))
            .await
            .expect("it hangs")
    }

    pub async fn call_watched(&self, name: &str) -> (Result<Value, CallError>, Vec<Progress>) {
        let (progress, mut taken) = mpsc::channel(16);
        let call = Call { capability: name.to_owned(), input: Value::Null, cancel: CancellationToken::new(), progress };
        let answer = tokio::time::timeout(PATIENCE, self.agent.call(call)).await.expect("it hangs");
        let mut all = Vec::new();
        while let Ok(one) = taken.try_recv() {
            all.push(one);
        }
        (answer, all)
    }

    pub async fn ended(&self) -> agents::End {
        tokio::time::timeout(PATIENCE, self.agent.ended()).await.expect("it does not end")
    }

    pub async fn stop(&self, grace: Duration) -> agents::End {
        tokio::time::timeout(PATIENCE, self.agent.stop(grace)).await.expect("it does not end")
    }
}

/// Waits until no process has this number.
pub async fn is_gone(pid: u64) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // One that was left to whoever collects orphans here is gone as well.
        if stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['Z', 'X'])) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}

/// Whether our own process is collected: a zombie would still be there.
pub fn is_collected(pid: u32) -> bool {
    !Path::new(&format!("/proc/{pid}")).exists()
}

pub fn limits(memory: u64) -> Limits {
    Limits { memory: Some(memory), ..Limits::default() }
}
