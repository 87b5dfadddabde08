//! The bus: what many processes tell each other fast and need not remember. Redis, and never the truth.
//!
//! Three things go over it: which workers live, a hint that there are new events, and how much of a rate is used up.
//! Without it, or while it is away, everything goes on: who lives is known by leases in the store, events are found by
//! looking into it, and each process counts rates by itself. That is said once when it goes, and once when it is back.

mod local;
mod redis;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::model::EventId;
use local::Local;
use redis::Redis;

/// The bus of this process.
#[derive(Clone, Default)]
pub struct Bus {
    redis: Option<Arc<Redis>>,
    local: Arc<Local>,
}

/// Whether something may be done now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Allowed {
    /// It may; so often more before the window ends.
    Yes {
        /// How often.
        left: u64,
    },
    /// Not before so long.
    No {
        /// How long.
        wait: Duration,
    },
}

impl Bus {
    /// No bus: this process is alone.
    pub fn none() -> Bus {
        Bus::default()
    }

    /// The Redis at `redis://[:PASSWORD@]HOST:PORT/`. Whether it answers does not matter now.
    ///
    /// # Errors
    /// The URL is not understood: a message without it, since there may be a password in it.
    pub fn open(url: &str) -> Result<Bus, String> {
        Ok(Bus { redis: Some(Arc::new(Redis::open(url)?)), local: Arc::default() })
    }

    /// Whether there is one, and it answered when it was last asked.
    pub fn is_there(&self) -> bool {
        self.redis.as_ref().is_some_and(|redis| redis.is_there())
    }

    /// Says that a worker lives, for `lease`, and which do; `None`: nobody knows, the store's leases count.
    pub async fn alive(&self, worker: &str, lease: Duration) -> Option<Vec<String>> {
        self.redis.as_ref()?.alive(worker, lease).await
    }

    /// Which workers live; `None`: nobody knows.
    pub async fn workers(&self) -> Option<Vec<String>> {
        self.redis.as_ref()?.workers().await
    }

    /// Says that a worker ends.
    pub async fn gone(&self, worker: &str) {
        if let Some(redis) = &self.redis {
            redis.gone(worker).await;
        }
    }

    /// Counts one use of `key`: at most `limit` in each window of `per`. Shared by all processes while the bus is
    /// there, and costs one round trip whatever the limit.
    pub async fn allow(&self, key: &str, limit: u64, per: Duration) -> Allowed {
        if let Some(redis) = &self.redis
            && let Some(allowed) = redis.allow(key, limit, per).await
        {
            return allowed;
        }
        self.local.allow(key, limit, per)
    }

    /// News of the store, those that the bus brings earlier among them; and brings this process's to others.
    /// Give it [`crate::store::Events::news`].
    pub fn news(&self, of_store: watch::Receiver<EventId>) -> watch::Receiver<EventId> {
        match &self.redis {
            Some(redis) => redis.news(of_store),
            None => of_store,
        }
    }
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its URL may have a password in it.
        f.debug_struct("Bus").field("is_there", &self.is_there()).finish()
    }
}
