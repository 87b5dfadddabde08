//! One transaction: what the operations in it share, and what is written once at its end.

use serde_json::{Value, json};

use super::link::{Dialect, Did, Fault, Link, args};
use super::rows;
use crate::model::{EventId, Subject, TaskId, TaskState, Timestamp};
use crate::store::Settings;
use crate::store::ids::Ids;
use crate::store::kept::Kept;
use crate::store::settings::Clock;
use crate::store::told::{self, Told};

/// A transaction that is open.
pub(crate) struct Tx<'a> {
    pub(crate) link: &'a mut dyn Link,
    pub(crate) settings: &'a Settings,
    pub(crate) ids: &'a Ids,
    /// The store's time: one for the whole transaction.
    pub(crate) now: Timestamp,
    /// How many tasks waited when it began, and what it changed since.
    pub(crate) queued: i64,
    events: Vec<Told>,
    changes: [i64; 6],
}

/// The clock of a database, in milliseconds.
fn clock(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "0",
        Dialect::Postgres => "CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)",
    }
}

/// What time it is.
fn time(settings: &Settings, dialect: Dialect, of_database: i64) -> Timestamp {
    match (&settings.clock, dialect) {
        (Clock::Manual(clock), _) => clock.now(),
        (Clock::System, Dialect::Sqlite) => Timestamp::now(),
        (Clock::System, Dialect::Postgres) => Timestamp(of_database),
    }
}

/// What time it is, outside of a transaction.
pub(crate) async fn now(link: &mut dyn Link, settings: &Settings) -> Did<Timestamp> {
    let dialect = link.dialect();
    let rows = link.rows(&format!("SELECT {}", clock(dialect)), args![]).await?;
    let row = rows.first().ok_or_else(|| Fault::Broken("the clock gives nothing".to_owned()))?;
    Ok(time(settings, dialect, row.int(0)?))
}

impl<'a> Tx<'a> {
    pub(crate) async fn begin(link: &'a mut dyn Link, settings: &'a Settings, ids: &'a Ids) -> Did<Tx<'a>> {
        let dialect = link.dialect();
        link.script(match dialect {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres => "BEGIN",
        })
        .await?;
        let rows = link.rows(&format!("SELECT {}, queued FROM totals", clock(dialect)), args![]).await?;
        let row = rows.first().ok_or_else(|| Fault::Broken("the table totals is empty".to_owned()))?;
        let now = time(settings, dialect, row.int(0)?);
        let queued = row.int(1)?;
        Ok(Tx { link, settings, ids, now, queued, events: Vec::new(), changes: [0; 6] })
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.link.dialect()
    }

    /// Notes an event. It gets its number when the transaction ends; says which of the transaction's it is.
    pub(crate) fn tell(&mut self, told: Told) -> usize {
        self.events.push(told);
        self.events.len() - 1
    }

    /// Notes that there is one task more in a state, or fewer.
    pub(crate) fn count(&mut self, state: TaskState, by: i64) {
        self.changes[state as usize] += by;
        if state == TaskState::Queued {
            self.queued += by;
        }
    }

    /// One task, kept from others until the transaction ends.
    pub(crate) async fn task(&mut self, id: TaskId) -> Did<Option<Kept>> {
        let sql = format!("SELECT {} FROM tasks t WHERE id = $1{}", rows::COLUMNS, self.dialect().locking(" FOR UPDATE"));
        self.link.rows(&sql, args![id]).await?.first().map(rows::read).transpose()
    }

    /// Writes what became of a task that was in state `before`, and tells of it.
    pub(crate) async fn save(&mut self, kept: &Kept, before: TaskState) -> Did<()> {
        self.link.run(rows::UPDATE, rows::updated(kept, self.now)?).await?;
        let state = kept.task.state;
        if state != before {
            self.count(before, -1);
            self.count(state, 1);
            self.tell(told::of_task(&kept.task, None));
        }
        Ok(())
    }

    /// Writes the events and totals; what is left is to commit. Says the number of its first event, and of its last.
    ///
    /// The row of the totals is what makes numbers of events appear in order: whoever has changed it has written
    /// everything else before, and keeps the next one waiting until its own events can be read.
    pub(crate) async fn close(self) -> Did<(EventId, EventId)> {
        let count = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
        if count == 0 && self.changes == [0; 6] {
            return Ok((0, 0));
        }
        let [queued, running, succeeded, failed, cancelled, dead] = self.changes;
        let sql = "UPDATE totals SET event = event + $1, queued = queued + $2, running = running + $3, \
            succeeded = succeeded + $4, failed = failed + $5, cancelled = cancelled + $6, dead = dead + $7 RETURNING event";
        let rows = self.link.rows(sql, args![count, queued, running, succeeded, failed, cancelled, dead]).await?;
        let last = rows.first().ok_or_else(|| Fault::Broken("the table totals is empty".to_owned()))?.int(0)?;
        let first = last - count + 1;
        if count == 0 {
            return Ok((0, 0));
        }
        let told: Vec<Value> = self.events.iter().zip(first..).map(|(told, id)| row(told, id)).collect();
        let sql = match self.link.dialect() {
            Dialect::Sqlite => {
                "INSERT INTO events (id, at, subject, subject_id, kind, data) SELECT value ->> 0, $2, value ->> 1, \
                 value ->> 2, value ->> 3, value ->> 4 FROM json_each($1)"
            }
            Dialect::Postgres => {
                "INSERT INTO events (id, at, subject, subject_id, kind, data) SELECT CAST(value ->> 0 AS BIGINT), $2, \
                 value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM jsonb_array_elements($1::jsonb) AS told (value)"
            }
        };
        self.link.run(sql, args![Value::Array(told).to_string(), self.now]).await?;
        if self.link.dialect() == Dialect::Postgres {
            self.link.rows("SELECT 1::bigint FROM (SELECT pg_notify('ouroboros_events', $1)) told", args![last.to_string()]).await?;
        }
        Ok((first, last))
    }
}

/// An event as the statements of [`Tx::close`] read it.
fn row((subject, kind, data): &Told, id: EventId) -> Value {
    let (of, name) = split(subject);
    json!([id, of, name.replace('\0', "\u{fffd}"), kind, data.to_string()])
}

/// A subject in two columns.
pub(crate) fn split(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Agent(id) => ("agent", id),
        Subject::Task(id) => ("task", id),
        Subject::System => ("system", ""),
    }
}
