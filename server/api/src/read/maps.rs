//! Maps of the architecture that were made a moment ago, and those that are being made.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use orchestrator::model::TaskId;

use super::directory::tag;

/// A map is good for so long.
const YOUNG: Duration = Duration::from_secs(3);
/// So many are kept.
const MOST: usize = 64;

/// A map in one format.
#[derive(Clone, Debug)]
pub struct Map {
    /// As it is sent.
    pub bytes: Bytes,
    /// What tells it from others.
    pub tag: Arc<str>,
}

/// By folder and format.
#[derive(Default)]
pub struct Maps {
    all: Mutex<HashMap<(PathBuf, &'static str), Kept>>,
    /// Held by who looks whether a map is being made, and has one made when it is not.
    pub turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    map: Option<(Instant, Map)>,
    making: Option<TaskId>,
}

impl Maps {
    /// One that is young.
    pub fn young(&self, path: &Path, format: &'static str) -> Option<Map> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (made, map) = all.get(&(path.to_path_buf(), format))?.map.as_ref()?;
        (made.elapsed() < YOUNG).then(|| map.clone())
    }

    /// The task that makes one, if there is one.
    pub fn making(&self, path: &Path, format: &'static str) -> Option<TaskId> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).get(&(path.to_path_buf(), format))?.making
    }

    /// A task makes one now, or none does any more.
    pub fn make(&self, path: &Path, format: &'static str, task: Option<TaskId>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.entry((path.to_path_buf(), format)).or_default().making = task;
    }

    /// It is made.
    pub fn made(&self, path: &Path, format: &'static str, bytes: Bytes) -> Map {
        let map = Map { tag: tag(&bytes), bytes };
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((path.to_path_buf(), format), Kept { map: Some((Instant::now(), map.clone())), making: None });
        map
    }
}
