//! Work that the person can watch, and stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tower_lsp::ls_types::notification::Progress as ProgressNotification;
use tower_lsp::ls_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressEnd,
    WorkDoneProgressReport,
};

use crate::session::Session;

/// How long the client may take to agree; the work waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// One piece of work. Its end is told when it is dropped, whatever happened.
pub struct Progress {
    session: Arc<Session>,
    token: String,
    stopped: Arc<AtomicBool>,
    percent: AtomicU32,
    /// Whether the client agreed to show it.
    shown: bool,
}

impl Progress {
    /// Begins, if the client shows progress; else nothing is told.
    pub async fn begin(session: &Arc<Session>, title: &str) -> Progress {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let token = format!("ouroboros/{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let stopped = Arc::new(AtomicBool::new(false));
        let id = NumberOrString::String(token.clone());
        let agreed = async { tokio::time::timeout(PATIENCE, session.client.create_work_done_progress(id)).await };
        let shown = session.support().progress && matches!(agreed.await, Ok(Ok(())));
        let progress = Progress { session: Arc::clone(session), token, stopped, percent: AtomicU32::new(0), shown };
        if shown {
            session.stoppable.insert(progress.token.clone(), Arc::clone(&progress.stopped));
            progress.tell(WorkDoneProgress::Begin(WorkDoneProgressBegin {
                title: title.to_owned(),
                cancellable: Some(true),
                message: None,
                percentage: Some(0),
            }));
        }
        progress
    }

    /// Tells how much is done; only whole steps of a hundred go out. Says whether to go on.
    pub fn report(&self, done: usize, all: usize) -> bool {
        let percent = u32::try_from(done * 100 / all.max(1)).unwrap_or(100).min(100);
        if self.shown && self.percent.fetch_max(percent, Ordering::Relaxed) < percent {
            self.tell(WorkDoneProgress::Report(WorkDoneProgressReport {
                cancellable: Some(true),
                message: None,
                percentage: Some(percent),
            }));
        }
        !self.is_stopped()
    }

    /// Whether the person stopped it.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn tell(&self, value: WorkDoneProgress) {
        let token = NumberOrString::String(self.token.clone());
        self.session.outbox.notify::<ProgressNotification>(&ProgressParams { token, value: ProgressParamsValue::WorkDone(value) });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            self.session.stoppable.remove(&self.token);
            let message = self.is_stopped().then(|| "stopped".to_owned());
            self.tell(WorkDoneProgress::End(WorkDoneProgressEnd { message }));
        }
    }
}
