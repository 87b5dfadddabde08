//! Agents that are processes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::watch;
use workspace::process::{self, Bounds, Child, Command, Ended, Handle, Watch};

use crate::agent::{Agent, Call, CallError, End, Launch, Launcher};
use crate::capability::Capability;
use crate::manifest::{Limits, Run};
use crate::mcp::{self, Connection};
use crate::sandbox;

/// For how long a process whose output ended may take to end itself.
const LAST: Duration = Duration::from_millis(500);
/// How long one that does not answer may take to end before it is ended.
const SHORT: Duration = Duration::from_secs(2);

/// Starts agents that are declared by a command.
#[derive(Clone, Copy, Debug)]
pub struct ProcessLauncher {
    /// The most bytes of one answer.
    pub most: usize,
}

impl Default for ProcessLauncher {
    fn default() -> ProcessLauncher {
        ProcessLauncher { most: mcp::MESSAGE }
    }
}

#[async_trait]
impl Launcher for ProcessLauncher {
    async fn launch(&self, launch: Launch, within: Duration) -> Result<Box<dyn Agent>, String> {
        let Launch { manifest, root, environment, log } = launch;
        let Run::Command { words, folder } = &manifest.run else {
            return Err(format!("`{}` is built in: there is no process to start", manifest.id));
        };
        let folder = match folder {
            None => root.clone(),
            Some(folder) => below(&root, folder)?,
        };
        let sandboxed = sandbox::of(&manifest, &root)?;
        let said = sandbox::said(&manifest).join("; ");
        let mut environment = environment;
        if let Some(own) = &sandboxed.temporary {
            environment.insert("TMPDIR".to_owned(), own.path().to_string_lossy().into_owned());
        }
        if !sandboxed.fence.is_open() {
            log(&format!("[{}]", sandboxed.fence.said()));
        }
        let command = Command::new(words.iter(), &folder).environment(process::lean(&environment));
        let command = command.bounds(bounds(&manifest.limits)).fence(sandboxed.fence);
        // Goes with the process.
        let temporary = sandboxed.temporary;
        let (tell, ended) = watch::channel(None);
        let lines = Arc::clone(&log);
        let watch = Watch {
            line: Box::new(move |line| lines(line)),
            ended: Box::new(move |ended| {
                drop(temporary);
                tell.send_replace(Some(ended));
            }),
        };
        let start = tokio::time::Instant::now();
        // Starting a program reads it from the disk.
        let started = tokio::task::spawn_blocking(move || command.start(watch)).await;
        let Child { pid, stdin, stdout, handle } = started.map_err(|error| format!("it could not be started: {error}"))??;
        let streams = streams(stdin, stdout).map_err(|error| format!("its streams cannot be used: {error}"))?;
        let left = within.saturating_sub(start.elapsed());
        let connection = match mcp::connect(streams.0, streams.1, self.most, Arc::clone(&log), left).await {
            Ok(connection) => connection,
            Err(why) => {
                // How it ended says more than that it is gone.
                let ended = if why == mcp::GONE { tokio::time::timeout(LAST, over(ended)).await.ok() } else { None };
                drop(handle);
                return Err(ended.map_or(why, |ended| format!("{} before it could be asked", ended.end)));
            }
        };
        Ok(Box::new(Process::new(pid, said, connection, handle, ended, log)))
    }
}

/// A folder of the root.
fn below(root: &std::path::Path, folder: &str) -> Result<PathBuf, String> {
    use workspace::FileSystem;
    let resolved = workspace::RelPath::root().resolve(folder).ok_or_else(|| format!("`{folder}` leads out of the root"))?;
    let real =
        |path: &std::path::Path| workspace::Disk.canonicalize(path).map_err(|error| format!("cannot enter {}: {error}", path.display()));
    let (root, path) = (real(root)?, real(&root.join(resolved.as_str()))?);
    if path.starts_with(&root) { Ok(path) } else { Err(format!("`{folder}` is a link out of the root")) }
}

fn bounds(limits: &Limits) -> Bounds {
    Bounds { memory: limits.memory, files: limits.files, processes: limits.processes, cpu: limits.cpu }
}

#[cfg(unix)]
type Streams = (tokio::net::unix::pipe::Receiver, tokio::net::unix::pipe::Sender);

#[cfg(unix)]
fn streams(stdin: std::io::PipeWriter, stdout: std::io::PipeReader) -> std::io::Result<Streams> {
    use tokio::net::unix::pipe::{Receiver, Sender};
    Ok((Receiver::from_owned_fd(stdout.into())?, Sender::from_owned_fd(stdin.into())?))
}

