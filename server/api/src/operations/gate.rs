//! Who may look when: everybody who looks at the same texts at once, and nobody at others meanwhile. In order of arrival.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use workspace::imagined::Texts;

use super::asked::{Asked, Problem};

/// How often who waits looks whether anybody still wants the answer.
const LOOK: Duration = Duration::from_millis(20);

/// Keeps those apart who imagine different texts.
#[derive(Default)]
pub struct Gate {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    /// What those inside see.
    texts: Texts,
    inside: usize,
    /// Those who wait, by number.
    line: VecDeque<u64>,
    last: u64,
}

/// Being inside.
pub struct Inside<'g>(&'g Gate);

impl Gate {
    /// Waits until one can see `texts`.
    ///
    /// # Errors
    /// Nobody wants the answer any more.
    pub fn enter(&self, texts: &Texts, asked: &Asked) -> Result<Inside<'_>, Problem> {
        let mut state = self.state();
        state.last += 1;
        let own = state.last;
        state.line.push_back(own);
        loop {
            if asked.is_cancelled() {
                state.line.retain(|number| *number != own);
                self.moved.notify_all();
                return Err(Problem::Cancelled);
            }
            if state.line.front() == Some(&own) && (state.inside == 0 || state.texts == *texts) {
                state.line.pop_front();
                state.inside += 1;
                if state.texts != *texts {
                    state.texts = texts.clone();
                }
                self.moved.notify_all();
                return Ok(Inside(self));
            }
            state = self.moved.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.state().inside -= 1;
        self.0.moved.notify_all();
    }
}
