//! The agent framework: what an agent is, how one is declared, started and asked.
//!
//! An [`Agent`] is something that can be asked to do things: its [`Capability`]s. It is built in, or it is a process
//! that speaks the Model Context Protocol on its standard streams, so that it can be written in any language; a
//! capability is then a tool. How one is declared is its [`Manifest`], wherever that comes from: a file
//! `*.agent.yaml`, the section `agents` of the DNA, a request to the API.
//!
//! What this crate does not do: decide when an agent starts, whether it is well, and what it works on. That is the
//! orchestrator's.

pub mod agent;
pub mod capability;
pub mod discovery;
pub mod grant;
pub mod manifest;
pub mod mcp;
pub mod process;
pub mod sandbox;

pub use agent::{Agent, Call, CallError, End, Launch, Launcher, Progress};
pub use capability::Capability;
pub use manifest::{Builtin, Limits, Manifest, Origin, Probes, Restart, Run, Sandbox, Timeouts};
pub use process::ProcessLauncher;
