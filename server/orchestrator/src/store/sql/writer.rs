//! The one that writes: it owns the connection that does, and commits what arrives at the same time together.
//!
//! While a commit waits for the disk further requests arrive; the next transaction takes all of them. So the price of
//! a durable answer is shared, and nobody waits for a timer. Nobody is answered before the commit has returned. When
//! one of a batch cannot be done the transaction is rolled back and each is done alone: none suffers for another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::link::{Dialect, Did, Fault, Link};
use super::migrate;
use super::tx::Tx;
use crate::model::EventId;
use crate::store::ids::Ids;
use crate::store::{Settings, StoreError, Stored};

/// So many requests share a transaction at most: what comes behind them waits for all of them.
const TOGETHER: usize = 128;
/// So many may wait.
const WAITING: usize = 4096;
/// One transaction takes at most so long.
const TRANSACTION: Duration = Duration::from_secs(10);
/// A connection is there within so long, or not at all.
const CONNECT: Duration = Duration::from_secs(5);
/// So often PostgreSQL plans its statements anew. It keeps plans until it has looked at the table again, a minute later
/// at best: those it made for an empty queue walk all of a full one.
const PLANS: Duration = Duration::from_secs(2);
/// What was in somebody's way is tried so often.
const ROUNDS: u32 = 5;

/// Something to do in a transaction. It may be begun more than once, when a transaction is rolled back.
#[async_trait]
pub(crate) trait Operation: Send + Sync + 'static {
    type Reply: Send + 'static;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Self::Reply>;

    /// Called once it is durable, with the number of the transaction's first event.
    fn settle(&self, reply: Self::Reply, _first: EventId) -> Self::Reply {
        reply
    }
}

/// Where connections come from.
#[async_trait]
pub(crate) trait Source: Send + Sync + 'static {
    async fn connect(&self) -> Did<Box<dyn Link>>;

    /// Whether a store may be opened while the database is away: a server, which starts when it does.
    fn may_be_late(&self) -> bool {
        false
    }
}

/// A source whose first connection brings the database to its shape, whenever there is one.
pub(crate) struct Shaping<S> {
    source: S,
    is_done: AtomicBool,
}

impl<S: Source> Shaping<S> {
    pub(crate) fn new(source: S) -> Shaping<S> {
        Shaping { source, is_done: AtomicBool::new(false) }
    }
}

#[async_trait]
impl<S: Source> Source for Shaping<S> {
    async fn connect(&self) -> Did<Box<dyn Link>> {
        let mut link = self.source.connect().await?;
        if !self.is_done.load(Ordering::Acquire) {
            migrate::up(&mut *link).await?;
            self.is_done.store(true, Ordering::Release);
        }
        Ok(link)
    }

    fn may_be_late(&self) -> bool {
        self.source.may_be_late()
    }
}

/// The way to the one that writes. It ends when this is dropped.
pub(crate) struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
    patience: Duration,
}

impl Writer {
    pub(crate) fn start(source: impl Source, link: Option<Box<dyn Link>>, settings: Arc<Settings>, news: watch::Sender<EventId>) -> Writer {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let patience = settings.patience;
        let desk = Desk { source: Box::new(source), link, planned: Instant::now(), settings, ids: Ids::default(), news };
        tokio::spawn(desk.serve(waiting));
        Writer { jobs, patience }
    }

    /// Does it, and returns when it is durable.
    pub(crate) async fn ask<O: Operation>(&self, operation: O) -> Stored<O::Reply> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Asked { operation, given: None, reply });
        let asked = async {
            self.jobs.send(job).await.map_err(|_| StoreError::Unavailable("it is closed".to_owned()))?;
            answer.await.map_err(|_| StoreError::Unavailable("it was closed before it answered".to_owned()))?
        };
        let late = || StoreError::Unavailable(format!("no answer within {} s", self.patience.as_secs_f32()));
        timeout(self.patience, asked).await.unwrap_or_else(|_| Err(late()))
    }
}

#[async_trait]
trait Job: Send {
    /// Nobody waits for it any more.
    fn is_moot(&self) -> bool;
    async fn apply(&mut self, tx: &mut Tx<'_>) -> Did<()>;
    fn done(self: Box<Self>, result: Result<EventId, StoreError>);
}

struct Asked<O: Operation> {
    operation: O,
    given: Option<O::Reply>,
    reply: oneshot::Sender<Stored<O::Reply>>,
}

#[async_trait]
impl<O: Operation> Job for Asked<O> {
    fn is_moot(&self) -> bool {
        self.reply.is_closed()
    }

