//! The agents as they were a moment ago, read from the store at most so often, turned into bytes once.
//!
//! Whoever asks takes what there is while it is young; else one of those who ask reads the store, and the others wait for it. So
//! nothing is read while nobody asks. What this process changed itself is seen at once: whoever writes says so.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use orchestrator::model::{AgentRecord, AgentState, EventId};
use orchestrator::store::Store;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::problem::{Answer, Problem};
use crate::view::{AgentPage, AgentView, StateView};

/// Where there is news the list may only be so old.
const NEWS: Duration = Duration::from_millis(25);
/// So many different questions are kept with their answers.
const QUESTIONS: usize = 64;

/// The agents.
pub struct Directory {
    store: Arc<dyn Store>,
    news: watch::Receiver<EventId>,
    stale: Duration,
    /// Grows with every change by this process.
    written: AtomicU64,
    now: RwLock<Arc<Listing>>,
    reading: tokio::sync::Mutex<()>,
}

/// The agents at one moment.
pub struct Listing {
    read: Option<Instant>,
    news: EventId,
    written: u64,
    /// As the store has them, by id.
    pub records: Vec<AgentRecord>,
    views: Vec<AgentView>,
    answers: Mutex<HashMap<Wanted, (Bytes, Arc<str>)>>,
}

/// Which agents are wanted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Wanted {
    /// That can do this.
    pub capability: Option<String>,
    /// That are like this.
    pub state: Option<StateView>,
    /// With this in their id, name or description, in small letters.
    pub search: Option<String>,
    /// Behind this id.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

impl Directory {
    /// Reads nothing yet.
    pub fn new(store: Arc<dyn Store>, stale: Duration) -> Directory {
        let none = Listing { read: None, news: 0, written: 0, records: Vec::new(), views: Vec::new(), answers: Mutex::default() };
        let news = store.news();
        Directory {
            store,
            news,
            stale,
            written: AtomicU64::new(0),
            now: RwLock::new(Arc::new(none)),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// This process changed something: whoever asks next sees it.
    pub fn changed(&self) {
        self.written.fetch_add(1, Ordering::SeqCst);
    }

    /// The agents, young enough.
    ///
    /// # Errors
    /// 503: the store cannot be reached.
    pub async fn get(&self) -> Answer<Arc<Listing>> {
        if let Some(listing) = self.young() {
            return Ok(listing);
        }
        let _reading = self.reading.lock().await;
        if let Some(listing) = self.young() {
            return Ok(listing);
        }
        // Both before reading: what changes meanwhile is read again.
        let (written, news, read) = (self.written.load(Ordering::SeqCst), *self.news.borrow(), Instant::now());
        let mut records = self.store.agents().await?;
        records.sort_by(|one, other| one.manifest.id.cmp(&other.manifest.id));
        let before = self.current();
        let listing = if before.read.is_some() && before.records == records {
            // The same: the answers that were made stay good.
            let answers = Mutex::new(before.answers.lock().unwrap_or_else(PoisonError::into_inner).clone());
            Listing { read: Some(read), news, written, views: before.views.clone(), records, answers }
        } else {
            let views = records.iter().map(AgentView::of).collect();
            Listing { read: Some(read), news, written, views, records, answers: Mutex::default() }
        };
        let listing = Arc::new(listing);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&listing);
        Ok(listing)
    }

    /// The agents as they are now.
    ///
    /// # Errors
    /// 503: the store cannot be reached.
    pub async fn fresh(&self) -> Answer<Arc<Listing>> {
        self.changed();
        self.get().await
    }

    fn current(&self) -> Arc<Listing> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn young(&self) -> Option<Arc<Listing>> {
        let listing = self.current();
        let age = listing.read?.elapsed();
        let has_news = listing.news != *self.news.borrow();
        let is_young = listing.written == self.written.load(Ordering::SeqCst) && age < if has_news { NEWS } else { self.stale };
        is_young.then_some(listing)
    }
}

impl Listing {
    /// A page of them as JSON, and its tag.
    ///
    /// # Errors
    /// 500: it cannot be written as JSON.
    pub fn page(&self, wanted: &Wanted) -> Answer<(Bytes, Arc<str>)> {
        if let Some(answer) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(wanted) {
            return Ok(answer.clone());
        }
        let mut found = self.views.iter().filter(|view| wanted.matches(view));
        let items: Vec<AgentView> = found.by_ref().take(wanted.limit).cloned().collect();
        let next = found.next().and(items.last()).map(|last| last.id.clone());
        let bytes = Bytes::from(serde_json::to_vec(&AgentPage { items, next }).map_err(|_| Problem::internal())?);
        let answer = (bytes.clone(), tag(&bytes));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() < QUESTIONS {
            answers.insert(wanted.clone(), answer.clone());
        }
        Ok(answer)
    }

    /// One of them.
    pub fn find(&self, id: &str) -> Option<&AgentRecord> {
        let at = self.records.binary_search_by(|record| record.manifest.id.as_str().cmp(id)).ok()?;
        self.records.get(at)
    }

    /// Those that can do `capability`, now or as soon as they are well.
    pub fn capable<'l>(&'l self, capability: &'l str) -> impl Iterator<Item = &'l AgentRecord> {
        let views = self.views.iter().zip(&self.records);
        let able = views.filter(move |(view, _)| view.capabilities.iter().any(|name| name == capability));
        able.filter(|(view, _)| !matches!(view.state, StateView::Failed | StateView::Pending | StateView::Stopped | StateView::Draining))
            .map(|(_, record)| record)
    }

    /// How many there are in each state, all states.
    pub fn states(&self) -> Vec<(AgentState, usize)> {
        use AgentState as S;
        let mut counts: BTreeMap<&str, (S, usize)> = BTreeMap::new();
        for state in [S::Initializing, S::Active, S::Healing, S::Paused, S::Draining, S::Stopped, S::Failed, S::Pending] {
            counts.insert(crate::view::state_word(state), (state, 0));
        }
        for view in &self.views {
            counts.entry(crate::view::state_word(view.state.into())).and_modify(|(_, count)| *count += 1);
        }
        counts.into_values().collect()
    }
}

impl Wanted {
    fn matches(&self, view: &AgentView) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(part);
        self.after.as_ref().is_none_or(|after| view.id > *after)
            && self.state.is_none_or(|state| view.state == state)
            && self.capability.as_ref().is_none_or(|wanted| view.capabilities.contains(wanted))
            && self
                .search
                .as_ref()
                .is_none_or(|part| has(&view.id, part) || [&view.name, &view.description].into_iter().flatten().any(|text| has(text, part)))
    }
}

/// What tells these bytes from others.
pub(super) fn tag(bytes: &[u8]) -> Arc<str> {
    use std::fmt::Write;
    let mut digits = String::with_capacity(32);
    for byte in Sha256::digest(bytes).iter().take(16) {
        let _ = write!(digits, "{byte:02x}");
    }
    Arc::from(digits)
}
