//! The generators that a DNA may use, for whoever edits one.

use dna::editing::Makers;
use serde_json::Value as Json;
use workspace::{Db, Directory, Entry, File, RelPath};

use crate::shipped;

/// More folders are not looked through for generators.
const MOST_FOLDERS: usize = 20_000;

/// Those that the DNA `file` may use: they come with the program, or lie in its root.
#[derive(Clone, Copy)]
pub struct Offered<'d> {
    /// Where the files are.
    pub db: &'d dyn Db,
    /// The DNA, which paths are seen from.
    pub file: File,
}

impl Makers for Offered<'_> {
    fn named(&self) -> Vec<(String, Option<String>)> {
        let shipped = shipped::names().filter_map(shipped::find).map(|shipped| {
            let description = shipped.file.generator.as_ref().and_then(|generator| generator.description.as_ref());
            (format!("{}{}", dna::presets::PREFIX, shipped.name), description.map(|text| text.value.to_string()))
        });
        let mut out: Vec<_> = shipped.collect();
        let Some(root) = self.file.root(self.db) else { return out };
        let mut files = Vec::new();
        gather(self.db, root.directory(self.db, &RelPath::root()), &mut files);
        files.extend(dna::v0_files(self.db, root).iter().copied());
        let own = self.file.path(self.db).parent().unwrap_or_else(RelPath::root);
        let mut ours: Vec<_> = files
            .into_iter()
            .filter_map(|file| {
                let generator = dna::generator_file(self.db, file).generator.clone()?;
                let path = file.path(self.db).relative_to(&own);
                let path = if path.starts_with("../") { path } else { format!("./{path}") };
                Some((path, generator.description.as_ref().map(|text| text.value.to_string())))
            })
            .collect();
        ours.sort();
        out.extend(ours);
        out
    }

    fn config(&self, uses: &str) -> Option<Json> {
        if let Some(name) = uses.strip_prefix(dna::presets::PREFIX) {
            let generator = shipped::find(name)?.file.generator.as_ref()?;
            return generator.config.as_ref().map(dna::Data::to_json);
        }
        let root = self.file.root(self.db)?;
        let path = self.file.path(self.db).parent().unwrap_or_else(RelPath::root).resolve(uses)?;
        let file = match root.entry(self.db, &path)? {
            Entry::File(file) => file,
            Entry::Directory(_) => root.file(self.db, &path.join("generator.yaml"))?,
            _ => return None,
        };
        dna::generator_file(self.db, file).generator.as_ref()?.config.as_ref().map(dna::Data::to_json)
    }
}

/// The files of generators below a folder.
fn gather(db: &dyn Db, folder: Option<Directory>, out: &mut Vec<File>) {
    let mut folders: Vec<Directory> = folder.into_iter().collect();
    let mut next = 0;
    while let Some(folder) = folders.get(next).copied() {
        let entries = folder.entries(db);
        out.extend(entries.files().filter(|file| file.path(db).name() == "generator.yaml"));
        if folders.len() < MOST_FOLDERS {
            folders.extend(entries.directories());
        }
        next += 1;
    }
}
