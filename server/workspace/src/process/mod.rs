//! The one place where programs are run: formatters, probes, agents.
//!
//! A [`Command`] is a program and its arguments, never a line for a shell. It runs in a folder, with an environment that
//! is made for it, in a session and process group of its own, without any file of ours open, for a limited time and with
//! limited output. Whatever ends it ends the whole group. What came of it is data: [`Ran`].
//!
//! **Invariant:** nothing here decides whether a command may be run. Who calls has asked [`crate::trust`].
//!
//! What this is not: a sandbox, but where a [`Fence`] is asked for and the kernel has one. A program that somebody allowed
//! may do what that person may do, and one that leaves its session on purpose outlives it; [`Ran::left_behind`] says where
//! that was noticed.

mod cancel;
mod child;
mod environment;
mod fence;
#[cfg(unix)]
mod lines;
#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use cancel::Cancel;
pub use child::{Bounds, Child, Ended, Handle, Watch};
pub use environment::lean;
pub use fence::Fence;
#[cfg(not(unix))]
use portable as system;
#[cfg(unix)]
use unix as system;

/// A program with its arguments, and all that it gets.
#[derive(Clone, Debug)]
pub struct Command {
    words: Vec<String>,
    folder: PathBuf,
    stdin: Vec<u8>,
    kept: Vec<String>,
    environment: Option<Vec<(OsString, OsString)>>,
    limits: Limits,
    bounds: Bounds,
    fence: Fence,
}

/// How long a command may run, and how much it may say.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// By the clock on the wall. Of the processor it gets as much on every core.
    pub time: Duration,
    /// Between asking it to end and ending it.
    pub grace: Duration,
    /// Of standard output.
    pub stdout: Keep,
    /// Of standard error.
    pub stderr: Keep,
}

/// Which part of an output is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// All of it, and it may have so many bytes: a command that writes more is ended.
    All(usize),
    /// The last bytes, so many; those before are dropped.
    Last(usize),
}

impl Default for Limits {
    /// Ten seconds, two more to end; 32 MiB of output, and the last 16 KiB of errors.
    fn default() -> Limits {
        Limits { time: Duration::from_secs(10), grace: Duration::from_secs(2), stdout: Keep::All(32 << 20), stderr: Keep::Last(16 << 10) }
    }
}

/// What came of a command that was started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ran {
    /// How it ended.
    pub end: End,
    /// What it wrote to standard output.
    pub stdout: Output,
    /// What it wrote to standard error.
    pub stderr: Output,
    /// Whether a process that left the group still had an output open when it was over.
    pub left_behind: bool,
}

/// What a command wrote.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Output {
    /// The bytes that were kept.
    pub bytes: Vec<u8>,
    /// Whether there were more.
    pub cut: bool,
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// By itself, with this status.
    Exit(i32),
    /// By a signal of somebody else.
    Signal(i32),
    /// It was ended: its time was up.
    TimedOut(Duration),
    /// It was ended: it wrote more than so many bytes.
    TooMuch(usize),
    /// It was ended: nobody wants to know any more.
    Cancelled,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Exit(status) => write!(f, "it exited with {status}"),
            End::Signal(signal) => write!(f, "signal {signal} ended it"),
            End::TimedOut(limit) => write!(f, "it was not done after {limit:?} and was ended"),
            End::TooMuch(limit) => write!(f, "it wrote more than {limit} bytes and was ended"),
            End::Cancelled => f.write_str("it was ended, since nobody waits for it any more"),
        }
    }
}

impl Command {
    /// `words` are the program and its arguments. A program with a `/` in it is a file, seen from `folder`, which the
    /// command also runs in; any other is looked for in the absolute folders of `PATH`.
    pub fn new(words: impl IntoIterator<Item = impl Into<String>>, folder: &Path) -> Command {
        let words = words.into_iter().map(Into::into).collect();
        Command {
            words,
            folder: folder.to_path_buf(),
            stdin: Vec::new(),
            kept: Vec::new(),
            environment: None,
            limits: Limits::default(),
            bounds: Bounds::default(),
            fence: Fence::default(),
        }
    }

