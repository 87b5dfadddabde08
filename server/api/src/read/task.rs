//! Waiting for a task that an answer needs.

use std::time::Duration;

use orchestrator::model::{Task, TaskId};
use tokio::time::Instant;

use crate::app::App;
use crate::problem::{Answer, Problem};

/// Without news it is looked all the same.
const LOOK: Duration = Duration::from_secs(1);

/// Where a task stands after waiting.
pub enum Waited {
    /// It ended.
    Ended(Box<Task>),
    /// It did not, yet.
    Running,
}

/// Waits until a task ends, at most `most`.
///
/// # Errors
/// 503: the store cannot be reached; 404: there is no such task any more.
pub async fn wait_for(app: &App, id: TaskId, most: Duration) -> Answer<Waited> {
    let until = Instant::now() + most;
    let mut news = app.store.news();
    loop {
        news.borrow_and_update();
        let task = app.store.task(id).await?.ok_or_else(|| Problem::not_found("this task is not kept any more"))?;
        if task.state.is_final() {
            return Ok(Waited::Ended(Box::new(task)));
        }
        let next = (Instant::now() + LOOK).min(until);
        tokio::select! {
            // Others' tasks are news too: not more often than need be.
            changed = news.changed() => match changed {
                Ok(()) => tokio::time::sleep(Duration::from_millis(5)).await,
                Err(_) => tokio::time::sleep_until(next).await,
            },
            () = tokio::time::sleep_until(next) => {}
            () = app.stop.cancelled() => return Ok(Waited::Running),
        }
        if Instant::now() >= until {
            return Ok(Waited::Running);
        }
    }
}
