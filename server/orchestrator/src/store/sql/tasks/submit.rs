//! Taking a task.

use async_trait::async_trait;

use crate::model::{NewTask, TaskState};
use crate::store::Submitted;
use crate::store::kept::{Kept, bounded};
use crate::store::sql::link::{Did, Fault, args};
use crate::store::sql::rows;
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::told;

pub(crate) struct Submit(pub(crate) NewTask);

#[async_trait]
impl Operation for Submit {
    type Reply = Submitted;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Submitted> {
        let what = bounded(self.0.clone());
        if let Some(before) = same_key(tx, &what).await? {
            return Ok(before);
        }
        if tx.queued >= i64::try_from(tx.settings.queue_limit).unwrap_or(i64::MAX) {
            return Ok(Submitted::Full);
        }
        let kept = Kept::new(tx.ids.next(tx.now), what, tx.now);
        if tx.link.run(rows::INSERT, rows::inserted(&kept, tx.now)?).await? == 0 {
            // Another process took the same key a moment ago.
            let before = same_key(tx, &kept.task.what).await?;
            return before.ok_or_else(|| Fault::Again("a task under the same key came and went".to_owned()));
        }
        tx.count(TaskState::Queued, 1);
        tx.tell(told::of_task(&kept.task, None));
        Ok(Submitted::New(kept.task))
    }
}

/// What was submitted under the same key before.
async fn same_key(tx: &mut Tx<'_>, what: &NewTask) -> Did<Option<Submitted>> {
    let Some(key) = &what.idempotency_key else { return Ok(None) };
    let sql = format!("SELECT {} FROM tasks t WHERE submitter = $1 AND idempotency_key = $2", rows::COLUMNS);
    let rows = tx.link.rows(&sql, args![what.by.as_str(), key.as_str()]).await?;
    let before = rows.first().map(rows::read).transpose()?;
    Ok(before.map(|kept| if kept.task.what == *what { Submitted::Again(kept.task) } else { Submitted::Differs }))
}
