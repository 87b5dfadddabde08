//! A repository in memory that tests write into.

#![allow(dead_code)] // no test uses all of it

use std::path::Path;
use std::sync::Arc;

use oracle::{Change, Host};
use workspace::{MemoryFileSystem, Root};

/// Files in memory, and what is said of them.
pub struct World {
    system: Arc<MemoryFileSystem>,
    pub host: Host,
    pub root: Root,
}

impl World {
    pub fn new(files: &[(&str, &str)]) -> World {
        let system = Arc::new(MemoryFileSystem::new());
        for (path, text) in files {
            system.write(Path::new("/r").join(path), text.as_bytes());
        }
        let mut host = Host::with_system(Arc::clone(&system) as Arc<dyn workspace::FileSystem>, None);
        let root = host.open_root(Path::new("/r"));
        World { system, host, root }
    }

    /// Writes a file, and tells the host.
    pub fn write(&mut self, path: &str, text: &str) {
        self.put(path, Some(text));
    }

    /// Writes a file or, without a text, removes it; and tells the host.
    pub fn put(&mut self, path: &str, text: Option<&str>) {
        let path = Path::new("/r").join(path);
        match text {
            Some(text) => self.system.write(&path, text.as_bytes()),
            None => _ = self.system.remove(&path),
        }
        self.host.apply(Change::Files { paths: vec![path] });
    }

    /// Each finding as `path:line code message`.
    pub fn said(&self) -> Vec<String> {
        let findings = self.host.snapshot().all_findings(self.root).expect("nobody writes");
        findings.iter().map(|one| format!("{}:{} {} {}", one.path, one.start.line + 1, one.code, one.message)).collect()
    }
}
