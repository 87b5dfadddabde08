//! Tasks.

pub mod change;
pub mod list;
pub mod result;
pub mod submit;

use orchestrator::model::{Task, TaskId};

use crate::app::App;
use crate::problem::{Answer, Problem};

/// The task of that id.
pub(super) async fn find(app: &App, id: TaskId) -> Answer<Task> {
    app.store.task(id).await?.ok_or_else(missing)
}

fn missing() -> Problem {
    Problem::not_found("there is no task of this id")
}
