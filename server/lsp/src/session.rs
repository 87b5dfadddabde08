//! All that lives as long as the client does.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::time::Duration;

use dashmap::DashMap;
use oracle::{Change, Fetching, Host, Writer};
use tokio::sync::{Notify, watch};
use tower_lsp::Client;
use tower_lsp::jsonrpc::Response;
use tower_lsp::ls_types::notification::LogTrace;
use tower_lsp::ls_types::{LogTraceParams, TraceValue, Uri};
use workspace::FileSystem;
use workspace::watch::Watcher;

use crate::clock::Clock;
use crate::diagnostics::pull::Answers;
use crate::diagnostics::push::{self, Published};
use crate::diagnostics::survey::Survey;
use crate::names::Names;
use crate::outbox::Outbox;
use crate::pages::Pages;
use crate::reading::Reading;
use crate::settings::Settings;
use crate::support::Support;
use crate::workers::Workers;

/// How far the session has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Phase {
    /// `initialize` was not answered yet.
    Starting,
    /// Everything is allowed.
    Running,
    /// `shutdown` was asked for: only `exit` may follow.
    ShutDown,
    /// `exit` was said after `shutdown`.
    Exited,
    /// `exit` was said without `shutdown`.
    Aborted,
}

/// The state of one client's session.
pub struct Session {
    /// The thread that owns the database.
    pub writer: Writer,
    /// What day it is.
    pub clock: Clock,
    /// The threads that read it.
    pub workers: Workers,
    /// Who fetches what documents want from elsewhere.
    pub fetching: Option<Fetching>,
    /// The way to the client.
    pub outbox: Outbox,
    /// For questions to the client.
    pub client: Client,
    /// For the few looks at folders that are not yet roots.
    pub system: Arc<dyn FileSystem>,
    /// URIs and documents.
    pub names: Names,
    /// Where codes lead.
    pub pages: Option<Pages>,
    /// What was published.
    pub published: Published,
    /// What was answered to pulls.
    pub answers: Answers,
    /// The last look at everything.
    pub survey: watch::Sender<Option<Arc<Survey>>>,
    /// Wakes the task that looks at everything.
    pub stir: Notify,
    /// Wakes the task that asks the client to pull again.
    pub refresh: Notify,
    /// How many pulls of the whole workspace are held.
    pub held: AtomicUsize,
    /// Which roots have been read.
    pub reading: Reading,
    /// Progress that can be stopped, by token.
    pub stoppable: DashMap<String, Arc<AtomicBool>>,
    /// Wakes the task that has the client watch the right folders.
    pub rewatch: Notify,
    /// Our own watcher, where the client has none.
    pub watcher: OnceLock<Watcher>,
    /// Whether the folders to watch may have changed.
    pub watches_stale: Arc<AtomicBool>,
    /// The folders that `initialize` named; none means that files bring their own.
    pub first_folders: OnceLock<Vec<Uri>>,
    support: OnceLock<Support>,
    settings: RwLock<Arc<Settings>>,
    revision: Arc<AtomicU64>,
    phase: AtomicU8,
    verbosity: AtomicU8,
    parent: watch::Sender<Option<u32>>,
    tasks: Mutex<Vec<tokio::task::AbortHandle>>,
}

/// The threads of a session, before there is one.
pub struct Threads {
    writer: Writer,
    workers: Workers,
    fetching: Option<Fetching>,
    system: Arc<dyn FileSystem>,
    pages: Option<Pages>,
    /// For the writer, to tell the session of changes.
    session: Arc<OnceLock<Weak<Session>>>,
}

impl Threads {
    /// Starts them.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn start(host: Host) -> std::io::Result<Threads> {
        let system = host.db().shared_system();
        let pages = if host.remembers() { workspace::folders::cache().and_then(|cache| Pages::write(&cache)) } else { None };
        let fetching = host.fetching().cloned();
        let session = Arc::new(OnceLock::<Weak<Session>>::new());
        let hook = Arc::clone(&session);
        let (writer, _) = Writer::spawn(host, move |host| {
            if let Some(session) = hook.get().and_then(Weak::upgrade) {
                session.changed(host);
            }
        })?;
        Ok(Threads { writer, workers: Workers::new().map_err(std::io::Error::other)?, fetching, system, pages, session })
    }
}

