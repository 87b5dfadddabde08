//! One root that questions are asked of: kept read, and looked at anew for each question.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use oracle::{Cancellable, Change, Host, Snapshot, Writer};
use salsa::Cancelled;
use tokio::sync::{Semaphore, oneshot};
use workspace::imagined::Texts;
use workspace::{Date, Disk, Imagined, Root, Trust};

use super::asked::{Asked, Problem};
use super::gate::Gate;
use super::verify::Earlier;

const BUG: &str = "internal error: this is a bug in Ouroboros, please report it";

/// So many questions are computed at once; the others wait.
const AT_ONCE: usize = 8;

/// What the person allows in a root; or why their configuration cannot be believed.
pub type TrustOf = Arc<dyn Fn(&Path) -> Result<Trust, String> + Send + Sync>;

/// What a workspace is made of.
#[derive(Clone)]
pub struct Opening {
    /// The root: absolute, free of symlinks.
    pub folder: PathBuf,
    /// What the person allows there; asked anew each time it matters.
    pub trust: TrustOf,
    /// The Python environment that the person activated.
    pub activated: Option<PathBuf>,
    /// Whether what was read is used and kept for other runs.
    pub remembers: bool,
    /// What day it is.
    pub today: fn() -> Date,
}

/// A handle; clones are of the same workspace. Its threads end when the last one is dropped.
#[derive(Clone)]
pub struct Workspace(Arc<Inner>);

struct Inner {
    opening: Opening,
    writer: Writer,
    imagined: Arc<Imagined>,
    gate: Gate,
    /// One apply at a time.
    applying: Mutex<()>,
    /// Whether everything has been read once.
    is_warm: AtomicBool,
    /// Whether that was kept for other runs.
    has_remembered: AtomicBool,
    earlier: Mutex<Earlier>,
    running: Arc<Semaphore>,
}

