//! A DNA that is read by itself is the one that the whole root has, and costs a few folders.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use workspace::fixture::{Fixture, Opened};
use workspace::{FileSystem, Listed, MemoryFileSystem, Metadata};

/// Tells which folders were listed.
struct Told {
    under: Arc<MemoryFileSystem>,
    listed: Mutex<Vec<String>>,
}

impl FileSystem for Told {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.under.read(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Listed>> {
        self.listed.lock().unwrap().push(path.display().to_string());
        self.under.list(path)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.under.metadata(path)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.under.canonicalize(path)
    }
}

/// Reads the DNA of a fixture both ways; gives the ids of its components, and the folders that were listed.
fn read(fixture: &str) -> (Option<Vec<String>>, Vec<String>) {
    let Opened { db, root, system, .. } = Fixture::parse(fixture).open();
    let told = Arc::new(Told { under: system, listed: Mutex::default() });
    let seen: Arc<dyn FileSystem> = told.clone();
    let alone = dna::alone(&seen, Path::new("/fixture"));
    assert_eq!(alone, dna::dna(&db, root), "{fixture}");
    let mut listed = std::mem::take(&mut *told.listed.lock().unwrap());
    listed.sort();
    listed.dedup();
    (alone.map(|dna| dna.components.iter().map(|component| component.id.to_string()).collect()), listed)
}

#[test]
fn it_is_the_one_of_the_root() {
    let (ids, listed) = read(
        "//- /dna/shop.dna.yaml\ndna: 1\nextends: ../team/base/base.dna.yaml\ncomponents: { own: {} }\n\
         //- /team/base/base.dna.yaml\ndna: 1\nextends: [./more.dna.yaml, ../../else/last.dna.yaml]\ncomponents: { base: {} }\n\
         //- /team/base/more.dna.yaml\ndna: 1\ncomponents: { more: {} }\n\
         //- /else/last.dna.yaml\ndna: 1\ncomponents: { last: {} }\n\
         //- /src/deep/down/a.py\n\n//- /team/others/b.py\n\n//- /node_modules/c/index.js\n\n",
    );
    let mut ids = ids.unwrap();
    ids.sort();
    assert_eq!(ids, ["base", "last", "more", "own"]);
    assert_eq!(listed, ["/fixture", "/fixture/dna", "/fixture/else", "/fixture/team", "/fixture/team/base"]);
}

#[test]
fn what_is_wrong_with_it_is_the_same() {
    assert_eq!(read("//- /src/a.py\n\n"), (None, vec!["/fixture".to_owned()]));
    // The first of two; what is named and not there; a circle; what cannot be read; what is ignored.
    for fixture in [
        "//- /a.dna.yaml\ndna: 1\ncomponents: { a: {} }\n//- /b.dna.yaml\ndna: 1\ncomponents: { b: {} }\n",
        "//- /a.dna.yaml\ndna: 1\nextends: ./far/away/none.dna.yaml\ncomponents: { a: {} }\n//- /far/x.py\n\n",
        "//- /a.dna.yaml\ndna: 1\nextends: ./x/b.dna.yaml\n//- /x/b.dna.yaml\ndna: 1\nextends: ../a.dna.yaml\ncomponents: { b: {} }\n",
        "//- /a.dna.yaml\ndna: 1\ncomponents: { a: [\n",
        "//- /a.dna.yaml\ndna: 1\nextends: ./x/b.dna.yaml\n//- /x/b.dna.yaml\ndna: 1\ncomponents: { b: {} }\n//- /.gitignore\nx/\n",
        "//- /a.dna.yaml\ndna: 1\nextends: ../out.dna.yaml\ncomponents: { a: {} }\n",
        "//- /dna/v0.dna.yaml\nname: old\n//- /dna/a.dna.json\n{\"dna\": 1, \"components\": {\"a\": {}}}\n",
    ] {
        read(fixture);
    }
}
