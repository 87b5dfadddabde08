//! The writer thread: changes in, snapshots out, in the order they were asked for.

use std::sync::mpsc;
use std::thread::JoinHandle;

use crate::host::{Change, Host};
use crate::snapshot::Snapshot;

/// What the thread is asked to do.
enum Task {
    Change(Change),
    Ask(Box<dyn FnOnce(&mut Host) + Send>),
}

/// A handle to the writer thread. Clones send to the same thread; it ends when the last one is dropped.
#[derive(Clone)]
pub struct Writer {
    tasks: mpsc::Sender<Task>,
}

impl Writer {
    /// Starts the thread. It calls `changed` after each burst of changes has been applied.
    pub fn spawn(mut host: Host, mut changed: impl FnMut(&Host) + Send + 'static) -> std::io::Result<(Writer, JoinHandle<()>)> {
        let (tasks, inbox) = mpsc::channel::<Task>();
        let run = move || {
            let mut pending = Vec::new();
            while let Ok(task) = inbox.recv() {
                let mut next = Some(task);
                // A burst is drained, so that ten keystrokes cost one cancellation and not ten.
                while let Some(task) = next {
                    match task {
                        Task::Change(change) => pending.push(change),
                        Task::Ask(question) => {
                            flush(&mut host, &mut pending, &mut changed);
                            question(&mut host);
                        }
                    }
                    next = inbox.try_recv().ok();
                }
                flush(&mut host, &mut pending, &mut changed);
            }
        };
        let thread = std::thread::Builder::new().name("writer".to_owned()).stack_size(crate::host::STACK).spawn(run)?;
        Ok((Writer { tasks }, thread))
    }

    /// Sends a change. Returns at once; what is asked afterwards sees it.
    pub fn send(&self, change: Change) {
        // The thread lives as long as any handle does.
        let _ = self.tasks.send(Task::Change(change));
    }

    /// Runs a question on the writer thread, behind all changes sent before it.
    pub fn ask(&self, question: impl FnOnce(&mut Host) + Send + 'static) {
        let _ = self.tasks.send(Task::Ask(Box::new(question)));
    }

    /// Hands `use_it` a snapshot that contains all changes sent before.
    pub fn with_snapshot(&self, use_it: impl FnOnce(Snapshot) + Send + 'static) {
        self.ask(|host| use_it(host.snapshot()));
    }
}

fn flush(host: &mut Host, pending: &mut Vec<Change>, changed: &mut impl FnMut(&Host)) {
    if !pending.is_empty() {
        let _span = tracing::debug_span!("apply", changes = pending.len()).entered();
        host.apply_all(std::mem::take(pending));
        changed(host);
    }
}
