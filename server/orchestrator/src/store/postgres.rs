//! The store on a server: PostgreSQL, for many processes on many machines.
//!
//! Each process has one connection that writes, a pool that reads, and one that listens. Workers pass each other by
//! `FOR UPDATE SKIP LOCKED`; what has to be in one order, the numbers of events, is serialised by the row of the totals,
//! last in every transaction. The server's clock is everybody's.

use std::str::FromStr;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use sqlx::ConnectOptions as _;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgListener};

use super::sql::{Did, Fault, Link, Look, Relational, Source};
use super::{Settings, StoreError, Stored};

/// A store on a server.
pub type Postgres = Relational<sqlx::Postgres>;

struct Server(PgConnectOptions);

#[async_trait]
impl Source for Server {
    async fn connect(&self) -> Did<Box<dyn Link>> {
        let mut link = self.0.connect().await?;
        // A server may be set up to answer before it has written. More than that is its owner's to ask for.
        let sql = "SELECT set_config('synchronous_commit', 'on', false) FROM (SELECT 1) it \
            WHERE current_setting('synchronous_commit') = 'off'";
        link.rows(sql, Vec::new()).await?;
        Ok(Box::new(link))
    }

    fn may_be_late(&self) -> bool {
        true
    }
}

impl Postgres {
    /// Opens the store at `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. A server that cannot be reached is no error: those
    /// that start together start in any order. Until it is there whatever is asked is [`StoreError::Unavailable`].
    ///
    /// # Errors
    /// The URL is not understood, the server does not let us in, or what is in the database is of a later version. No error repeats the password.
    pub fn open(url: &str, settings: Settings) -> BoxFuture<'_, Stored<Postgres>> {
        // Boxed, so that it is compiled here, once.
        Box::pin(opened(url, settings))
    }
}

async fn opened(url: &str, settings: Settings) -> Stored<Postgres> {
    let broken = |error: sqlx::Error| StoreError::Broken(format!("the URL of the store is not understood: {error}"));
    let options = PgConnectOptions::from_str(url).map_err(broken)?;
    let options = options
        .application_name("ouroboros")
        // The server ends what our own limits did not: a statement, a wait for a lock, a transaction left open.
        .options([("statement_timeout", "8000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "15000")])
        .disable_statement_logging();
    let pool = PoolOptions::new()
        .min_connections(0)
        .idle_timeout(Duration::from_secs(300))
        .max_lifetime(Duration::from_secs(1800))
        .test_before_acquire(true);
    // Whoever reads has a statement planned for the table as it is: see `writer::PLANS`.
    let reading = options.clone().options([("plan_cache_mode", "force_custom_plan")]);
    let store = Relational::start(Server(options.clone()), pool, reading, settings).await?;
    let open = store.open.clone();
    let listening = listen(store.look(), options);
    tokio::spawn(async move { open.run_until_cancelled(listening).await });
    tokio::spawn(store.look().serve());
    Ok(store)
}

/// Hears of events the moment they are committed; what it misses while it is away is found by looking.
async fn listen(look: Look<sqlx::Postgres>, options: PgConnectOptions) {
    const LONGEST: Duration = Duration::from_secs(5);
    const SHORTEST: Duration = Duration::from_millis(100);
    let mut wait = SHORTEST;
    loop {
        let begun = Instant::now();
        let heard = listened(&look, &options).await;
        if begun.elapsed() > LONGEST {
            wait = SHORTEST;
        }
        if let Err(fault) = heard {
            tracing::debug!(%fault, "the store's notifications are away; looking for events instead");
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST);
    }
}

async fn listened(look: &Look<sqlx::Postgres>, options: &PgConnectOptions) -> Did<()> {
    let own = PoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(5)).connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&own).await?;
    listener.ignore_pool_close_event(true);
    listener.eager_reconnect(false);
    listener.listen("ouroboros_events").await?;
    look.once().await?;
    while let Some(told) = listener.try_recv().await? {
        if let Ok(last) = told.payload().parse() {
            look.heard(last);
        }
    }
    Err(Fault::Away("the connection that listens was closed".to_owned()))
}
