//! Watching folders, for clients that do not.
//!
//! One watch per folder that is looked at, none below ignored ones: "recursive" watching on Linux would watch
//! those too, and there the limits are reached.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use notify::{ErrorKind, EventKind, RecursiveMode, Watcher as _};

/// How long nothing must happen before what happened is told.
const QUIET: Duration = Duration::from_millis(40);

/// How long it may take at most: a build writes without pause.
const LATEST: Duration = Duration::from_millis(400);

/// What is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Something happened at these paths: written, created, removed, renamed. Sorted.
    Changed(Vec<PathBuf>),
    /// Something happened somewhere, or will and cannot be seen; with a sentence for the person.
    Lost(String),
}

/// A thread that watches. It ends when this is dropped.
pub struct Watcher {
    messages: mpsc::Sender<Message>,
}

enum Message {
    Folders(Vec<PathBuf>),
    Happened(notify::Result<notify::Event>),
    End,
}

impl Watcher {
    /// Starts it with nothing to watch. It calls `tell` from a thread of its own.
    ///
    /// # Errors
    /// The system's own, in words.
    pub fn start(tell: impl FnMut(Event) + Send + 'static) -> Result<Watcher, String> {
        let (messages, inbox) = mpsc::channel();
        let happened = messages.clone();
        let watches = notify::recommended_watcher(move |event| {
            // The thread has ended when nobody listens.
            let _ = happened.send(Message::Happened(event));
        });
        let mut thread = Thread {
            watches: watches.map_err(|error| error.to_string())?,
            folders: None,
            changed: BTreeSet::new(),
            tell,
            lost: None,
            full: false,
        };
        let run = move || thread.run(&inbox);
        std::thread::Builder::new().name("watcher".to_owned()).spawn(run).map_err(|error| error.to_string())?;
        Ok(Watcher { messages })
    }

    /// Watches exactly these folders from now on. What is new among them is told as changed, since nobody knows
    /// what happened in it before; the first ones named are not, since whoever names them reads them now.
    pub fn watch(&self, folders: Vec<PathBuf>) {
        let _ = self.messages.send(Message::Folders(folders));
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::End);
    }
}

struct Thread<T> {
    watches: notify::RecommendedWatcher,
    /// What is watched; `None` before the first folders were named.
    folders: Option<BTreeSet<PathBuf>>,
    changed: BTreeSet<PathBuf>,
    lost: Option<String>,
    /// Whether it was said that there are no more watches.
    full: bool,
    tell: T,
}

impl<T: FnMut(Event)> Thread<T> {
    fn run(&mut self, inbox: &mpsc::Receiver<Message>) {
        while let Ok(message) = inbox.recv() {
            if !self.take(message) {
                return;
            }
            let since = Instant::now();
            while since.elapsed() < LATEST && self.has_news() {
                match inbox.recv_timeout(QUIET) {
                    Ok(message) => {
                        if !self.take(message) {
                            return;
                        }
                    }
                    Err(_) => break,
                }
            }
            if let Some(why) = self.lost.take() {
                self.changed.clear();
                (self.tell)(Event::Lost(why));
            } else if !self.changed.is_empty() {
                (self.tell)(Event::Changed(std::mem::take(&mut self.changed).into_iter().collect()));
            }
        }
    }

    fn has_news(&self) -> bool {
        self.lost.is_some() || !self.changed.is_empty()
    }

    /// Says whether to go on.
    fn take(&mut self, message: Message) -> bool {
        match message {
            Message::Folders(folders) => self.sync(folders),
            Message::Happened(Ok(event)) if event.need_rescan() => {
                self.lost = Some("more files changed than could be told one by one: everything is looked at again".to_owned());
            }
            // Reading a file is an event too, and we read them all.
            Message::Happened(Ok(event)) if !matches!(event.kind, EventKind::Access(_)) => self.changed.extend(event.paths),
            Message::Happened(Ok(_)) => {}
            Message::Happened(Err(error)) => tracing::warn!("watching failed: {error}"),
            Message::End => return false,
        }
        true
    }

    fn sync(&mut self, folders: Vec<PathBuf>) {
        let wanted: BTreeSet<PathBuf> = folders.into_iter().collect();
        let (first, mut known) = (self.folders.is_none(), self.folders.take().unwrap_or_default());
        for gone in known.difference(&wanted) {
            // The system has dropped the watch of a folder that was removed.
            let _ = self.watches.unwatch(gone);
        }
        known.retain(|folder| wanted.contains(folder));
        let mut failed = 0;
        for new in wanted {
            if known.contains(&new) {
                continue;
            }
            match self.add(&new) {
                Ok(()) => {
                    if !first {
                        self.changed.insert(new.clone());
                    }
                    known.insert(new);
                }
                Err(is_full) => failed += usize::from(is_full),
            }
        }
        if failed > 0 && !self.full {
            self.full = true;
            self.lost = Some(format!(
                "{failed} folders cannot be watched, since the system's limit is reached (Linux: fs.inotify.max_user_watches): \
                 changes made in them outside the editor are not seen"
            ));
        }
        self.folders = Some(known);
    }

    /// Says of an error whether the system has no more watches to give; others pass with their folder.
    fn add(&mut self, folder: &Path) -> Result<(), bool> {
        self.watches.watch(folder, RecursiveMode::NonRecursive).map_err(|error| match error.kind {
            ErrorKind::MaxFilesWatch => true,
            ErrorKind::Io(error) => matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded),
            _ => false,
        })
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    /// Waits for `path` among what is told; does `again` while it is not, since watches begin a little later.
    fn told(events: &mpsc::Receiver<Event>, path: &Path, again: impl Fn()) -> bool {
        let end = Instant::now() + Duration::from_secs(20);
        again();
        while Instant::now() < end {
            match events.recv_timeout(Duration::from_millis(200)) {
                Ok(Event::Changed(paths)) if paths.iter().any(|other| other == path) => return true,
                Ok(_) => {}
                Err(_) => again(),
            }
        }
        false
    }

    #[test]
    fn what_happens_in_a_watched_folder_is_told() {
        let place = tempfile::tempdir().unwrap();
        let place = std::fs::canonicalize(place.path()).unwrap();
        std::fs::create_dir(place.join("ignored")).unwrap();
        let (send, events) = mpsc::channel();
        let watcher = Watcher::start(move |event| drop(send.send(event))).unwrap();
        watcher.watch(vec![place.clone()]);
        let write = |name: &str| std::fs::write(place.join(name), "x").unwrap();
        assert!(told(&events, &place.join("a"), || write("a")));
        write("ignored/x");
        std::fs::rename(place.join("a"), place.join("b")).unwrap();
        assert!(told(&events, &place.join("b"), || {}));
        std::fs::create_dir(place.join("new")).unwrap();
        write("new/early");
        assert!(told(&events, &place.join("new"), || {}));
        watcher.watch(vec![place.clone(), place.join("new")]);
        assert!(told(&events, &place.join("new"), || {}), "what is new is looked at");
        assert!(told(&events, &place.join("new/late"), || write("new/late")));
        std::fs::remove_file(place.join("b")).unwrap();
        assert!(told(&events, &place.join("b"), || {}));
        drop(watcher);
        let rest: Vec<_> = events.iter().collect();
        assert!(!format!("{rest:?}").contains("ignored/x"));
    }
}
