//! A process that is there for long: its standard input and output are the caller's, its standard error comes line by
//! line, and its end is told.

use std::io::{PipeReader, PipeWriter, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::End;

/// What a process may use; absent: as much as the system gives. Nothing raises what is bounded already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Bounds {
    /// Bytes of address space.
    pub memory: Option<u64>,
    /// Open files.
    pub files: Option<u64>,
    /// Processes and threads of this user.
    pub processes: Option<u64>,
    /// Seconds of processor time.
    pub cpu: Option<u64>,
}

/// A process that runs. Dropping its handle ends it.
#[derive(Debug)]
pub struct Child {
    /// Its number, which is that of its group and session, too.
    pub pid: u32,
    /// What it reads. Closing it is how it is asked to end.
    pub stdin: PipeWriter,
    /// What it writes.
    pub stdout: PipeReader,
    /// By which it is ended.
    pub handle: Handle,
}

/// Who is told of a process. Both are called on the thread that serves it, so they may not block.
pub struct Watch {
    /// Takes a line of standard error. Long lines are cut, and of too many in a second some are only counted.
    pub line: Box<dyn FnMut(&str) + Send>,
    /// Called once, when it and its group are gone.
    pub ended: Box<dyn FnOnce(Ended) + Send>,
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    /// By itself or by a signal; [`End::Cancelled`] when not even killing it helped.
    pub end: End,
    /// Whether a process that left the group still had standard error open when it was over.
    pub left_behind: bool,
}

/// Ends a process, with its group.
#[derive(Debug)]
pub struct Handle(Arc<Orders>);

impl Handle {
    #[cfg_attr(not(unix), allow(dead_code))]
    pub(super) fn new(orders: Arc<Orders>) -> Handle {
        Handle(orders)
    }

    /// Has it ended: it is left alone for half of `grace`, in which its closed standard input may tell it, then asked by
    /// a signal, and killed once `grace` is over. Returns at once. The earliest order counts.
    pub fn stop(&self, grace: Duration) {
        self.0.give(grace);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.give(Duration::ZERO);
    }
}

/// When it is asked to end, and when it is ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) struct Order {
    pub ask: Instant,
    pub kill: Instant,
}

/// What the thread that serves a process is told.
#[derive(Debug)]
pub(super) struct Orders {
    given: Mutex<Option<Order>>,
    bell: PipeWriter,
}

#[cfg_attr(not(unix), allow(dead_code))]
impl Orders {
    pub fn new(bell: PipeWriter) -> Orders {
        Orders { given: Mutex::new(None), bell }
    }

    pub fn given(&self) -> Option<Order> {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, grace: Duration) {
        let now = Instant::now();
        let order = Order { ask: now + grace / 2, kill: now + grace };
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        *given = Some(given.map_or(order, |before| Order { ask: before.ask.min(order.ask), kill: before.kill.min(order.kill) }));
        drop(given);
        // Full: it rings already. Broken: nobody is there to hear.
        let _ = (&self.bell).write(b"!");
    }
}
