//! The workers, and what is shipped, as they are declared.

use std::time::Duration;

use compact_str::CompactString;

use crate::model::ComponentId;
use crate::span::{SpanId, Spanned};

/// Names an agent of one DNA: an index into [`Dna::agents`](crate::Dna::agents).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct AgentId(pub u32);

/// A worker: a process that speaks MCP on its standard streams, or one that is built in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agent {
    /// What everything else calls it. No component or layer has the same.
    pub id: Spanned<CompactString>,
    /// What it is for.
    pub description: Option<Spanned<CompactString>>,
    /// The part of the system that it works for.
    pub component: Option<Spanned<ComponentId>>,
    /// Which of the agents that come with the program it is.
    pub builtin: Option<Spanned<Builtin>>,
    /// The program and its arguments; empty for one that is built in. Nothing splits or expands them.
    pub command: Vec<Spanned<CompactString>>,
    /// The folder that it runs in, seen from the root; the root itself when absent.
    pub cwd: Option<Spanned<CompactString>>,
    /// Names of the environment variables that it gets. Values are never declared.
    pub env: Vec<Spanned<CompactString>>,
    /// What it can be asked to do: the names of its tools.
    pub capabilities: Vec<Spanned<CompactString>>,
    /// What must be there before it starts.
    pub needs: Vec<Spanned<Need>>,
    /// How many tasks it takes at once.
    pub concurrency: Option<Spanned<u32>>,
    /// How long one task may take.
    pub timeout: Option<Spanned<Duration>>,
    /// Between two signs of life of one task.
    pub heartbeat: Option<Spanned<Duration>>,
    /// How it is watched.
    pub health: Health,
    /// What happens when it ends.
    pub restart: Restart,
    /// How long it has to finish its tasks when it is stopped.
    pub stop_within: Option<Spanned<Duration>>,
    /// What its process may use.
    pub limits: Limits,
    /// What its process may touch.
    pub sandbox: Sandbox,
}

/// What a process may use; what is absent is as the system gives.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Limits {
    /// Bytes of address space.
    pub memory: Option<Spanned<u64>>,
    /// Open files.
    pub files: Option<Spanned<u32>>,
    /// Processes and threads of this user.
    pub processes: Option<Spanned<u32>>,
    /// Seconds of processor time.
    pub cpu: Option<Spanned<u32>>,
}

/// What a process may touch, where the kernel can hold it to that; what is absent is open.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sandbox {
    /// What it may write.
    pub files: Option<Spanned<Writes>>,
    /// Whether it may open connections.
    pub network: Option<Spanned<bool>>,
}

/// What a sandboxed process may write.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Writes {
    /// Anything that the person may.
    Open,
    /// What is below the root, and in a temporary folder of its own.
    Root,
    /// Only what is in that folder.
    ReadOnly,
}

/// An agent that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Builtin {
    /// Verifies.
    Oracle,
    /// Generates.
    Alpha,
    /// Reads the architecture back.
    Cartographer,
}

/// What an agent needs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Need {
    /// A component, which is there or is not; nobody starts it.
    Component(ComponentId),
    /// An agent, which is started first.
    Agent(AgentId),
    /// An id that nothing declares.
    Unknown,
}

/// How an agent is watched; what is absent is as the orchestrator has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Health {
    /// From one probe to the next.
    pub every: Option<Spanned<Duration>>,
    /// How long an answer may take.
    pub timeout: Option<Spanned<Duration>>,
    /// After so many failures in a row it is ill.
    pub failures: Option<Spanned<u32>>,
    /// Without a sign of life for so long it is ill, whatever it last said.
    pub stale_after: Option<Spanned<Duration>>,
    /// How long it may take to get ready.
    pub start_within: Option<Spanned<Duration>>,
    /// What is done about it.
    pub heal: Option<Spanned<Heal>>,
}

/// What is done about an agent that is ill.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Heal {
    /// It is restarted.
    Auto,
    /// A person is told.
    Manual,
    /// Nothing.
    Off,
}

/// What happens when an agent ends; what is absent is as the orchestrator has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Restart {
    /// Before the first restart.
    pub wait: Option<Spanned<Duration>>,
    /// The wait doubles up to this.
    pub wait_at_most: Option<Spanned<Duration>>,
    /// After more restarts than this within [`Restart::within`] it has failed.
    pub times: Option<Spanned<u32>>,
    /// See [`Restart::times`].
    pub within: Option<Spanned<Duration>>,
}

/// One way in which the system is shipped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// What it is called.
    pub id: Spanned<CompactString>,
    /// For what it is made: as written, or what its name says.
    pub platform: Option<Platform>,
    /// What is shipped.
    pub components: Vec<Spanned<ComponentId>>,
    /// Where it listens.
    pub port: Option<Spanned<u16>>,
    /// The path by which it is asked whether it is well.
    pub probe: Option<Spanned<CompactString>>,
    /// How many run.
    pub replicas: Option<Spanned<u32>>,
    /// The image, without a tag when the deployment sets it.
    pub image: Option<Spanned<CompactString>>,
    /// Names of the environment variables that it gets.
    pub env: Vec<Spanned<CompactString>>,
    /// What it is for.
    pub description: Option<Spanned<CompactString>>,
    /// The place that stands for all of it.
    pub span: SpanId,
}

/// What a target is made for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Platform {
    /// Kubernetes.
    Kubernetes,
    /// Compose.
    Compose,
    /// A Dockerfile alone.
    Docker,
    /// A unit of systemd.
    Systemd,
}

impl Platform {
    /// The words for them.
    pub(crate) const WORDS: &[(&str, Platform)] = &[
        ("kubernetes", Platform::Kubernetes),
        ("compose", Platform::Compose),
        ("docker", Platform::Docker),
        ("systemd", Platform::Systemd),
    ];

    /// What a target of this name is made for when it does not say.
    pub(crate) fn of_name(name: &str) -> Option<Platform> {
        if name == "k8s" {
            return Some(Platform::Kubernetes);
        }
        Platform::WORDS.iter().find(|(word, _)| *word == name).map(|(_, platform)| *platform)
    }
}
