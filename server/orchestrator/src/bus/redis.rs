//! The Redis behind the bus.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, FromRedisValue, RedisError, ScriptInvocation};
use tokio::sync::{OnceCell, watch};
use tokio::time::timeout;

use super::Allowed;
use crate::model::EventId;

pub(super) struct Redis {
    client: Client,
    /// Made when it is first needed: it wants a runtime.
    manager: OnceCell<ConnectionManager>,
    scripts: Scripts,
    here: AtomicBool,
    /// While it is away it is asked again from then on, in milliseconds since `begun`: nobody waits for it meanwhile.
    again: AtomicI64,
    begun: Instant,
}

struct Scripts {
    alive: redis::Script,
    allow: redis::Script,
}

const CHANNEL: &str = "ouroboros:events";
const WORKERS: &str = "ouroboros:workers";
/// It answers within so long, or is away.
const ANSWER: Duration = Duration::from_millis(250);
/// Away, it is left alone for so long.
const PAUSE: Duration = Duration::from_secs(1);

/// Redis's clock is everybody's.
const ALIVE: &str = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) \
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now) \
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1]) \
    return redis.call('ZRANGE', KEYS[1], 0, -1)";
const ALLOW: &str = "local n = redis.call('INCR', KEYS[1]) \
    if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end \
    return {n, redis.call('PTTL', KEYS[1])}";

impl Redis {
    pub(super) fn open(url: &str) -> Result<Redis, String> {
        let client = Client::open(url).map_err(|error| format!("the URL of the bus is not understood ({:?})", error.kind()))?;
        let scripts = Scripts { alive: redis::Script::new(ALIVE), allow: redis::Script::new(ALLOW) };
        let (here, again) = (AtomicBool::new(true), AtomicI64::new(0));
        Ok(Redis { client, manager: OnceCell::new(), scripts, here, again, begun: Instant::now() })
    }

    pub(super) fn is_there(&self) -> bool {
        self.here.load(Ordering::Relaxed)
    }

    fn millis(&self) -> i64 {
        i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn away(&self, why: &dyn std::fmt::Display) {
        self.again.store(self.millis() + PAUSE.as_millis() as i64, Ordering::Relaxed);
        if self.here.swap(false, Ordering::Relaxed) {
            tracing::warn!(%why, "the bus is away; going on without it");
        }
    }

    fn answered(&self) {
        if !self.here.swap(true, Ordering::Relaxed) {
            tracing::info!("the bus is back");
        }
    }

    /// Asks it, unless it is away; within its time.
    async fn ask<T>(&self, work: impl AsyncFnOnce(ConnectionManager) -> Result<T, RedisError>) -> Option<T> {
        if !self.is_there() && self.millis() < self.again.load(Ordering::Relaxed) {
            return None;
        }
        let asked = async {
            let manager = self.manager.get_or_try_init(async || {
                let config = ConnectionManagerConfig::new()
                    .set_number_of_retries(1)
                    .set_connection_timeout(Some(ANSWER))
                    .set_response_timeout(Some(ANSWER));
                ConnectionManager::new_lazy_with_config(self.client.clone(), config)
            });
            work(manager.await?.clone()).await
        };
        match timeout(2 * ANSWER, asked).await {
            Ok(Ok(answer)) => {
                self.answered();
                Some(answer)
            }
            Ok(Err(error)) => {
                self.away(&format_args!("{:?}", error.kind()));
                None
            }
            Err(_) => {
                self.away(&"no answer in time");
                None
            }
        }
    }

    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Option<T> {
        self.ask(async |mut manager| script.invoke_async(&mut manager).await).await
    }

    pub(super) async fn alive(&self, worker: &str, lease: Duration) -> Option<Vec<String>> {
        let mut script = self.scripts.alive.key(WORKERS);
        self.run(script.arg(worker).arg(lease.as_millis() as u64)).await
    }

    pub(super) async fn workers(&self) -> Option<Vec<String>> {
        // Those whose time is over are taken out by the next one that says it lives.
        self.ask(async |mut manager| redis::cmd("ZRANGE").arg(WORKERS).arg(0).arg(-1).query_async(&mut manager).await).await
    }

    pub(super) async fn gone(&self, worker: &str) {
        // Otherwise its lease ends.
        let _: Option<()> = self.ask(async |mut manager| redis::cmd("ZREM").arg(WORKERS).arg(worker).query_async(&mut manager).await).await;
    }

    pub(super) async fn allow(&self, key: &str, limit: u64, per: Duration) -> Option<Allowed> {
        let mut script = self.scripts.allow.key(format!("ouroboros:rate:{key}"));
        let per = per.as_millis().max(1) as u64;
        let (used, left): (u64, i64) = self.run(script.arg(per)).await?;
        if used <= limit {
            return Some(Allowed::Yes { left: limit - used });
        }
        Some(Allowed::No { wait: Duration::from_millis(u64::try_from(left).unwrap_or(per)) })
    }

    /// Joins the news of the store with those that come over the bus, until nobody listens any more.
    pub(super) fn news(self: &std::sync::Arc<Redis>, of_store: watch::Receiver<EventId>) -> watch::Receiver<EventId> {
        let (joined, listener) = watch::channel(*of_store.borrow());
        let (redis, heard) = (self.clone(), joined.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = redis.publish(of_store, &joined) => {}
                () = redis.listen(&heard) => {}
                () = joined.closed() => {}
            }
        });
        listener
    }

    async fn publish(&self, mut of_store: watch::Receiver<EventId>, joined: &watch::Sender<EventId>) {
        while of_store.changed().await.is_ok() {
            let last = *of_store.borrow_and_update();
            // What came over the bus is known to the others.
            if crate::store::tell(joined, last) {
                let _: Option<()> =
                    self.ask(async |mut manager| redis::cmd("PUBLISH").arg(CHANNEL).arg(last).query_async(&mut manager).await).await;
            }
        }
    }

    async fn listen(&self, joined: &watch::Sender<EventId>) {
        loop {
            // Why it ended is told by whoever asks for something.
            let _: Result<(), RedisError> = self.listened(joined).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn listened(&self, joined: &watch::Sender<EventId>) -> Result<(), RedisError> {
        let Ok(connected) = timeout(4 * ANSWER, self.client.get_async_pubsub()).await else { return Ok(()) };
        let mut pubsub = connected?;
        pubsub.subscribe(CHANNEL).await?;
        let mut told = pubsub.on_message();
        while let Some(message) = told.next().await {
            if let Ok(last) = message.get_payload::<EventId>() {
                crate::store::tell(joined, last);
            }
        }
        Ok(())
    }
}
