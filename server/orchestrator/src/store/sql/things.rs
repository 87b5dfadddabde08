//! Lines, bytes, who did what, and who leads.

use std::time::Duration;

use async_trait::async_trait;

use super::link::{Dialect, Did, Fault, Link, args};
use super::rows::{json, parsed};
use super::tx::Tx;
use super::writer::Operation;
use crate::model::Timestamp;
use crate::store::Audit;

pub(crate) struct Log {
    pub(crate) agent: String,
    pub(crate) lines: Vec<(Timestamp, String)>,
}

#[async_trait]
impl Operation for Log {
    type Reply = ();

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<()> {
        let most = tx.settings.log_lines as usize;
        let kept = &self.lines[self.lines.len().saturating_sub(most)..];
        if kept.is_empty() {
            return Ok(());
        }
        let lines: Vec<(i64, String)> = kept.iter().map(|(at, line)| (at.0, line.replace('\0', "\u{fffd}"))).collect();
        let sql = match tx.dialect() {
            Dialect::Sqlite => "INSERT INTO logs (agent, at, line) SELECT $2, value ->> 0, value ->> 1 FROM json_each($1) ORDER BY key",
            Dialect::Postgres => {
                "INSERT INTO logs (agent, at, line) SELECT $2, CAST(value ->> 0 AS BIGINT), value ->> 1 \
                 FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS lines (value, place) ORDER BY place"
            }
        };
        tx.link.run(sql, args![json(&lines)?, self.agent.as_str()]).await?;
        let sql = "DELETE FROM logs WHERE agent = $1 AND number <= \
            (SELECT number FROM logs WHERE agent = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)";
        tx.link.run(sql, args![self.agent.as_str(), i64::from(tx.settings.log_lines)]).await?;
        Ok(())
    }
}

pub(crate) async fn lines(link: &mut dyn Link, agent: &str, after: i64, limit: u32) -> Did<Vec<(i64, Timestamp, String)>> {
    let sql = "SELECT number, at, line FROM logs WHERE agent = $1 AND number > $2 ORDER BY number DESC LIMIT $3";
    let rows = link.rows(sql, args![agent, after, i64::from(limit)]).await?;
    rows.iter().rev().map(|row| Ok((row.int(0)?, Timestamp(row.int(1)?), row.text(2)?.to_owned()))).collect()
}

pub(crate) struct Put {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) keep: Duration,
}

#[async_trait]
impl Operation for Put {
    type Reply = ();

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<()> {
        let sql = "INSERT INTO blobs (name, bytes, until) VALUES ($1, $2, $3) \
            ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes, until = excluded.until";
        tx.link.run(sql, args![self.name.as_str(), self.bytes.clone(), tx.now.after(self.keep)]).await?;
        Ok(())
    }
}

pub(crate) async fn bytes(link: &mut dyn Link, name: &str, now: Timestamp) -> Did<Option<Vec<u8>>> {
    let rows = link.rows("SELECT bytes FROM blobs WHERE name = $1 AND until > $2", args![name, now]).await?;
    rows.first().map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
}

pub(crate) struct Record(pub(crate) Audit);

#[async_trait]
impl Operation for Record {
    type Reply = ();

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<()> {
        tx.link.run("INSERT INTO audit (entry) VALUES ($1)", args![json(&self.0)?]).await?;
        Ok(())
    }
}

pub(crate) async fn audited(link: &mut dyn Link, before: Option<i64>, limit: u32) -> Did<Vec<(i64, Audit)>> {
    let sql = "SELECT number, entry FROM audit WHERE number < $1 ORDER BY number DESC LIMIT $2";
    let rows = link.rows(sql, args![before.unwrap_or(i64::MAX), i64::from(limit)]).await?;
    rows.iter().map(|row| Ok((row.int(0)?, parsed(row.text(1)?)?))).collect()
}

pub(crate) struct Lead {
    pub(crate) role: String,
    pub(crate) who: String,
    pub(crate) lease: Duration,
}

#[async_trait]
impl Operation for Lead {
    type Reply = bool;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<bool> {
        let sql = "INSERT INTO leaders (role, who, until) VALUES ($1, $2, $3) ON CONFLICT (role) DO UPDATE \
            SET who = excluded.who, until = excluded.until WHERE leaders.who = excluded.who OR leaders.until <= $4";
        let changed = tx.link.run(sql, args![self.role.as_str(), self.who.as_str(), tx.now.after(self.lease), tx.now]).await?;
        Ok(changed > 0)
    }
}

/// Whether it can write: an operation that does nothing but begin a transaction in which it could.
pub(crate) struct Ready;

#[async_trait]
impl Operation for Ready {
    type Reply = ();

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<()> {
        // A standby answers, and takes nothing.
        let sql = "SELECT 1::bigint WHERE current_setting('transaction_read_only') = 'on'";
        if tx.dialect() == Dialect::Postgres && !tx.link.rows(sql, args![]).await?.is_empty() {
            return Err(Fault::Away("it can only be read".to_owned()));
        }
        Ok(())
    }
}
