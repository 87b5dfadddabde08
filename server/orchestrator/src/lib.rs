//! The orchestrator: which agents there are, how they are, and who works on what.
//!
//! The truth is in the [`store`]: what should run, what was approved, every task, every event. Processes only hold what
//! they can lose. So one process with an embedded SQLite file and twenty pods on one PostgreSQL are the same program:
//! whoever serves HTTP reads and writes the store; whoever works claims agents and tasks from it by lease.
//!
//! ```text
//! API, CLI, schedules --submit--> store --claim--> worker --call--> agent
//!                                   ^                 |
//!                                   '---- finish -----'      fenced by (worker, attempt)
//! supervisor: (state, event, now) -> (state, effects); pure, one per agent, driven by the worker that owns the agent
//! ```

pub mod bus;
pub mod discovery;
pub mod model;
pub mod routing;
pub mod runtime;
pub mod schedule;
pub mod store;
pub mod supervisor;

mod handle;

pub use handle::Orchestrator;