#[cfg(not(unix))]
fn streams(_: std::io::PipeWriter, _: std::io::PipeReader) -> std::io::Result<(tokio::io::Empty, tokio::io::Sink)> {
    Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "agents that are processes need Unix"))
}

/// How a process ended, once it has.
async fn over(mut ended: watch::Receiver<Option<Ended>>) -> Ended {
    let known = match ended.wait_for(Option::is_some).await {
        Ok(ended) => *ended,
        Err(_) => None,
    };
    // Its thread is gone without a word: it panicked, and whatever there was ended with it.
    known.unwrap_or(Ended { end: process::End::Cancelled, left_behind: false })
}

/// An agent that is a process.
struct Process {
    pid: u32,
    sandbox: String,
    connection: Arc<Connection>,
    handle: Arc<Handle>,
    /// The process.
    over: watch::Receiver<Option<Ended>>,
    /// The agent.
    ended: watch::Receiver<Option<End>>,
    asked: watch::Sender<bool>,
}

impl Process {
    fn new(
        pid: u32,
        sandbox: String,
        connection: Connection,
        handle: Handle,
        over: watch::Receiver<Option<Ended>>,
        log: mcp::Log,
    ) -> Process {
        let (connection, handle) = (Arc::new(connection), Arc::new(handle));
        let (tell, ended) = watch::channel(None);
        let (asked, was_asked) = watch::channel(false);
        tokio::spawn(supervise(Arc::clone(&connection), Arc::downgrade(&handle), over.clone(), was_asked, tell, log));
        Process { pid, sandbox, connection, handle, over, ended, asked }
    }
}

/// Waits for the end of the process, and sees to it when its connection ends first.
async fn supervise(
    connection: Arc<Connection>,
    handle: std::sync::Weak<Handle>,
    over_news: watch::Receiver<Option<Ended>>,
    was_asked: watch::Receiver<bool>,
    tell: watch::Sender<Option<End>>,
    log: mcp::Log,
) {
    let mut broke = false;
    let ended = tokio::select! {
        ended = over(over_news.clone()) => ended,
        () = connection.closed() => {
            if let Ok(ended) = tokio::time::timeout(LAST, over(over_news.clone())).await {
                ended
            } else {
                if !*was_asked.borrow() {
                    broke = true;
                    // Dropped already: that ends it.
                    if let Some(handle) = handle.upgrade() {
                        handle.stop(SHORT);
                    }
                }
                over(over_news).await
            }
        }
    };
    connection.close();
    if ended.left_behind {
        log("[a process that it started left its group and is still there: it was not ended]");
    }
    let end = match ended.end {
        _ if *was_asked.borrow() => End::Stopped,
        _ if broke => End::Disconnected("it closed its output but did not end".to_owned()),
        process::End::Exit(status) => End::Exit(status),
        process::End::Signal(signal) => End::Signal(signal),
        other => End::Disconnected(other.to_string()),
    };
    tell.send_replace(Some(end));
}

#[async_trait]
impl Agent for Process {
    async fn capabilities(&self) -> Result<Vec<Capability>, String> {
        self.connection.capabilities().await
    }

    async fn changed(&self) {
        self.connection.changed().await;
    }

    async fn ping(&self) -> Result<(), String> {
        self.connection.ping().await
    }

    async fn call(&self, call: Call) -> Result<Value, CallError> {
        match self.connection.call(call).await {
            // How it ended says more.
            Err(CallError::Gone(why)) => match tokio::time::timeout(LAST, over(self.over.clone())).await {
                Ok(ended) => Err(CallError::Gone(ended.end.to_string())),
                Err(_) => Err(CallError::Gone(why)),
            },
            done => done,
        }
    }

    async fn ended(&self) -> End {
        let mut ended = self.ended.clone();
        match ended.wait_for(Option::is_some).await {
            Ok(end) => end.clone().unwrap_or(End::Stopped),
            Err(_) => End::Stopped,
        }
    }

    async fn stop(&self, grace: Duration) -> End {
        if self.ended.borrow().is_none() {
            self.asked.send_replace(true);
            self.connection.close();
            self.handle.stop(grace);
        }
        self.ended().await
    }

    fn pid(&self) -> Option<u32> {
        Some(self.pid)
    }

    fn sandbox(&self) -> String {
        self.sandbox.clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.connection.close();
    }
}
