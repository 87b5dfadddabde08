//! The schema of a manifest. What is read is [`agents::Manifest`]; a test holds the two to the same form.

// Only their schemas are used.
#![allow(dead_code)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A declared agent. Durations are whole milliseconds.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Manifest)]
#[serde(deny_unknown_fields)]
pub struct ManifestDoc {
    /// What everything else calls it: lower-case words joined by `-`.
    #[schema(pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length = 63)]
    id: String,
    /// For people.
    name: Option<String>,
    /// What it is for.
    description: Option<String>,
    run: RunDoc,
    /// What it can be asked to do. When it is empty the agent is asked.
    #[serde(default)]
    capabilities: Vec<String>,
    /// Ids of the agents that must be there before it starts.
    #[serde(default)]
    needs: Vec<String>,
    /// Names of the environment variables that it asks for.
    #[serde(default)]
    env: Vec<String>,
    /// How many tasks it takes at once.
    #[serde(default)]
    #[schema(minimum = 1)]
    concurrency: u32,
    #[serde(default)]
    timeouts: TimeoutsDoc,
    #[serde(default)]
    probes: ProbesDoc,
    #[serde(default)]
    restart: RestartDoc,
    #[serde(default)]
    limits: LimitsDoc,
    #[serde(default)]
    sandbox: SandboxDoc,
}

/// What runs.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Run)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum RunDoc {
    /// An agent that comes with the program.
    Builtin(BuiltinDoc),
    /// A process that speaks MCP on its standard streams.
    Command {
        /// The program and its arguments.
        #[schema(min_items = 1)]
        words: Vec<String>,
        /// The folder it runs in, seen from the root.
        folder: Option<String>,
    },
}

/// An agent that comes with the program.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = Builtin)]
#[serde(rename_all = "snake_case")]
enum BuiltinDoc {
    Oracle,
    Alpha,
    Cartographer,
}

/// How long tasks may take.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Timeouts)]
#[serde(default, deny_unknown_fields)]
struct TimeoutsDoc {
    /// One attempt.
    start_to_close: u64,
    /// Between two signs of life of an attempt.
    heartbeat: Option<u64>,
}

/// How an agent is watched.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Probes)]
#[serde(default, deny_unknown_fields)]
struct ProbesDoc {
    start_within: u64,
    every: u64,
    timeout: u64,
    failures: u32,
    successes: u32,
    stale_after: u64,
}

/// What happens when an agent ends or is ill.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Restart)]
#[serde(default, deny_unknown_fields)]
struct RestartDoc {
    heal: HealDoc,
    wait: u64,
    wait_at_most: u64,
    times: u32,
    within: u64,
    stop_within: u64,
}

/// What is done about an agent that ended or is ill.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Heal)]
#[serde(rename_all = "snake_case")]
enum HealDoc {
    #[default]
    Auto,
    Manual,
    Off,
}

/// What a process may use.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Limits)]
#[serde(default, deny_unknown_fields)]
struct LimitsDoc {
    memory: Option<u64>,
    files: Option<u64>,
    processes: Option<u64>,
    cpu: Option<u64>,
}

/// What a process may touch.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Sandbox)]
#[serde(default, deny_unknown_fields)]
struct SandboxDoc {
    files: FilesDoc,
    network: NetworkDoc,
}

/// What a sandboxed process may write.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Files)]
#[serde(rename_all = "snake_case")]
enum FilesDoc {
    #[default]
    Open,
    Root,
    ReadOnly,
}

/// Whether a sandboxed process may open connections.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[schema(as = Network)]
#[serde(rename_all = "snake_case")]
enum NetworkDoc {
    #[default]
    Open,
    None,
}
