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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_its_limit_and_each_key_its_window() {
        let local = Local::default();
        let hour = Duration::from_secs(3600);
        assert_eq!(local.allow("a", 2, hour), Allowed::Yes { left: 1 });
        assert_eq!(local.allow("a", 2, hour), Allowed::Yes { left: 0 });
        assert!(matches!(local.allow("a", 2, hour), Allowed::No { wait } if wait <= hour));
        assert_eq!(local.allow("b", 2, hour), Allowed::Yes { left: 1 });
        assert_eq!(local.allow("c", 1, Duration::ZERO), Allowed::Yes { left: 0 });
        assert_eq!(local.allow("c", 1, Duration::ZERO), Allowed::Yes { left: 0 }, "the window ended");
        assert!(matches!(local.allow("d", 0, hour), Allowed::No { .. }));
    }
}
