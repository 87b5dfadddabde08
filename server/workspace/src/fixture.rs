//! Many files in one string, for tests and for the worked examples of rule pages.
//!
//! ```text
//! //- /src/a.py
//! import b$0
//! //- /src/b.py
//! ```
//! A line `//- /path` starts a file; `$0` marks a place and is taken out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::db::Database;
use crate::inputs::Root;
use crate::layout::Layout;
use crate::path::RelPath;
use crate::settings::ScanSettings;
use crate::system::MemoryFileSystem;

/// A parsed fixture.
#[derive(Clone, Debug, Default)]
pub struct Fixture {
    /// Paths (without the leading `/`) and texts, markers removed.
    pub files: Vec<(String, String)>,
    /// Every `$0`: index into `files`, byte offset.
    pub markers: Vec<(usize, usize)>,
}

impl Fixture {
    /// Parses the format above. Text before the first file line must be blank.
    ///
    /// # Panics
    /// When it is not: a fixture is part of a test.
    pub fn parse(text: &str) -> Fixture {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(path) = line.trim_start().strip_prefix("//- /") {
                files.push((path.trim().to_owned(), String::new()));
            } else if let Some((_, body)) = files.last_mut() {
                body.push_str(line);
            } else {
                assert!(line.trim().is_empty(), "text before the first `//- /path`: {line:?}");
            }
        }
        let mut markers = Vec::new();
        for (index, (_, body)) in files.iter_mut().enumerate() {
            while let Some(at) = body.find("$0") {
                body.replace_range(at..at + 2, "");
                markers.push((index, at));
            }
        }
        Fixture { files, markers }
    }

    /// Writes the files below `/fixture` of a file system in memory and opens that root.
    pub fn open(&self) -> Opened {
        let system = Arc::new(MemoryFileSystem::new());
        for (path, text) in &self.files {
            system.write(Path::new("/fixture").join(path), text.as_bytes());
        }
        let mut db = Database::counting(system.clone());
        let layout = Layout::open(&mut db, PathBuf::from("/fixture"), &ScanSettings::default(), None);
        Opened { root: layout.root(), db, layout, system }
    }
}

/// An opened fixture.
pub struct Opened {
    /// The database.
    pub db: Database,
    /// The only root.
    pub root: Root,
    /// Its writer.
    pub layout: Layout,
    /// Its files.
    pub system: Arc<MemoryFileSystem>,
}

impl Opened {
    /// The file at `path`.
    ///
    /// # Panics
    /// When there is none.
    pub fn file(&self, path: &str) -> crate::inputs::File {
        self.root.file(&self.db, &RelPath::new(path)).unwrap_or_else(|| panic!("the fixture has no {path}"))
    }
}
