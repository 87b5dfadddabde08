//! Telling a command that runs in another thread to end.

use std::io::{self, PipeReader, PipeWriter};
use std::sync::{Arc, Mutex, PoisonError};

/// To be shared: whoever runs a command waits for it, whoever else may end that.
///
/// A pipe, so that it can be waited for together with the command's output: its end is the news.
#[derive(Clone, Debug)]
pub struct Cancel {
    news: Arc<PipeReader>,
    open: Arc<Mutex<Option<PipeWriter>>>,
}

impl Cancel {
    /// One that nobody has used.
    ///
    /// # Errors
    /// Those of the system, when no more files can be opened.
    pub fn new() -> io::Result<Cancel> {
        let (news, open) = io::pipe()?;
        Ok(Cancel { news: Arc::new(news), open: Arc::new(Mutex::new(Some(open))) })
    }

    /// Ends every command that is run with it, now and later.
    pub fn cancel(&self) {
        drop(self.open.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Whether that happened.
    pub fn is_cancelled(&self) -> bool {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Readable, at its end, once it is cancelled.
    #[cfg(unix)]
    pub(super) fn news(&self) -> &PipeReader {
        &self.news
    }
}
