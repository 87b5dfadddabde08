//! How an agent is declared: plain data, the same from a file, from the DNA and from the API.

mod declared;
mod dna;
mod read;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use dna::of_dna;
pub use read::{Wrong, from_json, read};

/// A declared agent. Every duration is in whole milliseconds when it is written as JSON.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What everything else calls it: lower-case words joined by `-`, at most 63 characters. Never changes.
    pub id: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What runs.
    pub run: Run,
    /// What it can be asked to do. When it is empty the agent is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<String>,
    /// Ids of the agents that must be there before it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Names of the environment variables that it asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<String>,
    /// How many tasks it takes at once.
    #[serde(default = "one")]
    pub concurrency: u32,
    /// How long things may take.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// How it is watched.
    #[serde(default)]
    pub probes: Probes,
    /// What happens when it ends or is ill.
    #[serde(default)]
    pub restart: Restart,
    /// What its process may use.
    #[serde(default)]
    pub limits: Limits,
    /// What its process may touch.
    #[serde(default)]
    pub sandbox: Sandbox,
}

/// What runs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Run {
    /// An agent that comes with the program.
    Builtin(Builtin),
    /// A process that speaks MCP on its standard streams.
    Command {
        /// The program and its arguments. Nothing splits or expands them.
        words: Vec<String>,
        /// The folder it runs in, seen from the root; the root itself when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        folder: Option<String>,
    },
}

/// An agent that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Builtin {
    /// Verifies and explains.
    Oracle,
    /// Plans and applies generation.
    Alpha,
    /// Maps the architecture.
    Cartographer,
}

/// Who declared an agent. A root is called by its absolute path ([`crate::discovery::name_of`]); `None`: it was declared
/// when origins did not name their root, and nobody has said since whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It comes with the program.
    Builtin,
    /// The DNA of a root.
    Dna {
        /// Which.
        root: Option<String>,
    },
    /// A manifest of a root.
    Workspace {
        /// Which.
        root: Option<String>,
        /// Its path, relative to the root.
        path: String,
    },
    /// A manifest in the person's own folder: its name there.
    User(String),
    /// A request to the API.
    Api,
}

impl Origin {
    /// Whether it comes from the repository, so that a person has to approve it.
    pub fn is_of_repository(&self) -> bool {
        matches!(self, Origin::Dna { .. } | Origin::Workspace { .. })
    }

    /// The root that declares it, where one does and that is known.
    pub fn root(&self) -> Option<&str> {
        match self {
            Origin::Dna { root } | Origin::Workspace { root, .. } => root.as_deref(),
            Origin::Builtin | Origin::User(_) | Origin::Api => None,
        }
    }

    /// Whether it is of the same root as `other`, as far as its own is known.
    pub fn root_may_be(&self, other: &Origin) -> bool {
        self.is_of_repository() && self.root().is_none_or(|root| other.root() == Some(root))
    }

    /// Whether it may be the same place as `other`: it is, but for a root that is not known.
    pub fn may_be(&self, other: &Origin) -> bool {
        match (self, other) {
            (Origin::Dna { root: None }, Origin::Dna { .. }) => true,
            (Origin::Workspace { root: None, path }, Origin::Workspace { path: same, .. }) => path == same,
            _ => self == other,
        }
    }
}

/// How long the tasks of an agent may take when they do not say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timeouts {
    /// One attempt, from its start to its end.
    #[serde(with = "milliseconds")]
    pub start_to_close: Duration,
    /// Between two signs of life of an attempt: progress counts. Absent: it need not give any.
    #[serde(with = "milliseconds::optional", skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<Duration>,
}

/// How an agent is watched. In the manner of Kubernetes, whose words these are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Probes {
    /// It is ready after so long, or its start has failed.
    #[serde(with = "milliseconds")]
    pub start_within: Duration,
    /// From one probe to the next.
    #[serde(with = "milliseconds")]
    pub every: Duration,
    /// For one answer.
    #[serde(with = "milliseconds")]
    pub timeout: Duration,
    /// After so many failures in a row it is ill.
    pub failures: u32,
    /// After so many successes in a row it is well again.
    pub successes: u32,
    /// Without a sign of life for so long it is ill, whatever it last said.
    #[serde(with = "milliseconds")]
    pub stale_after: Duration,
}

/// What happens when an agent ends or is ill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Restart {
    /// What is done.
    pub heal: Heal,
    /// Before the first restart.
    #[serde(with = "milliseconds")]
    pub wait: Duration,
    /// The wait doubles up to this.
    #[serde(with = "milliseconds")]
    pub wait_at_most: Duration,
    /// After more restarts than this within [`Restart::within`] it has failed.
    pub times: u32,
    /// See [`Restart::times`].
    #[serde(with = "milliseconds")]
    pub within: Duration,
    /// How long it has to finish when it is stopped.
    #[serde(with = "milliseconds")]
    pub stop_within: Duration,
}

/// What is done about an agent that ended or is ill.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heal {
    /// It is restarted.
    #[default]
    Auto,
    /// A person is told, and it is left as it is.
    Manual,
    /// Nothing.
    Off,
}

/// What a process may use; absent: as much as the system gives.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of address space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// Open files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// Processes and threads of this user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processes: Option<u64>,
    /// Seconds of processor time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<u64>,
}

/// What a process may touch, where the kernel can hold it to that.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sandbox {
    /// Whether it may write nothing but below the root (and temporary files), or not even that.
    pub files: Files,
    /// Whether it may open connections.
    pub network: Network,
}

/// Whether a sandboxed process may open connections.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// It may.
    #[default]
    Open,
    /// No TCP.
    None,
}

/// What a sandboxed process may write.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Files {
    /// Anything that the person may.
    #[default]
    Open,
    /// Below the root and in a temporary folder of its own.
    Root,
    /// Only in a temporary folder of its own.
    ReadOnly,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts { start_to_close: Duration::from_secs(300), heartbeat: None }
    }
}

impl Default for Probes {
    fn default() -> Probes {
        Probes {
            start_within: Duration::from_secs(30),
            every: Duration::from_secs(10),
            timeout: Duration::from_secs(1),
            failures: 3,
            successes: 1,
            stale_after: Duration::from_secs(60),
        }
    }
}

impl Default for Restart {
    fn default() -> Restart {
        Restart {
            heal: Heal::Auto,
            wait: Duration::from_millis(100),
            wait_at_most: Duration::from_secs(300),
            times: 5,
            within: Duration::from_secs(60),
            stop_within: Duration::from_secs(10),
        }
    }
}

fn one() -> u32 {
    1
}

/// Durations as whole milliseconds.
mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }

    pub mod optional {
        use std::time::Duration;

        use serde::{Deserialize, Deserializer, Serializer};

        // The signature is serde's.
        #[allow(clippy::ref_option)]
        pub fn serialize<S: Serializer>(duration: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
            match duration {
                Some(duration) => super::serialize(duration, serializer),
                None => serializer.serialize_none(),
            }
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
            Ok(Option::<u64>::deserialize(deserializer)?.map(Duration::from_millis))
        }
    }
}
