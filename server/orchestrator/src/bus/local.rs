//! Counting rates in this process alone.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Allowed;

/// Windows that began, by key.
#[derive(Default)]
pub(super) struct Local(Mutex<HashMap<String, Window>>);

struct Window {
    used: u64,
    ends: Instant,
}

/// With more keys than this, those whose window ended are forgotten.
const MANY: usize = 10_000;

impl Local {
    pub(super) fn allow(&self, key: &str, limit: u64, per: Duration) -> Allowed {
        let now = Instant::now();
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > MANY && !windows.contains_key(key) {
            windows.retain(|_, window| window.ends > now);
        }
        let window = windows.entry(key.to_owned()).or_insert(Window { used: 0, ends: now + per });
        if window.ends <= now {
            *window = Window { used: 0, ends: now + per };
        }
        if window.used >= limit {
            return Allowed::No { wait: window.ends - now };
        }
        window.used += 1;
        Allowed::Yes { left: limit - window.used }
    }
}
