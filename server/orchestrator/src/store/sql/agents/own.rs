//! Which worker has which agents, and what it says of them.

use async_trait::async_trait;

use super::rows;
use crate::model::{Status, Timestamp};
use crate::store::spread::{Held, Living, plan};
use crate::store::sql::link::{Did, Row, args};
use crate::store::sql::rows::{json, parsed};
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::{Bid, Owned, told};

pub(crate) struct Own(pub(crate) Bid);

#[async_trait]
impl Operation for Own {
    type Reply = Owned;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Owned> {
        let (bid, until) = (&self.0, tx.now.after(self.0.lease));
        self.sign(tx, until).await?;
        let living = living(tx).await?;
        let agents = held(tx, &bid.worker).await?;
        let plan = plan(bid, &living, &agents, tx.now);
        // What was read may be another's by now: the statements look again. A row that somebody is at is waited for where it
        // is ours, and left where it is free.
        let each = tx.dialect().each(1);
        let sql = format!("UPDATE agents SET owned_until = $3 WHERE owner = $2 AND id IN {each} RETURNING id");
        let mut owned = tx.link.rows(&sql, args![json(&plan.keep)?, bid.worker.as_str(), until]).await?;
        if owned.len() < agents.iter().filter(|agent| agent.owner.as_ref() == Some(&bid.worker)).count() {
            // What is more than it may have now is anybody's.
            let sql = format!("UPDATE agents SET owner = NULL, owned_until = NULL WHERE owner = $2 AND id NOT IN {each}");
            tx.link.run(&sql, args![json(&plan.keep)?, bid.worker.as_str()]).await?;
        }
        if !plan.take.is_empty() {
            let sql = format!(
                "UPDATE agents SET owner = $2, owned_until = $3 WHERE id IN (SELECT id FROM agents \
                 WHERE id IN {each} AND (owner IS NULL OR owned_until <= $4){}) RETURNING id",
                tx.dialect().locking(" FOR UPDATE SKIP LOCKED")
            );
            owned.extend(tx.link.rows(&sql, args![json(&plan.take)?, bid.worker.as_str(), until, tx.now]).await?);
        }
        let mut agents = owned.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Did<Vec<String>>>()?;
        agents.sort_unstable();
        let spare = plan.spare.into_iter().filter(|id| agents.binary_search(id).is_ok()).collect();
        Ok(Owned { agents, spare })
    }
}

impl Own {
    /// Writes down that it lives, or that it ends; forgets those that are not heard of.
    async fn sign(&self, tx: &mut Tx<'_>, until: Timestamp) -> Did<()> {
        let bid = &self.0;
        let sql = "DELETE FROM workers WHERE until <= $1 OR (name = $2 AND $3 = 1)";
        tx.link.run(sql, args![tx.now, bid.worker.as_str(), bid.ends]).await?;
        if !bid.ends {
            let sql = "INSERT INTO workers (name, since, until, most, roots) VALUES ($1, $2, $3, $4, $5) \
                ON CONFLICT (name) DO UPDATE SET until = $3, most = $4, roots = $5";
            let values = args![bid.worker.as_str(), tx.now, until, i64::from(bid.most), json(&bid.roots)?];
            tx.link.run(sql, values).await?;
        }
        Ok(())
    }
}

async fn living(tx: &mut Tx<'_>) -> Did<Vec<Living>> {
    let rows = tx.link.rows("SELECT name, since, most, roots FROM workers WHERE until > $1 ORDER BY name", args![tx.now]).await?;
    let living = |row: &Row| {
        Ok(Living {
            name: row.text(0)?.to_owned(),
            since: Timestamp(row.int(1)?),
            most: u32::try_from(row.int(2)?).unwrap_or(u32::MAX),
            roots: parsed(row.text(3)?)?,
        })
    };
    rows.iter().map(living).collect()
}

/// All agents; one whose lease ended is anybody's, and still whose it was as long as nobody took it.
async fn held(tx: &mut Tx<'_>, worker: &str) -> Did<Vec<Held>> {
    let sql = "SELECT id, origin, root, CASE WHEN owner = $1 OR owned_until > $2 THEN owner END FROM agents ORDER BY id";
    let rows = tx.link.rows(sql, args![worker, tx.now]).await?;
    let held = |row: &Row| {
        let origin = rows::origin(row.text(1)?, row.maybe_text(2))?;
        Ok(Held::of(row.text(0)?, &origin, row.maybe_text(3).map(str::to_owned)))
    };
    rows.iter().map(held).collect()
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
