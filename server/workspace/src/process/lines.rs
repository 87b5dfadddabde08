//! What a process writes to be read by people: line by line, and no more of it than can be kept.

use std::time::{Duration, Instant};

/// Longer lines are cut.
const LONGEST: usize = 8 << 10;
/// Of one second; the others are counted only.
const MOST: u32 = 200;
const SECOND: Duration = Duration::from_secs(1);

/// Cuts bytes into lines, which `out` takes without their ends.
pub struct Lines {
    out: Box<dyn FnMut(&str) + Send>,
    /// Of the line that is not complete.
    begun: Vec<u8>,
    /// How much of that line was left out.
    cut: usize,
    since: Instant,
    taken: u32,
    dropped: u64,
}

impl Lines {
    /// Of nothing yet.
    pub fn new(out: Box<dyn FnMut(&str) + Send>) -> Lines {
        Lines { out, begun: Vec::new(), cut: 0, since: Instant::now(), taken: 0, dropped: 0 }
    }

    /// Takes what came.
    pub fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (text, is_complete) = piece.strip_suffix(b"\n").map_or((piece, false), |text| (text, true));
            let room = LONGEST.saturating_sub(self.begun.len()).min(text.len());
            self.begun.extend_from_slice(&text[..room]);
            self.cut += text.len() - room;
            if is_complete {
                self.complete();
            }
        }
    }

    /// When [`Lines::tick`] has something to say.
    pub fn due(&self) -> Option<Instant> {
        (self.dropped > 0).then(|| self.since + SECOND)
    }

    /// Says what was left out, when it is time.
    pub fn tick(&mut self) {
        if self.since.elapsed() < SECOND {
            return;
        }
        (self.since, self.taken) = (Instant::now(), 0);
        self.say_dropped();
    }

    fn say_dropped(&mut self) {
        if self.dropped > 0 {
            (self.out)(&format!("[{} lines were left out: it writes more than {MOST} in a second]", self.dropped));
            self.dropped = 0;
        }
    }

    /// There is no more.
    pub fn finish(&mut self) {
        if !self.begun.is_empty() {
            self.complete();
        }
        self.say_dropped();
    }

    fn complete(&mut self) {
        self.tick();
        if self.taken == MOST {
            self.dropped += 1;
        } else {
            self.taken += 1;
            let text = String::from_utf8_lossy(&self.begun);
            let text = text.strip_suffix('\r').unwrap_or(&text);
            match self.cut {
                0 => (self.out)(text),
                cut => (self.out)(&format!("{text}... [{cut} bytes more]")),
            }
        }
        self.begun.clear();
        self.cut = 0;
    }
}
