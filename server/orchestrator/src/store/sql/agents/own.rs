//! Which worker has which agents, and what it says of them.

use std::time::Duration;

use async_trait::async_trait;

use super::rows;
use crate::model::Status;
use crate::store::sql::link::{Did, args};
use crate::store::sql::rows::json;
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::told;

pub(crate) struct Own {
    pub(crate) worker: String,
    pub(crate) most: u32,
    pub(crate) lease: Duration,
}

#[async_trait]
impl Operation for Own {
    type Reply = Vec<String>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Vec<String>> {
        // Those it has come first; one whose lease ended is anybody's.
        let sql = format!(
            "SELECT id FROM agents WHERE owner = $1 OR owner IS NULL OR owned_until <= $2 \
             ORDER BY CASE WHEN owner = $1 THEN 0 ELSE 1 END, id LIMIT $3{}",
            tx.dialect().locking(" FOR UPDATE SKIP LOCKED")
        );
        let rows = tx.link.rows(&sql, args![self.worker.as_str(), tx.now, i64::from(self.most)]).await?;
        let mut ids = rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Did<Vec<String>>>()?;
        let each = tx.dialect().each(1);
        let sql = format!("UPDATE agents SET owner = $2, owned_until = $3 WHERE id IN {each}");
        tx.link.run(&sql, args![json(&ids)?, self.worker.as_str(), tx.now.after(self.lease)]).await?;
        // What is more than it may have now is anybody's.
        let sql = format!("UPDATE agents SET owner = NULL, owned_until = NULL WHERE owner = $2 AND id NOT IN {each}");
        tx.link.run(&sql, args![json(&ids)?, self.worker.as_str()]).await?;
        ids.sort_unstable();
        Ok(ids)
    }
}

pub(crate) struct Disown {
    pub(crate) worker: String,
    pub(crate) agents: Vec<String>,
}

#[async_trait]
impl Operation for Disown {
    type Reply = ();

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<()> {
        let sql = format!("UPDATE agents SET owner = NULL, owned_until = NULL WHERE owner = $2 AND id IN {}", tx.dialect().each(1));
        tx.link.run(&sql, args![json(&self.agents)?, self.worker.as_str()]).await?;
        Ok(())
    }
}

pub(crate) struct Report {
    pub(crate) worker: String,
    pub(crate) id: String,
    pub(crate) status: Status,
}

#[async_trait]
impl Operation for Report {
    type Reply = bool;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<bool> {
        let Some(record) = rows::held(tx, &self.id).await? else { return Ok(false) };
        // An owner whose lease ended still is it while nobody else took the agent.
        let sql = "UPDATE agents SET status = $3 WHERE id = $1 AND owner = $2";
        if tx.link.run(sql, args![self.id.as_str(), self.worker.as_str(), json(&self.status)?]).await? == 0 {
            return Ok(false);
        }
        if let Some(told) = told::of_status(&self.id, record.status.as_ref(), &self.status) {
            tx.tell(told);
        }
        Ok(true)
    }
}
