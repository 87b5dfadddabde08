//! The store in a file: SQLite, for one machine.
//!
//! WAL with `synchronous=FULL`: a commit that returned is on the disk, and readers never wait for the one that writes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::sql::{Did, Fault, Link, Relational, Source};
use super::{Settings, StoreError, Stored};

/// A store in a file.
pub type Sqlite = Relational<sqlx::Sqlite>;

/// Another process that writes is waited for so long.
const BUSY: Duration = Duration::from_secs(5);
/// So often a file that is locked is tried to be opened.
const ROUNDS: u32 = 100;
/// The log that was written to the file is cut to this.
const JOURNAL: &str = "67108864";

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("journal_size_limit", JOURNAL)
        .disable_statement_logging()
}

struct File(PathBuf);

#[async_trait]
impl Source for File {
    async fn connect(&self) -> Did<Box<dyn Link>> {
        // Who opens a new file at the same moment as another finds it locked, whatever the time it would wait.
        let mut round = 0;
        loop {
            match options(&self.0).connect().await.map_err(Fault::from) {
                Err(Fault::Again(_)) if round < ROUNDS => tokio::time::sleep(Duration::from_millis(20)).await,
                connected => return Ok(Box::new(connected?)),
            }
            round += 1;
        }
    }
}

impl Sqlite {
    /// Opens the store in a file. It is created when it is not there, with its folder, for its owner alone.
    ///
    /// # Errors
    /// The file cannot be opened, is no database of ours, or is one of a later version.
    pub fn open(path: &Path, settings: Settings) -> BoxFuture<'_, Stored<Sqlite>> {
        // Boxed, so that it is compiled here, once.
        Box::pin(opened(path, settings))
    }

    /// Writes a copy of everything that is durable now into a file that is not there yet, while others go on. To
    /// restore it, put it where the store's file was while nothing runs, and remove that file's `-wal` and `-shm`.
    ///
    /// # Errors
    /// The file is there, or cannot be written.
    pub fn backup<'a>(&'a self, to: &'a Path) -> BoxFuture<'a, Stored<()>> {
        let copied = async move {
            let from = self.readers.connect_options();
            let mut connection = (*from).clone().pragma("query_only", "0").connect().await.map_err(Fault::from)?;
            connection.run("VACUUM INTO $1", vec![to.to_string_lossy().into_owned().into()]).await?;
            connection.close().await.map_err(Fault::from)
        };
        Box::pin(async move { copied.await.map_err(|fault: Fault| StoreError::from(fault)) })
    }
}

async fn opened(path: &Path, settings: Settings) -> Stored<Sqlite> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        workspace::write::folder(folder).map_err(|error| StoreError::Unavailable(named(&error)))?;
    }
    let readers = options(path).create_if_missing(false).pragma("query_only", "1");
    let started = Relational::start(File(path.to_owned()), PoolOptions::new(), readers, settings).await;
    let store = started.map_err(|error| match error {
        StoreError::Unavailable(why) => StoreError::Unavailable(named(&why)),
        StoreError::Broken(why) => StoreError::Broken(named(&why)),
    })?;
    tokio::spawn(store.look().serve());
    Ok(store)
}
