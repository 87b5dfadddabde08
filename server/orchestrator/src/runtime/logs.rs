//! The last lines of an agent's log, without the secrets that it was given.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::shared::locked;

/// So many lines are at hand for the status of an agent that failed.
const KEPT: usize = 20;
/// What is longer is cut.
const LONGEST: usize = 8 << 10;
/// Shorter values are no secrets: `1`, `true`.
const SHORTEST_SECRET: usize = 6;

#[derive(Default)]
pub(crate) struct Lines(Mutex<VecDeque<String>>);

impl Lines {
    /// Keeps a line that was made fit before.
    pub(crate) fn push(&self, line: String) {
        let mut lines = locked(&self.0);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    pub(crate) fn last(&self) -> Vec<String> {
        locked(&self.0).iter().cloned().collect()
    }
}

/// What must not be seen in a log.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// The values of variables that an agent was given.
    pub(crate) fn of<'a>(values: impl Iterator<Item = &'a String>) -> Secrets {
        // A value of several lines is seen line by line.
        let parts = values.flat_map(|value| value.lines()).map(str::trim);
        let mut values: Vec<String> = parts.filter(|value| value.len() >= SHORTEST_SECRET).map(str::to_owned).collect();
        // One that holds another is replaced first.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values.dedup();
        Secrets(values)
    }

    /// A line as it may be kept: cut to size, without control characters and secrets.
    pub(crate) fn fit(&self, line: &str) -> String {
        let mut line = line.trim_end().to_owned();
        for secret in &self.0 {
            if line.contains(secret.as_str()) {
                line = line.replace(secret.as_str(), "***");
            }
        }
        if line.len() > LONGEST {
            line.truncate(line.floor_char_boundary(LONGEST));
            line.push('…');
        }
        line.retain(|c| !c.is_control() || c == '\t');
        line
    }
}