    async fn apply(&mut self, tx: &mut Tx<'_>) -> Did<()> {
        self.given = Some(self.operation.apply(tx).await?);
        Ok(())
    }

    fn done(self: Box<Self>, result: Result<EventId, StoreError>) {
        let Asked { operation, given, reply } = *self;
        let answer = result.and_then(|first| match given {
            Some(given) => Ok(operation.settle(given, first)),
            None => Err(StoreError::Unavailable("it was not done".to_owned())),
        });
        // Whoever asked may have gone.
        let _ = reply.send(answer);
    }
}

struct Desk {
    source: Box<dyn Source>,
    link: Option<Box<dyn Link>>,
    planned: Instant,
    settings: Arc<Settings>,
    ids: Ids,
    news: watch::Sender<EventId>,
}

/// How a transaction went wrong.
enum Failed {
    /// It was rolled back, or never began.
    Undone(Fault),
    /// Nobody knows: the connection broke while it was committed.
    Unknown(Fault),
}

impl Desk {
    async fn serve(mut self, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
        let mut batch = Vec::new();
        while waiting.recv_many(&mut batch, TOGETHER).await > 0 {
            batch.retain(|job| !job.is_moot());
            if batch.is_empty() {
                continue;
            }
            let jobs = std::mem::take(&mut batch);
            self.work(jobs).await;
        }
    }

    async fn work(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        match self.persist(&mut jobs).await {
            Ok((first, last)) => {
                jobs.into_iter().for_each(|job| job.done(Ok(first)));
                if last > 0 {
                    super::tell(&self.news, last);
                }
            }
            Err(Failed::Undone(Fault::Refused(_) | Fault::Broken(_) | Fault::Again(_))) if jobs.len() > 1 => {
                for job in jobs {
                    Box::pin(self.work(vec![job])).await;
                }
            }
            Err(Failed::Undone(fault) | Failed::Unknown(fault)) => {
                let error = StoreError::from(fault);
                jobs.into_iter().for_each(|job| job.done(Err(error.clone())));
            }
        }
    }

    /// One transaction, begun anew while it is only in somebody's way.
    async fn persist(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(EventId, EventId), Failed> {
        let mut round = 0;
        loop {
            round += 1;
            let (mut link, fresh) = match self.link.take() {
                Some(link) => (link, false),
                None => (connect(&*self.source).await.map_err(Failed::Undone)?, true),
            };
            let mut stage = Stage::Beginning;
            if link.dialect() == Dialect::Postgres && self.planned.elapsed() > PLANS {
                self.planned = Instant::now();
                // One that is away is found to be so by what follows.
                let _ = timeout(CONNECT, link.script("DISCARD PLANS")).await;
            }
            let run = timeout(TRANSACTION, transaction(&mut *link, &self.settings, &self.ids, jobs, &mut stage)).await;
            let late = || Err(Fault::Away(format!("a transaction took more than {} s", TRANSACTION.as_secs())));
            let fault = match run.unwrap_or_else(|_| late()) {
                Ok(numbers) => {
                    self.link = Some(link);
                    return Ok(numbers);
                }
                Err(fault) => fault,
            };
            let away = matches!(fault, Fault::Away(_));
            if !away && timeout(TRANSACTION, link.script("ROLLBACK")).await.is_ok_and(|rolled| rolled.is_ok() || stage == Stage::Beginning)
            {
                self.link = Some(link);
            }
            match stage {
                Stage::Committing if away => return Err(Failed::Unknown(fault)),
                // It went away while nobody asked: a new connection may do.
                Stage::Beginning if away && !fresh => {}
                _ if matches!(fault, Fault::Again(_)) && round < ROUNDS => tokio::time::sleep(Duration::from_millis(5) * round).await,
                _ => return Err(Failed::Undone(fault)),
            }
        }
    }
}

pub(crate) async fn connect(source: &dyn Source) -> Did<Box<dyn Link>> {
    let late = || Err(Fault::Away(format!("no connection within {} s", CONNECT.as_secs())));
    timeout(CONNECT, source.connect()).await.unwrap_or_else(|_| late())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Beginning,
    Working,
    Committing,
}

async fn transaction(
    link: &mut dyn Link,
    settings: &Settings,
    ids: &Ids,
    jobs: &mut [Box<dyn Job>],
    stage: &mut Stage,
) -> Did<(EventId, EventId)> {
    let mut tx = Tx::begin(&mut *link, settings, ids).await?;
    *stage = Stage::Working;
    for job in jobs {
        job.apply(&mut tx).await?;
    }
    let numbers = tx.close().await?;
    *stage = Stage::Committing;
    link.script("COMMIT").await?;
    Ok(numbers)
}
