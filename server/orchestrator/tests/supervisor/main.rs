//! The supervisor, the order in which agents start and who gets a task, played through without clock or processes.

mod laws;
mod order;
mod routing;
mod stories;

use std::time::Duration;

use agents::{Limits, Manifest, Probes, Restart, Run, Sandbox, Timeouts};

/// An agent that runs a command; nothing else about it is special.
fn manifest(id: &str) -> Manifest {
    Manifest {
        id: id.to_owned(),
        name: None,
        description: None,
        run: Run::Command { words: vec!["agent".into()], folder: None },
        capabilities: Vec::new(),
        needs: Vec::new(),
        env: Vec::new(),
        concurrency: 2,
        timeouts: Timeouts::default(),
        probes: Probes::default(),
        restart: Restart::default(),
        limits: Limits::default(),
        sandbox: Sandbox::default(),
    }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
