//! What workers say of their attempts. Only the holder of the latest one is heard.

use std::time::Duration;

use agents::Progress;
use async_trait::async_trait;

use crate::model::{Outcome, TaskId, TaskState};
use crate::store::kept::Kept;
use crate::store::sql::link::{Did, args};
use crate::store::sql::rows;
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::{Ack, Beat, told};

pub(crate) struct Beats {
    pub(crate) worker: String,
    pub(crate) attempts: Vec<(TaskId, u16, Option<Progress>)>,
    pub(crate) lease: Duration,
}

#[async_trait]
impl Operation for Beats {
    type Reply = Vec<Beat>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Vec<Beat>> {
        let mut kept = self.read(tx).await?;
        let mut beats = Vec::with_capacity(self.attempts.len());
        for (id, number, progress) in &self.attempts {
            let held = kept.iter_mut().find(|kept| kept.task.id == *id).filter(|kept| kept.is_with(&self.worker, *number));
            let Some(kept) = held else {
                beats.push(Beat::Lost);
                continue;
            };
            if !kept.renew(tx.now, self.lease) {
                beats.push(Beat::Lost);
                continue;
            }
            let news = progress.is_some() && *progress != kept.task.progress;
            if news {
                kept.task.progress.clone_from(progress);
                tx.tell(told::of_task(&kept.task, Some("task.progress")));
            }
            tx.save(kept, TaskState::Running).await?;
            beats.push(if kept.task.cancelling { Beat::Cancel } else { Beat::Held });
        }
        Ok(beats)
    }
}

impl Beats {
    /// All of them at once, in one order, so that two workers never wait for each other.
    async fn read(&self, tx: &mut Tx<'_>) -> Did<Vec<Kept>> {
        let ids: Vec<TaskId> = self.attempts.iter().map(|(id, ..)| *id).collect();
        let sql = format!(
            "SELECT {} FROM tasks t WHERE id IN {} ORDER BY id{}",
            rows::COLUMNS,
            tx.dialect().each(1),
            tx.dialect().locking(" FOR UPDATE")
        );
        tx.link.rows(&sql, args![rows::json(&ids)?]).await?.iter().map(rows::read).collect()
    }
}

pub(crate) struct Finish {
    pub(crate) worker: String,
    pub(crate) task: TaskId,
    pub(crate) attempt: u16,
    pub(crate) outcome: Outcome,
}

#[async_trait]
impl Operation for Finish {
    type Reply = Ack;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Ack> {
        let Some(mut kept) = tx.task(self.task).await?.filter(|kept| kept.is_with(&self.worker, self.attempt)) else {
            return Ok(Ack::Refused);
        };
        kept.end(&self.outcome, tx.now);
        if let Outcome::Success(value) = &self.outcome {
            let until = tx.now.after(tx.settings.results);
            tx.link.run("INSERT INTO results (task, value, until) VALUES ($1, $2, $3)", args![self.task, value.to_string(), until]).await?;
        }
        tx.save(&kept, TaskState::Running).await?;
        Ok(Ack::Taken(kept.task.state))
    }
}