impl Session {
    /// A session with its client.
    pub fn new(threads: Threads, clock: Clock, client: Client, outbox: Outbox) -> Arc<Session> {
        let session = Arc::new(Session {
            writer: threads.writer,
            clock,
            workers: threads.workers,
            fetching: threads.fetching,
            outbox,
            client,
            system: threads.system,
            names: Names::default(),
            pages: threads.pages,
            published: Published::default(),
            answers: Answers::default(),
            survey: watch::Sender::new(None),
            stir: Notify::new(),
            refresh: Notify::new(),
            held: AtomicUsize::new(0),
            reading: Reading::default(),
            stoppable: DashMap::new(),
            rewatch: Notify::new(),
            watcher: OnceLock::new(),
            watches_stale: Arc::default(),
            first_folders: OnceLock::new(),
            support: OnceLock::new(),
            settings: RwLock::default(),
            revision: Arc::default(),
            phase: AtomicU8::new(Phase::Starting as u8),
            verbosity: AtomicU8::new(0),
            parent: watch::Sender::new(None),
            tasks: Mutex::default(),
        });
        let _ = threads.session.set(Arc::downgrade(&session));
        session
    }

    /// How far it has come.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Starting,
            1 => Phase::Running,
            2 => Phase::ShutDown,
            3 => Phase::Exited,
            _ => Phase::Aborted,
        }
    }

    /// Goes on to a phase.
    pub fn set_phase(&self, next: Phase) {
        let next = match (next, self.phase()) {
            (Phase::Exited, now) if now != Phase::ShutDown => Phase::Aborted,
            // Nothing can be shut down before it was started.
            (Phase::ShutDown, Phase::Starting) => Phase::Starting,
            _ => next,
        };
        self.phase.store(next as u8, Ordering::Release);
    }

    /// What the client can do; nothing before `initialize`.
    pub fn support(&self) -> &Support {
        self.support.get_or_init(|| Support::new(&tower_lsp::ls_types::InitializeParams::default()))
    }

    /// Remembers what the client can do.
    pub fn set_support(&self, support: Support) {
        let _ = self.support.set(support);
    }

    /// What the person wants to see.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes new settings; what is shown follows.
    pub fn set_settings(self: &Arc<Session>, settings: Settings) {
        let mut current = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        if **current == settings {
            return;
        }
        *current = Arc::new(settings);
        drop(current);
        let session = Arc::clone(self);
        self.writer.ask(move |host| session.changed(host));
    }

    /// The number of the state that the writer is at.
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// The same, to be read on the writer's thread, where it belongs to the snapshot taken there.
    pub fn revisions(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.revision)
    }

    /// On the writer's thread, after each burst of changes: what was computed before counts no longer.
    fn changed(self: &Arc<Session>, host: &Host) {
        let revision = self.revision.fetch_add(1, Ordering::AcqRel) + 1;
        if self.phase() == Phase::Running && !self.support().pull {
            push::open_documents(self, host.snapshot(), revision);
        }
        self.stir.notify_one();
    }

    /// Tells the writer that something happened to files or folders outside.
    pub fn files_changed(&self, change: Change) {
        self.writer.send(change);
        self.watches_stale.store(true, Ordering::Release);
    }

    /// Says something to the person that went wrong and that he can do something about.
    pub fn warn(&self, message: impl Into<String>) {
        self.outbox.warn(message.into());
    }

    /// Sets how much of what happens is told.
    pub fn set_trace(&self, value: TraceValue) {
        let verbosity = match value {
            TraceValue::Off => 0,
            TraceValue::Messages => 1,
            TraceValue::Verbose => 2,
        };
        self.verbosity.store(verbosity, Ordering::Relaxed);
    }

    /// Tells how a request went, if the client wants to know.
    pub fn trace(&self, method: &str, took: Duration, response: &Response) {
        let verbosity = self.verbosity.load(Ordering::Relaxed);
        if verbosity > 0 {
            let outcome = if response.is_ok() { "answered" } else { "refused" };
            let message = format!("{method} {outcome} after {:.1} ms", took.as_secs_f64() * 1e3);
            let verbose = (verbosity > 1).then(|| serde_json::to_string(response).unwrap_or_default());
            self.outbox.notify::<LogTrace>(&LogTraceParams { message, verbose });
        }
    }

    /// Runs a task that ends with the session.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let handle = tokio::spawn(task).abort_handle();
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|task| !task.is_finished());
        tasks.push(handle);
    }

    /// Ends all tasks.
    pub fn end(&self) {
        for task in self.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            task.abort();
        }
    }

    /// Remembers who started us.
    pub fn set_parent(&self, process: Option<u32>) {
        self.parent.send_replace(process);
    }

    /// Waits until the process that started us is gone without a word.
    pub fn client_died(self: &Arc<Session>) -> impl Future<Output = ()> + Send + 'static {
        let mut parent = self.parent.subscribe();
        async move {
            let Ok(process) = parent.wait_for(Option::is_some).await.map(|process| *process) else { return std::future::pending().await };
            while process.is_none_or(is_alive) {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            tracing::info!("the client's process is gone");
        }
    }
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    let id = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    // Anything but "no such process" means that it is there, be it somebody else's.
    id.is_none_or(|id| rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_alive(_process: u32) -> bool {
    true
}
