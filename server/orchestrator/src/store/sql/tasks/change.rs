//! What people do to tasks.

use async_trait::async_trait;

use crate::model::{Task, TaskId, TaskState};
use crate::store::Changed;
use crate::store::sql::link::Did;
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::told;

pub(crate) struct Cancel(pub(crate) TaskId);

#[async_trait]
impl Operation for Cancel {
    type Reply = Changed<Task>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Changed<Task>> {
        let Some(mut kept) = tx.task(self.0).await? else { return Ok(Changed::Missing) };
        let state = kept.task.state;
        match state {
            TaskState::Queued => kept.close(TaskState::Cancelled, tx.now),
            TaskState::Running if !kept.task.cancelling => {
                kept.task.cancelling = true;
                tx.tell(told::of_task(&kept.task, Some("task.cancelling")));
            }
            TaskState::Running | TaskState::Cancelled => return Ok(Changed::Already(kept.task)),
            TaskState::Succeeded | TaskState::Failed | TaskState::Dead => return Ok(Changed::Illegal(kept.task)),
        }
        tx.save(&kept, state).await?;
        Ok(Changed::Yes(kept.task))
    }
}

pub(crate) struct Retry(pub(crate) TaskId);

#[async_trait]
impl Operation for Retry {
    type Reply = Changed<Task>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Changed<Task>> {
        let Some(mut kept) = tx.task(self.0).await? else { return Ok(Changed::Missing) };
        let state = kept.task.state;
        match state {
            TaskState::Failed | TaskState::Cancelled | TaskState::Dead => kept.again(tx.now),
            TaskState::Queued => return Ok(Changed::Already(kept.task)),
            TaskState::Running | TaskState::Succeeded => return Ok(Changed::Illegal(kept.task)),
        }
        tx.save(&kept, state).await?;
        Ok(Changed::Yes(kept.task))
    }
}