impl Workspace {
    /// Opens it; nothing is read before the first question.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn open(opening: Opening) -> std::io::Result<Workspace> {
        let imagined = Arc::new(Imagined::new(Arc::new(Disk)));
        let host = Host::with_system(Arc::clone(&imagined) as Arc<_>, opening.activated.clone());
        let host = if opening.remembers { host.remembering() } else { host };
        let (writer, _) = Writer::spawn(host, |_| {})?;
        Ok(Workspace(Arc::new(Inner {
            opening,
            writer,
            imagined,
            gate: Gate::default(),
            applying: Mutex::default(),
            is_warm: AtomicBool::new(false),
            has_remembered: AtomicBool::new(false),
            earlier: Mutex::default(),
            running: Arc::new(Semaphore::new(AT_ONCE)),
        })))
    }

    /// The root's folder.
    pub fn folder(&self) -> &Path {
        &self.0.opening.folder
    }

    /// What the person allows there, now.
    ///
    /// # Errors
    /// A configuration that cannot be believed: nothing is allowed then.
    pub fn trust(&self) -> Result<Trust, Problem> {
        (self.0.opening.trust)(self.folder()).map_err(Problem::Refused)
    }

    /// That the person trusts the root, so that it may be written to.
    ///
    /// # Errors
    /// It is not trusted; with what to do.
    pub fn may_write(&self) -> Result<Trust, Problem> {
        match self.trust()? {
            Trust::Nothing => Err(Problem::Refused(format!(
                "{} is not trusted, so nothing is written there; the person can trust it with `ouroboros trust`, or for one run with `--trust`",
                self.folder().display()
            ))),
            trust => Ok(trust),
        }
    }

    /// Computes something on a thread whose stack fits the readers. Dropping the future cancels it.
    ///
    /// # Errors
    /// What went wrong; [`Problem::Cancelled`] as soon as it was cancelled, whatever the thread still does.
    pub async fn run<T: Send + 'static>(
        &self,
        asked: Asked,
        operation: impl FnOnce(&Workspace, &Asked) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let seat = tokio::select! {
            seat = Arc::clone(&self.0.running).acquire_owned() => seat.map_err(|_| Problem::Cancelled)?,
            () = asked.cancelled() => return Err(Problem::Cancelled),
        };
        let (send, receive) = oneshot::channel();
        let (workspace, own) = (self.clone(), asked.clone());
        let work = move || {
            let _seat = seat;
            // Nobody waits any longer when it was cancelled.
            let _ = send.send(operation(&workspace, &own));
            workspace.remember();
        };
        let started = std::thread::Builder::new().name("operation".to_owned()).stack_size(oracle::host::STACK).spawn(work);
        started.map_err(|error| Problem::Failed(format!("the system gives no thread: {error}")))?;
        let dropped = CancelWhenDropped(asked.clone());
        let answer = tokio::select! {
            answer = receive => answer,
            () = asked.cancelled() => return Err(Problem::Cancelled),
        };
        std::mem::forget(dropped);
        // The panic itself was printed when it happened.
        answer.unwrap_or_else(|_| Err(Problem::Failed(BUG.to_owned())))
    }

    /// Looks at the root as it is on the disk now with `texts` laid over it, and looks again when it changes meanwhile.
    ///
    /// # Errors
    /// Those of the question; nobody wants the answer any more.
    pub(super) fn look<T>(
        &self,
        texts: &Texts,
        asked: &Asked,
        question: impl Fn(&Snapshot, Root) -> Cancellable<Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let _inside = self.0.gate.enter(texts, asked)?;
        loop {
            asked.go_on()?;
            let (snapshot, root) = self.snapshot(texts)?;
            asked.may_stop(Some(snapshot.stopper()));
            let answer = question(&snapshot, root);
            asked.may_stop(None);
            match answer {
                Ok(answer) => return answer,
                Err(Cancelled::PropagatedPanic) => return Err(Problem::Failed(BUG.to_owned())),
                Err(why) => tracing::debug!("asked again: {why}"),
            }
        }
    }

    /// The same once everything was read and judged, on all cores.
    pub(super) fn look_at_all<T>(
        &self,
        texts: &Texts,
        asked: &Asked,
        question: impl Fn(&Snapshot, Root) -> Cancellable<Result<T, Problem>>,
    ) -> Result<T, Problem> {
        self.look(texts, asked, |snapshot, root| {
            self.prime(snapshot, root, asked)?;
            question(snapshot, root)
        })
    }

    /// Reads and judges everything.
    pub(super) fn prime(&self, snapshot: &Snapshot, root: Root, asked: &Asked) -> Cancellable<()> {
        snapshot.prime_while(root, &|done, all| {
            asked.tell(done, all, "reading and judging files");
            !asked.is_cancelled()
        })?;
        self.0.is_warm.store(true, Ordering::Release);
        Ok(())
    }

    /// Whether everything has been read once, so that the next question is quick.
    pub fn is_warm(&self) -> bool {
        self.0.is_warm.load(Ordering::Acquire)
    }

    /// Keeps what was read for other runs, once, when everything was and nobody waits.
    fn remember(&self) {
        if self.0.opening.remembers && self.is_warm() && !self.0.has_remembered.swap(true, Ordering::AcqRel) {
            let kept = self.look_at_all(&Texts::new(), &Asked::patiently(), |snapshot, root| snapshot.remember(root).map(Ok));
            if let Err(problem) = kept {
                tracing::info!("what was read is not kept for later: {problem}");
            }
        }
    }

    /// The state of the disk at this moment. Files are not watched: events come late, and who asks has just written.
    fn snapshot(&self, texts: &Texts) -> Result<(Snapshot, Root), Problem> {
        let (send, receive) = mpsc::channel();
        let (imagined, texts) = (Arc::clone(&self.0.imagined), texts.clone());
        let (folder, date) = (self.folder().to_path_buf(), (self.0.opening.today)());
        self.0.writer.ask(move |host| {
            let paths = imagined.set(texts);
            let mut changes = vec![Change::Today { date }];
            if host.roots().is_empty() {
                changes.push(Change::OpenRoot { path: folder });
            } else {
                changes.extend([Change::Files { paths }, Change::Rescan]);
            }
            host.apply_all(changes);
            let _ = send.send((host.snapshot(), host.roots()[0]));
        });
        receive.recv().map_err(|_| Problem::Failed("internal error: the writer has ended".to_owned()))
    }

    /// Runs what writes: nothing else writes meanwhile.
    pub(super) fn alone<T>(&self, write: impl FnOnce() -> T) -> T {
        let _alone = self.0.applying.lock().unwrap_or_else(PoisonError::into_inner);
        write()
    }

    /// What earlier answers said.
    pub(super) fn earlier<T>(&self, ask: impl FnOnce(&mut Earlier) -> T) -> T {
        ask(&mut self.0.earlier.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct CancelWhenDropped(Asked);

impl Drop for CancelWhenDropped {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
