//! Where tokens come from, read again when that changes: a token is exchanged without a restart.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use workspace::secret::{self, Seen};

use super::tokens::Mark;
use super::{Caller, Role, Tokens};

/// How often it is looked whether the file changed, when there are requests.
const LOOK: Duration = Duration::from_millis(500);

/// Where tokens come from.
#[derive(Clone, Debug, Default)]
pub enum Source {
    /// Nowhere: nobody is let in, but for what is open.
    #[default]
    None,
    /// A file of lines `name:role:token`.
    File(PathBuf),
    /// One that may do everything.
    One(SecretString),
}

/// The tokens of a server.
pub struct Keys {
    live: RwLock<Arc<Tokens>>,
    file: Option<(PathBuf, Mutex<Looked>)>,
}

struct Looked {
    at: Instant,
    seen: Option<Seen>,
}

impl Keys {
    /// Reads them for the first time.
    ///
    /// # Errors
    /// A file that cannot be read or believed, or that has mistakes. Never shows a token.
    pub fn read(source: &Source) -> Result<Keys, String> {
        let fixed = |tokens| Keys { live: RwLock::new(Arc::new(tokens)), file: None };
        match source {
            Source::None => Ok(fixed(Tokens::default())),
            Source::One(token) => Ok(fixed(Tokens::one("local", Role::Admin, token.expose_secret())?)),
            Source::File(path) => {
                let (text, seen) = secret::read(path)?;
                let tokens = Tokens::parse(&text).map_err(|why| format!("{}: {why}", path.display()))?;
                if tokens.is_empty() {
                    return Err(format!("{}: there is no token in it", path.display()));
                }
                let looked = Looked { at: Instant::now(), seen: Some(seen) };
                Ok(Keys { live: RwLock::new(Arc::new(tokens)), file: Some((path.clone(), Mutex::new(looked))) })
            }
        }
    }

    /// Whose token this is, by what the file says now.
    pub fn find(&self, token: &str) -> Option<Caller> {
        self.live().find(token).cloned()
    }

    /// Whose token this is, and its mark.
    pub fn enter(&self, token: &str) -> Option<(Caller, Mark)> {
        let live = self.live();
        let caller = live.find(token)?;
        Some((caller.clone(), live.mark(caller)?))
    }

    /// Whose token has this mark, by what the file says now.
    pub fn marked(&self, mark: Mark) -> Option<Caller> {
        self.live().marked(mark).cloned()
    }

    /// Whether nobody can be let in.
    pub fn is_empty(&self) -> bool {
        self.live.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn live(&self) -> Arc<Tokens> {
        self.look();
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn look(&self) {
        let Some((path, looked)) = &self.file else { return };
        // Whoever comes while another looks goes on with what there is.
        let Ok(mut looked) = looked.try_lock() else { return };
        if looked.at.elapsed() < LOOK {
            return;
        }
        looked.at = Instant::now();
        let now = secret::look(path).ok();
        if now.is_none() || now == looked.seen {
            return;
        }
        looked.seen = now;
        match secret::read(path).and_then(|(text, _)| Tokens::parse(&text).map_err(|why| format!("{}: {why}", path.display()))) {
            Ok(tokens) => {
                tracing::info!(count = tokens.len(), "the tokens were read again");
                *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(tokens);
            }
            Err(why) => tracing::error!("the tokens stay as they were: {why}"),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}
