//! Reading what happened, and writing what belongs to nothing else.

use async_trait::async_trait;
use serde_json::Value;

use super::link::{Did, Fault, Link, args};
use super::rows::parsed;
use super::tx::{Tx, split};
use super::writer::Operation;
use crate::model::{Event, EventId, Subject, Timestamp};

pub(crate) struct Emit {
    pub(crate) subject: Subject,
    pub(crate) kind: String,
    pub(crate) data: Value,
}

#[async_trait]
impl Operation for Emit {
    type Reply = EventId;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<EventId> {
        Ok(tx.tell((self.subject.clone(), self.kind.clone(), self.data.clone())) as EventId)
    }

    fn settle(&self, place: EventId, first: EventId) -> EventId {
        first + place
    }
}

pub(crate) async fn after(link: &mut dyn Link, after: EventId, subject: Option<&Subject>, limit: u32) -> Did<Vec<Event>> {
    const COLUMNS: &str = "id, at, subject, subject_id, kind, data";
    let limit = i64::from(limit);
    let rows = match subject.map(split) {
        None => link.rows(&format!("SELECT {COLUMNS} FROM events WHERE id > $1 ORDER BY id LIMIT $2"), args![after, limit]).await?,
        Some((of, id)) => {
            let sql = format!("SELECT {COLUMNS} FROM events WHERE id > $1 AND subject = $3 AND subject_id = $4 ORDER BY id LIMIT $2");
            link.rows(&sql, args![after, limit, of, id]).await?
        }
    };
    let event = |row: &super::link::Row| {
        let name = row.text(3)?.to_owned();
        let subject = match row.text(2)? {
            "agent" => Subject::Agent(name),
            "task" => Subject::Task(name),
            "system" => Subject::System,
            other => return Err(Fault::Broken(format!("an event about {other:?}"))),
        };
        let (id, at) = (row.int(0)?, Timestamp(row.int(1)?));
        Ok(Event { id, at, subject, kind: row.text(4)?.to_owned(), data: parsed(row.text(5)?)? })
    };
    rows.iter().map(event).collect()
}

/// The number of the last event, also when that one is not kept any more.
pub(crate) async fn last(link: &mut dyn Link) -> Did<EventId> {
    let rows = link.rows("SELECT event FROM totals", args![]).await?;
    rows.first().ok_or_else(|| Fault::Broken("the table totals is empty".to_owned()))?.int(0)
}
