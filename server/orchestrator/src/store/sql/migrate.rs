//! Bringing a database to the shape this program knows.
//!
//! Migrations are numbered files. Each says its *major*: within one major a migration only adds, so that the program of
//! before still works on the database while pods are replaced one by one; what it left behind is taken away by a
//! migration of the next major, once no such program runs. A database of a later major is not touched.

use super::link::{Dialect, Did, Fault, Link, args};

/// The last major this program knows.
const MAJOR: i64 = 1;

struct Migration {
    number: i64,
    text: &'static str,
}

const SQLITE: &[Migration] = &[
    Migration { number: 1, text: include_str!("../../../migrations/sqlite/0001_first.sql") },
    Migration { number: 2, text: include_str!("../../../migrations/sqlite/0002_roots_and_workers.sql") },
];
const POSTGRES: &[Migration] = &[
    Migration { number: 1, text: include_str!("../../../migrations/postgres/0001_first.sql") },
    Migration { number: 2, text: include_str!("../../../migrations/postgres/0002_roots_and_workers.sql") },
];

/// Applies what is missing: all of it or nothing, one process at a time.
pub(crate) async fn up(link: &mut dyn Link) -> Did<()> {
    let (begin, known) = match link.dialect() {
        Dialect::Sqlite => ("BEGIN EXCLUSIVE", SQLITE),
        // The lock goes with the transaction. Its number is this program's name, read as one.
        Dialect::Postgres => ("BEGIN; SELECT pg_advisory_xact_lock(8030047021135716207)", POSTGRES),
    };
    link.script(begin).await?;
    match apply(link, known).await {
        Ok(()) => link.script("COMMIT").await,
        Err(fault) => {
            // The first fault counts.
            let _ = link.script("ROLLBACK").await;
            Err(fault)
        }
    }
}

async fn apply(link: &mut dyn Link, known: &[Migration]) -> Did<()> {
    link.script("CREATE TABLE IF NOT EXISTS migrations (number BIGINT NOT NULL PRIMARY KEY, major BIGINT NOT NULL)").await?;
    let rows = link.rows("SELECT number, major FROM migrations ORDER BY number", args![]).await?;
    let mut there = Vec::with_capacity(rows.len());
    for row in &rows {
        let (number, major) = (row.int(0)?, row.int(1)?);
        if major > MAJOR {
            return Err(Fault::Broken(format!(
                "it was written by a later version of this program (its shape is {major}, this program knows up to {MAJOR}): \
                 use that version, or restore a backup of before"
            )));
        }
        there.push(number);
    }
    for migration in known.iter().filter(|migration| !there.contains(&migration.number)) {
        link.script(migration.text).await?;
        link.run("INSERT INTO migrations (number, major) VALUES ($1, $2)", args![migration.number, migration.major()?]).await?;
    }
    Ok(())
}

impl Migration {
    fn major(&self) -> Did<i64> {
        let first = self.text.lines().next().unwrap_or_default();
        let major = first.strip_prefix("-- major: ").and_then(|major| major.trim().parse().ok());
        major.ok_or_else(|| Fault::Broken(format!("migration {} does not say its major", self.number)))
    }
}
