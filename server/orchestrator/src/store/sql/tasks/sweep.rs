//! What time does to tasks, and what is forgotten.

use async_trait::async_trait;

use crate::model::{TaskState, Timestamp};
use crate::store::kept::Kept;
use crate::store::sql::link::{Did, args};
use crate::store::sql::rows;
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;

pub(crate) struct Sweep;

/// So much of each kind at once: others want to write too. Whoever swept something sweeps again.
const AT_ONCE: i64 = 200;

#[async_trait]
impl Operation for Sweep {
    type Reply = u64;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<u64> {
        let now = tx.now;
        let mut touched = 0;
        for mut kept in pick(tx, "ended IS NULL AND deadline IS NOT NULL AND deadline <= $1", "deadline, id").await? {
            let before = kept.task.state;
            kept.expire(now);
            tx.save(&kept, before).await?;
            touched += 1;
        }
        for mut kept in pick(tx, "state = 'running' AND lease_until <= $1", "lease_until, id").await? {
            kept.stall(now);
            tx.save(&kept, TaskState::Running).await?;
            touched += 1;
        }
        touched += results(tx).await?;
        touched += tasks(tx).await?;
        rest(tx).await?;
        Ok(touched)
    }
}

/// Tasks that something is true of, the longest ago first, and that nobody else is changing.
async fn pick(tx: &mut Tx<'_>, which: &str, order: &str) -> Did<Vec<Kept>> {
    let locking = tx.dialect().locking(" FOR UPDATE SKIP LOCKED");
    let sql = format!("SELECT {} FROM tasks t WHERE {which} ORDER BY {order} LIMIT $2{locking}", rows::COLUMNS);
    tx.link.rows(&sql, args![tx.now, AT_ONCE]).await?.iter().map(rows::read).collect()
}

fn before(now: Timestamp, kept: std::time::Duration) -> Timestamp {
    Timestamp(now.0.saturating_sub(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX)))
}

/// Forgets what tasks gave.
async fn results(tx: &mut Tx<'_>) -> Did<u64> {
    let locking = tx.dialect().locking(" FOR UPDATE SKIP LOCKED");
    let sql = format!("SELECT task FROM results WHERE until <= $1 ORDER BY until LIMIT $2{locking}");
    let rows = tx.link.rows(&sql, args![tx.now, AT_ONCE]).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let ids = rows.iter().map(|row| row.text(0)).collect::<Did<Vec<&str>>>()?;
    let (ids, each) = (rows::json(&ids)?, tx.dialect().each(1));
    tx.link.run(&format!("DELETE FROM results WHERE task IN {each}"), args![ids.as_str()]).await?;
    tx.link.run(&format!("UPDATE tasks SET has_result = 0 WHERE id IN {each}"), args![ids]).await
}

/// Forgets tasks that ended.
async fn tasks(tx: &mut Tx<'_>) -> Did<u64> {
    let locking = tx.dialect().locking(" FOR UPDATE SKIP LOCKED");
    let sql = format!(
        "DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE ended IS NOT NULL AND ended <= $1 ORDER BY ended LIMIT $2{locking}) \
         RETURNING state"
    );
    let rows = tx.link.rows(&sql, args![before(tx.now, tx.settings.retention), AT_ONCE]).await?;
    for row in &rows {
        tx.count(rows::state_named(row.text(0)?)?, -1);
    }
    Ok(rows.len() as u64)
}

/// Forgets events and bytes.
async fn rest(tx: &mut Tx<'_>) -> Did<()> {
    let sql = "DELETE FROM events WHERE id IN (SELECT id FROM (SELECT id, at FROM events ORDER BY id LIMIT $2) oldest WHERE at <= $1)";
    tx.link.run(sql, args![before(tx.now, tx.settings.retention), 10 * AT_ONCE]).await?;
    let sql = "DELETE FROM blobs WHERE name IN (SELECT name FROM blobs WHERE until <= $1 ORDER BY until LIMIT $2)";
    tx.link.run(sql, args![tx.now, AT_ONCE]).await?;
    Ok(())
}
