//! The DNA of a root by itself: of all the folders only those are listed that it can lie in.
//!
//! For whoever wants to know what is declared and nothing else. The queries are those of [`crate::project`], over a file
//! system that shows no folder in which nothing is sought; what `extends` names is sought in the next round.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use workspace::{Database, FileKind, FileSystem, Layout, Listed, Metadata, RelPath, ScanSettings};

use crate::extends::MAX_TEXTS;
use crate::model::Dna;
use crate::project::{FOLDER, dna, led_to};

/// What the root at `root`, an absolute folder free of links, declares; `None`: it has no DNA, or none that can be read.
pub fn alone(system: &Arc<dyn FileSystem>, root: &Path) -> Option<Arc<Dna>> {
    let mut sought = BTreeSet::from([root.to_path_buf(), root.join(FOLDER)]);
    // Each round but the last follows at least one step more.
    for _ in 0..=MAX_TEXTS {
        let narrow = Narrow { under: Arc::clone(system), sought: sought.clone() };
        let mut db = Database::with_system(Arc::new(narrow));
        let layout = Layout::open(&mut db, root.to_path_buf(), &ScanSettings::default(), None);
        let further = led_to(&db, layout.root()).into_iter().filter_map(|path| path.parent()).map(|folder: RelPath| folder.under(root));
        let before = sought.len();
        sought.extend(further);
        if sought.len() == before {
            return dna(&db, layout.root());
        }
    }
    None
}

/// Shows only folders on the way to what is sought.
struct Narrow {
    under: Arc<dyn FileSystem>,
    sought: BTreeSet<PathBuf>,
}

impl FileSystem for Narrow {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.under.read(path)
    }

    fn read_small(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.under.read_small(path, limit)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        let mut listed = self.under.list(path)?;
        listed.retain(|listed| {
            let leads_there = |name: &String| self.sought.iter().any(|folder| folder.starts_with(path.join(name)));
            listed.kind != FileKind::Directory || listed.name.as_ref().is_some_and(leads_there)
        });
        Ok(listed)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.under.metadata(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.under.canonicalize(path)
    }
}
