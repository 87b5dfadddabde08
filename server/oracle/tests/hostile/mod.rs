//! What tests of hostile repositories share: one is judged, and may take a second of the processor's time.

#![allow(dead_code, clippy::disallowed_methods)] // each test uses a part of it; the time is read from a file

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use alpha::changes::{Request, changes, unformatted};
use oracle::{Host, Rendered};
use workspace::{FileSystem, MemoryFileSystem};

/// What is hostile is said so within this time of the processor, as it is built for people.
const ALLOWED: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 1 });
/// On a busy machine the clock on the wall runs faster than that.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 240 } else { 60 });
/// One at a time: the time is that of the whole process.
static ALONE: Mutex<()> = Mutex::new(());

/// The time that this process has had of processors. Hundredths of a second, where the system says.
fn spent() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = told.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// What is said of a repository, and the paths that would be written.
pub struct Judged {
    pub found: Vec<Rendered>,
    pub written: Vec<String>,
}

impl Judged {
    pub fn said(&self) -> String {
        self.found.iter().map(|finding| format!("{} {}: {}\n", finding.path, finding.code, finding.message)).collect()
    }

    /// Nothing is written, and these words are said.
    #[track_caller]
    pub fn fails(&self, words: &[&str]) {
        let said = self.said();
        assert!(self.written.is_empty(), "{:?} would be written: {said}", &self.written[..self.written.len().min(5)]);
        for word in words {
            assert!(said.contains(word), "no `{word}` in: {}", said.chars().take(2000).collect::<String>());
        }
        assert!(!said.contains("internal-error"), "{said}");
    }
}

pub fn judge_on(system: Arc<dyn FileSystem>, path: PathBuf) -> Judged {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let work = move || {
        let start = (Instant::now(), spent());
        let mut host = Host::with_system(system, None);
        let root = host.open_root_with(&path, || None);
        let found = host.snapshot().all_findings(root).expect("nobody writes");
        let request = Request { force: false, ..Request::default() };
        let changes = changes(host.db(), root, &request, &unformatted);
        let written = changes.map_or_else(|_| Vec::new(), |changes| changes.files.iter().map(|change| change.path.to_string()).collect());
        let took = start.0.elapsed();
        assert!(took < PATIENCE, "took {took:?}");
        let used = start.1.zip(spent()).map(|(before, after)| after - before);
        if let Some(used) = used {
            assert!(used <= ALLOWED, "{used:?} of the processor");
        }
        Judged { found, written }
    };
    std::thread::Builder::new().stack_size(oracle::host::STACK).spawn(work).expect("a thread").join().expect("no panic")
}

pub fn judge(files: &[(&str, &str)]) -> Judged {
    let memory = MemoryFileSystem::new();
    for (path, text) in files {
        memory.write(Path::new("/w").join(path), *text);
    }
    judge_on(Arc::new(memory), PathBuf::from("/w"))
}

/// A generator with one output whose template is `text`.
pub fn template(text: &str) -> Judged {
    judge(&[("w.dna.yaml", &dna("", "out.txt", "t")), ("templates/t", text)])
}

pub fn dna(more: &str, path: &str, template: &str) -> String {
    format!(
        "dna: 1\ngenerators:\n  x:\n    with: {{ name: n, many: [1, 2, 3] }}\n    outputs: [{{ path: {path:?}, template: {template:?}{more} }}]\n    templates: {{ dir: templates }}\n"
    )
}
