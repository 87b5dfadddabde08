//! Between an agent and its row.

use ::agents::Origin;
use serde::{Deserialize, Serialize};

use crate::model::{AgentRecord, Timestamp};
use crate::store::sql::link::{Did, Link, Row, Value, args};
use crate::store::sql::rows::{json, parsed};
use crate::store::sql::tx::Tx;

const COLUMNS: &str = "manifest, origin, version, desired, generation, approval, status, created, root";

/// An origin as its column has it: as the programs before roots had names read it, too. The root has its own column.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Builtin,
    Dna,
    Workspace(String),
    User(String),
    Api,
}

impl By {
    fn of(origin: &Origin) -> By {
        match origin {
            Origin::Builtin => By::Builtin,
            Origin::Dna { .. } => By::Dna,
            Origin::Workspace { path, .. } => By::Workspace(path.clone()),
            Origin::User(name) => By::User(name.clone()),
            Origin::Api => By::Api,
        }
    }

    fn with(self, root: Option<&str>) -> Origin {
        let root = root.map(str::to_owned);
        match self {
            By::Builtin => Origin::Builtin,
            By::Dna => Origin::Dna { root },
            By::Workspace(path) => Origin::Workspace { root, path },
            By::User(name) => Origin::User(name),
            By::Api => Origin::Api,
        }
    }
}

/// The origin in these two columns.
pub(crate) fn origin(by: &str, root: Option<&str>) -> Did<Origin> {
    Ok(parsed::<By>(by)?.with(root))
}

fn read(row: &Row) -> Did<AgentRecord> {
    Ok(AgentRecord {
        manifest: parsed(row.text(0)?)?,
        origin: origin(row.text(1)?, row.maybe_text(8))?,
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
    let sql = format!("INSERT INTO agents (id, {COLUMNS}) VALUES ($1, $2, $3, $5, $6, $7, $8, NULL, $9, $4) ON CONFLICT DO NOTHING");
    let mut arguments = written(record)?;
    arguments.push(record.created.into());
    Ok(tx.link.run(&sql, arguments).await? > 0)
}

/// Writes what a person changed; the status is its owner's.
pub(crate) async fn update(tx: &mut Tx<'_>, record: &AgentRecord) -> Did<()> {
    let sql =
        "UPDATE agents SET manifest = $2, origin = $3, root = $4, version = $5, desired = $6, generation = $7, approval = $8 WHERE id = $1";
    tx.link.run(sql, written(record)?).await?;
    Ok(())
}

/// What both write, in their order.
fn written(record: &AgentRecord) -> Did<Vec<Value>> {
    Ok(args![
        record.manifest.id.as_str(),
        json(&record.manifest)?,
        json(&By::of(&record.origin))?,
        record.origin.root(),
        record.version,
        json(&record.desired)?,
        record.generation,
        json(&record.approval)?,
    ])
}
