//! Between an agent and its row.

use crate::model::{AgentRecord, Timestamp};
use crate::store::sql::link::{Did, Link, Row, Value, args};
use crate::store::sql::rows::{json, parsed};
use crate::store::sql::tx::Tx;

const COLUMNS: &str = "manifest, origin, version, desired, generation, approval, status, created";

fn read(row: &Row) -> Did<AgentRecord> {
    Ok(AgentRecord {
        manifest: parsed(row.text(0)?)?,
        origin: parsed(row.text(1)?)?,
        version: row.int(2)?,
        desired: parsed(row.text(3)?)?,
        generation: row.int(4)?,
        approval: parsed(row.text(5)?)?,
        status: row.maybe_text(6).map(parsed).transpose()?,
        created: Timestamp(row.int(7)?),
    })
}

pub(crate) async fn one(link: &mut dyn Link, id: &str) -> Did<Option<AgentRecord>> {
    let sql = format!("SELECT {COLUMNS} FROM agents WHERE id = $1");
    link.rows(&sql, args![id]).await?.first().map(read).transpose()
}

pub(crate) async fn all(link: &mut dyn Link) -> Did<Vec<AgentRecord>> {
    link.rows(&format!("SELECT {COLUMNS} FROM agents ORDER BY id"), args![]).await?.iter().map(read).collect()
}

/// One to be changed.
pub(crate) async fn held(tx: &mut Tx<'_>, id: &str) -> Did<Option<AgentRecord>> {
    let sql = format!("SELECT {COLUMNS} FROM agents WHERE id = $1{}", tx.dialect().locking(" FOR UPDATE"));
    tx.link.rows(&sql, args![id]).await?.first().map(read).transpose()
}

/// Writes one that was not there; `false`: it is by now.
pub(crate) async fn insert(tx: &mut Tx<'_>, record: &AgentRecord) -> Did<bool> {
    let sql = format!("INSERT INTO agents (id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8) ON CONFLICT DO NOTHING");
    let mut arguments = written(record)?;
    arguments.push(record.created.into());
    Ok(tx.link.run(&sql, arguments).await? > 0)
}

/// Writes what a person changed; the status is its owner's.
pub(crate) async fn update(tx: &mut Tx<'_>, record: &AgentRecord) -> Did<()> {
    let sql = "UPDATE agents SET manifest = $2, origin = $3, version = $4, desired = $5, generation = $6, approval = $7 WHERE id = $1";
    tx.link.run(sql, written(record)?).await?;
    Ok(())
}

/// What both write, in their order.
fn written(record: &AgentRecord) -> Did<Vec<Value>> {
    Ok(args![
        record.manifest.id.as_str(),
        json(&record.manifest)?,
        json(&record.origin)?,
        record.version,
        json(&record.desired)?,
        record.generation,
        json(&record.approval)?,
    ])
}