    /// What it reads from standard input; nothing otherwise.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Command {
        self.stdin = bytes.into();
        self
    }

    /// Lets it have one more variable of our environment. The caller answers for it: no name comes from a repository.
    #[must_use]
    pub fn variable(mut self, name: &str) -> Command {
        self.kept.push(name.to_owned());
        self
    }

    /// The whole of its environment, instead of what a command gets otherwise. `PATH` in it says where programs are.
    #[must_use]
    pub fn environment(mut self, variables: impl IntoIterator<Item = (OsString, OsString)>) -> Command {
        self.environment = Some(variables.into_iter().collect());
        self
    }

    /// What it may touch, when it is [started](Command::start) to be there for long.
    #[must_use]
    pub fn fence(mut self, fence: Fence) -> Command {
        self.fence = fence;
        self
    }

    /// What it may use, when it is [started](Command::start) to be there for long.
    #[must_use]
    pub fn bounds(mut self, bounds: Bounds) -> Command {
        self.bounds = bounds;
        self
    }

    /// Other limits than the default ones.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Command {
        self.limits = limits;
        self
    }

    /// Runs it, and waits until it and its group are gone.
    ///
    /// # Errors
    /// That it cannot be started, and why: a message.
    pub fn run(&self) -> Result<Ran, String> {
        self.run_until(None)
    }

    /// The same, and ends it when it is cancelled.
    ///
    /// # Errors
    /// That it cannot be started, and why: a message.
    pub fn run_until(&self, cancel: Option<&Cancel>) -> Result<Ran, String> {
        let (command, program) = self.prepared()?;
        system::run(command, &self.stdin, &self.limits, cancel).map_err(|error| self.refused(&program, &error))
    }

    /// Starts it as a process that is there for long: `watch` is told of what it says on standard error and of its end.
    /// Of the limits only those of [`Command::bounds`] and [`Command::fence`] count.
    ///
    /// # Errors
    /// That it cannot be started, and why: a message.
    pub fn start(&self, watch: Watch) -> Result<Child, String> {
        let (command, program) = self.prepared()?;
        system::child::start(command, &self.bounds, &self.fence, watch).map_err(|error| self.refused(&program, &error))
    }

    /// It for the system, and the file of its program.
    fn prepared(&self) -> Result<(std::process::Command, PathBuf), String> {
        let name = self.words.first().ok_or("there is no program to run: the command is empty")?;
        if self.words.iter().any(|word| word.contains('\0')) {
            return Err(format!("`{}` cannot be run: a NUL character is no part of a command", self.shown()));
        }
        let environment = self.environment.clone().unwrap_or_else(|| environment::clean(&self.kept));
        let program = environment::find(name, &self.folder, &environment)?;
        let mut command = std::process::Command::new(&program);
        command.args(&self.words[1..]).current_dir(&self.folder).env_clear().envs(environment);
        Ok((command, program))
    }

    fn refused(&self, program: &Path, error: &std::io::Error) -> String {
        let name = self.words.first().map_or("", String::as_str);
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                format!("`{name}` cannot be started: it, or the program that its first line names, is not there")
            }
            std::io::ErrorKind::PermissionDenied => format!("`{name}` cannot be started: {} may not be executed", program.display()),
            _ => format!("`{name}` cannot be started: {error}"),
        }
    }

    /// It for people: words with white space or nothing in them quoted.
    pub fn shown(&self) -> String {
        shown(&self.words)
    }
}

/// A command for people: words are quoted where they would not be told apart otherwise.
pub fn shown(words: &[String]) -> String {
    let plain = |word: &str| !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '`'));
    let words = words.iter().map(|word| if plain(word) { word.clone() } else { format!("{word:?}") });
    words.collect::<Vec<_>>().join(" ")
}

/// What is kept of one output while it comes.
struct Kept {
    keep: Keep,
    output: Output,
}

impl Kept {
    fn new(keep: Keep) -> Kept {
        Kept { keep, output: Output::default() }
    }

    /// Takes what came; `Err`: it is more than may come.
    fn take(&mut self, bytes: &[u8]) -> Result<(), usize> {
        let kept = &mut self.output.bytes;
        match self.keep {
            Keep::All(most) => {
                let room = most.saturating_sub(kept.len());
                kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
                if bytes.len() > room {
                    self.output.cut = true;
                    return Err(most);
                }
            }
            Keep::Last(most) => {
                kept.extend_from_slice(bytes);
                // Not at every read: what is dropped is moved over.
                if kept.len() > most.saturating_mul(2) {
                    kept.drain(..kept.len() - most);
                    self.output.cut = true;
                }
            }
        }
        Ok(())
    }

    fn done(mut self) -> Output {
        if let Keep::Last(most) = self.keep
            && self.output.bytes.len() > most
        {
            self.output.bytes.drain(..self.output.bytes.len() - most);
            self.output.cut = true;
        }
        self.output
    }
}
