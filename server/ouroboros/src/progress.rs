//! A progress bar on stderr, for people who wait: only on a terminal, and only when there is something to wait for.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less time is over before anyone has read what it is.
const PATIENCE: Duration = Duration::from_millis(300);

/// A bar that shows itself when needed, and takes itself away when dropped.
pub struct Progress {
    wanted: bool,
    started: Instant,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Starts the clock.
    pub fn new(wanted: bool) -> Progress {
        Progress { wanted: wanted && io::stderr().is_terminal(), started: Instant::now(), bar: OnceLock::new() }
    }

    /// `done` of `all` steps are done. May be called by any thread.
    pub fn at(&self, done: usize, all: usize) {
        if !self.wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("checking {wide_bar} {percent:>3} %") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_length(all as u64);
        // Threads report in any order; the bar never goes back.
        if done as u64 > bar.position() {
            bar.set_position(done as u64);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
