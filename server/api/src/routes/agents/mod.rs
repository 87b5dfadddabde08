//! Agents: which there are, how they are, and what is wanted of them.

pub mod act;
pub mod declare;
pub mod list;
pub mod logs;
pub mod look;

use crate::app::App;
use crate::problem::{Answer, Problem};
use orchestrator::model::AgentRecord;

/// The agent of that id, as the store has it now.
async fn find(app: &App, id: &str) -> Answer<AgentRecord> {
    app.store.agent(id).await?.ok_or_else(missing)
}

fn missing() -> Problem {
    Problem::not_found("there is no agent of this id")
}
