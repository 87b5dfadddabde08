//! The threads that compute. The task that reads messages never does.
//!
//! Two pools: what somebody waits for, and what nobody waits for yet. Both have stacks that fit the readers'
//! depth guards.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::Notify;

/// Both pools.
pub struct Workers {
    foreground: ThreadPool,
    background: ThreadPool,
    waiting: Arc<Waiting>,
}

/// How many foreground jobs are not done, and who wants to hear when there are none.
#[derive(Default)]
struct Waiting {
    jobs: AtomicUsize,
    none: Notify,
}

/// Counts a job for as long as it lives.
struct Counted(Arc<Waiting>);

impl Drop for Counted {
    fn drop(&mut self) {
        if self.0.jobs.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.none.notify_waiters();
        }
    }
}

impl Workers {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn new() -> Result<Workers, ThreadPoolBuildError> {
        let pool = |name: &'static str| {
            ThreadPoolBuilder::new().stack_size(oracle::host::STACK).thread_name(move |index| format!("{name}-{index}")).build()
        };
        Ok(Workers { foreground: pool("reader")?, background: pool("survey")?, waiting: Arc::default() })
    }

    /// Runs what a person waits for.
    pub fn foreground(&self, job: impl FnOnce() + Send + 'static) {
        self.waiting.jobs.fetch_add(1, Ordering::AcqRel);
        let counted = Counted(Arc::clone(&self.waiting));
        let span = tracing::Span::current();
        self.foreground.spawn(move || {
            let _counted = counted;
            span.in_scope(|| guarded(job));
        });
    }

    /// Runs what nobody waits for.
    pub fn background(&self, job: impl FnOnce() + Send + 'static) {
        self.background.spawn(move || guarded(job));
    }

    /// Waits until no foreground job is left.
    pub async fn quiet(&self) {
        loop {
            let none = self.waiting.none.notified();
            if self.waiting.jobs.load(Ordering::Acquire) == 0 {
                return;
            }
            none.await;
        }
    }
}

/// A panic would end the process, since nobody joins these jobs.
fn guarded(job: impl FnOnce()) {
    if std::panic::catch_unwind(AssertUnwindSafe(job)).is_err() {
        tracing::error!("a job panicked; this is a bug in Ouroboros: please report it");
    }
}
