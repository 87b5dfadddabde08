//! The store in a database of tables: SQLite and PostgreSQL, by the same statements.
//!
//! What is asked becomes an [`writer::Operation`], done by the one connection that writes, many in one transaction;
//! what is only read goes to a pool. The rules are in `store::kept` and know no database.

mod agents;
mod events;
pub(crate) mod link;
mod migrate;
mod rows;
mod tasks;
mod things;
mod traits;
mod tx;
mod writer;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use sqlx::pool::{Pool, PoolOptions};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) use link::{Did, Fault, Link};
pub(crate) use writer::Source;

use crate::model::EventId;
use crate::store::{Settings, StoreError, Stored};

/// A store in a database of this kind.
pub struct Relational<D: sqlx::Database> {
    pub(crate) readers: Pool<D>,
    writer: writer::Writer,
    pub(crate) settings: Arc<Settings>,
    news: watch::Sender<EventId>,
    /// News with those that the bus brings, where there is one.
    joined: Option<watch::Receiver<EventId>>,
    /// Ends what runs beside it.
    pub(crate) open: CancellationToken,
    _closing: DropGuard,
}

impl<D: sqlx::Database> Relational<D>
where
    D::Connection: Link,
{
    /// Brings the database to its shape, now or when it is there, and starts the one that writes.
    pub(crate) async fn start(
        source: impl Source,
        readers: PoolOptions<D>,
        options: ConnectOptions<D>,
        settings: Settings,
    ) -> Stored<Relational<D>> {
        let source = writer::Shaping::new(source);
        let (link, last) = match writer::connect(&source).await {
            Ok(mut link) => {
                let last = events::last(&mut *link).await?;
                (Some(link), last)
            }
            // Whoever writes next connects again; news go forward by themselves.
            Err(Fault::Away(why)) if source.may_be_late() => {
                tracing::warn!("the store is away, and is waited for: {why}");
                (None, 0)
            }
            Err(fault) => return Err(fault.into()),
        };
        let readers = readers.max_connections(settings.readers.max(1)).acquire_timeout(settings.patience / 3).connect_lazy_with(options);
        let news = watch::Sender::new(last);
        let settings = Arc::new(settings);
        let writer = writer::Writer::start(source, link, settings.clone(), news.clone());
        let joined = settings.bus.is_there().then(|| settings.bus.news(news.subscribe()));
        let open = CancellationToken::new();
        Ok(Relational { readers, writer, settings, news, joined, _closing: open.clone().drop_guard(), open })
    }

    /// Reads, with a connection of the pool, for as long as whoever asks waits.
    async fn read<T>(&self, work: impl for<'c> FnOnce(&'c mut dyn Link) -> Reading<'c, T>) -> Stored<T> {
        let reading = async {
            let mut connection = self.readers.acquire().await.map_err(Fault::from)?;
            work(&mut *connection).await
        };
        let late = || Err(StoreError::Unavailable(format!("no answer within {} s", self.settings.patience.as_secs_f32())));
        timeout(self.settings.patience, reading).await.map_or_else(|_| late(), |read| read.map_err(StoreError::from))
    }

    /// What looks for events that nobody told of.
    pub(crate) fn look(&self) -> Look<D> {
        Look { readers: self.readers.clone(), news: self.news.clone(), every: self.settings.look, open: self.open.clone() }
    }
}

/// Something that reads.
type Reading<'c, T> = Pin<Box<dyn Future<Output = Did<T>> + Send + 'c>>;

type ConnectOptions<D> = <<D as sqlx::Database>::Connection as sqlx::Connection>::Options;

/// Looks for events of other processes from time to time, while somebody listens.
pub(crate) struct Look<D: sqlx::Database> {
    readers: Pool<D>,
    news: watch::Sender<EventId>,
    every: std::time::Duration,
    open: CancellationToken,
}

impl<D: sqlx::Database> Look<D>
where
    D::Connection: Link,
{
    pub(crate) async fn serve(self) {
        while self.open.run_until_cancelled(tokio::time::sleep(self.every)).await.is_some() {
            if self.news.receiver_count() > 0 {
                // While it is away there is no news.
                let _ = self.open.run_until_cancelled(self.once()).await;
            }
        }
    }

    pub(crate) async fn once(&self) -> Did<()> {
        let mut connection = self.readers.acquire().await?;
        let last = events::last(&mut *connection).await?;
        self.heard(last);
        Ok(())
    }

    pub(crate) fn heard(&self, last: EventId) {
        tell(&self.news, last);
    }
}

/// News only go forward. `false`: this is none.
pub(crate) fn tell(news: &watch::Sender<EventId>, last: EventId) -> bool {
    news.send_if_modified(|known| {
        let newer = last > *known;
        *known = last.max(*known);
        newer
    })
}
