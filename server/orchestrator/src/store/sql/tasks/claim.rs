//! Handing tasks to workers.

use std::time::Duration;

use async_trait::async_trait;

use crate::model::{Task, TaskState};
use crate::store::Offer;
use crate::store::sql::link::{Dialect, Did, args};
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::sql::{link, rows};

pub(crate) struct Claim {
    pub(crate) worker: String,
    pub(crate) offers: Vec<Offer>,
    pub(crate) lease: Duration,
}

/// So many tasks whose time has come are looked at in one claim.
const DUE: i64 = 500;
/// So many capabilities go into one statement.
const LANES: usize = 100;
/// So many candidates more than wanted are looked at, since other workers may be taking the first ones.
const SPARE: u32 = 32;

#[async_trait]
impl Operation for Claim {
    type Reply = Vec<Task>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Vec<Task>> {
        let mut claimed = Vec::new();
        if self.offers.iter().any(|offer| offer.free > 0) {
            come_due(tx).await?;
        }
        for offer in &self.offers {
            let mut free = offer.free;
            let mut capabilities: Vec<&str> = offer.capabilities.iter().map(String::as_str).collect();
            capabilities.sort_unstable();
            capabilities.dedup();
            for lanes in capabilities.chunks(LANES) {
                if free == 0 {
                    break;
                }
                let tasks = self.take(tx, &offer.agent, lanes, free).await?;
                free -= u32::try_from(tasks.len()).unwrap_or(free);
                claimed.extend(tasks);
            }
        }
        Ok(claimed)
    }
}

/// Waiting tasks whose time has come become claimable.
async fn come_due(tx: &mut Tx<'_>) -> Did<()> {
    let locking = tx.dialect().locking(" FOR UPDATE SKIP LOCKED");
    let sql = format!(
        "UPDATE tasks SET due = 1 WHERE id IN (SELECT id FROM tasks WHERE state = 'queued' AND due = 0 AND ready <= $1 \
         ORDER BY ready LIMIT $2{locking})"
    );
    tx.link.run(&sql, args![tx.now, DUE]).await?;
    Ok(())
}

impl Claim {
    async fn take(&self, tx: &mut Tx<'_>, agent: &str, capabilities: &[&str], free: u32) -> Did<Vec<Task>> {
        let mut arguments = args![tx.now, i64::from(free), i64::from(free.saturating_add(SPARE)), agent];
        arguments.extend(capabilities.iter().map(|capability| link::Value::from(*capability)));
        let rows = tx.link.rows(&statement(tx.dialect(), capabilities.len()), arguments).await?;
        let mut tasks = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut kept = rows::read(row)?;
            kept.start(&self.worker, agent, tx.now, self.lease);
            tx.save(&kept, TaskState::Queued).await?;
            tasks.push(kept.task);
        }
        Ok(tasks)
    }
}

/// Reads the first tasks of as many capabilities. A lane is a capability and who may do it, and each is read from the
/// front of its stretch of the index `tasks_claimable`: so neither what others wait for nor what is done costs anything.
///
/// `due` is asked again outside, of the row that was locked: another worker may have taken it meanwhile. It is wrapped,
/// so that no planner takes it for a reason to walk all of that index, as PostgreSQL did before it knew the table.
pub(crate) fn statement(dialect: Dialect, capabilities: usize) -> String {
    let lane = |capability: usize, agent: &str| {
        format!(
            "SELECT * FROM (SELECT id FROM tasks WHERE state = 'queued' AND due = 1 AND capability = ${capability} AND agent = {agent} \
             AND (deadline IS NULL OR deadline > $1) ORDER BY priority DESC, id LIMIT $3) l{capability}"
        )
    };
    let lanes: Vec<String> = (5..5 + capabilities).flat_map(|n| [lane(n, "''"), lane(n, "$4")]).collect();
    format!(
        "SELECT {} FROM tasks t WHERE t.id IN ({}) AND coalesce(t.due, 0) = 1 ORDER BY t.priority DESC, t.id LIMIT $2{}",
        rows::COLUMNS,
        lanes.join(" UNION ALL "),
        dialect.locking(" FOR UPDATE OF t SKIP LOCKED"),
    )
}
