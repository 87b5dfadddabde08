//! Dependencies that no code imports, looked for by name in every text of the repository: Python's and npm's.
//!
//! A driver that settings name, a worker that a script starts, a plugin that a configuration turns on: none of them is
//! imported. All names of a root are looked for together, once per file, so that many packages cost no more than one.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use compact_str::CompactString;
use graph::python;
use syntax::{Dependency, Language, Role};
use workspace::{Content, Db, Directory, File, Root};

use super::{javascript, unimported};

/// Texts beyond this size are data; lock files are long.
const LONGEST: usize = 1 << 20;
const LONGEST_LOCK: usize = 32 << 20;

/// Files that list every package that ever was.
const LISTS: [&str; 5] = ["changelog", "changes", "history", "news", "release"];

/// The names that are looked for in a root.
#[derive(Clone, Debug)]
struct Wanted {
    /// Sorted; as declared.
    names: Arc<[CompactString]>,
    /// All spellings of them, and for each the number of its name.
    spellings: AhoCorasick,
    of: Arc<[u32]>,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Wanted) -> bool {
        self.names == other.names
    }
}

/// Where names stand, by number: in Python, and in any other text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Named {
    code: BTreeSet<u32>,
    other: BTreeSet<u32>,
}

/// Whether a text names the dependency `name`: the Python in `folder`, or anything in the repository that is none.
pub(super) fn is_named(db: &dyn Db, root: Root, folder: Directory, name: &str) -> bool {
    let (Some(wanted), Some(top)) = (wanted(db, root), root.top(db)) else { return false };
    let Ok(number) = wanted.names.binary_search_by(|known| known.as_str().cmp(name)) else { return false };
    let number = number as u32;
    named_below(db, folder).code.contains(&number) || named_below(db, top).other.contains(&number)
}

/// `None`: everything that is declared is imported, and no text need be read.
#[salsa::tracked(returns(clone))]
fn wanted(db: &dyn Db, root: Root) -> Option<Wanted> {
    let names = root.top(db).map(|top| wanted_below(db, top)).filter(|names| !names.is_empty())?;
    let names: Arc<[CompactString]> = names.iter().cloned().collect();
    let (mut patterns, mut of) = (Vec::new(), Vec::new());
    for (number, name) in names.iter().enumerate() {
        let imported = python::import_names(name).iter().map(|name| (*name).to_owned());
        let written = ["-", "_", "."].map(|separator| name.replace('-', separator));
        for spelling in BTreeSet::from(written).into_iter().chain(imported) {
            patterns.push(spelling);
            of.push(number as u32);
        }
    }
    let spellings = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(patterns).ok()?;
    Some(Wanted { names, spellings, of: of.into() })
}

#[salsa::tracked(returns(clone))]
fn wanted_below(db: &dyn Db, folder: Directory) -> Arc<BTreeSet<CompactString>> {
    let entries = folder.entries(db);
    let mut out = BTreeSet::new();
    if let Some(manifest) = entries.file("pyproject.toml").and_then(|file| graph::facts(db, file).manifest.clone()) {
        out.extend(unimported(db, folder, &manifest).map(|dependency| dependency.name.clone()));
    }
    if let Some((root, file)) = entries.file("package.json").and_then(|file| Some((file.root(db)?, file)))
        && let Some(manifest) = &graph::facts(db, file).manifest
    {
        out.extend(javascript::unimported(db, root, file, folder, manifest).iter().map(|dependency| dependency.name.clone()));
    }
    for below in entries.directories() {
        out.extend(wanted_below(db, below).iter().cloned());
    }
    Arc::new(out)
}

#[salsa::tracked(returns(clone))]
fn named_below(db: &dyn Db, folder: Directory) -> Arc<Named> {
    let entries = folder.entries(db);
    let mut out = Named::default();
    for file in entries.files() {
        let names = named_in(db, file);
        let is_code = matches!(graph::facts(db, file).kind.language, Language::Python | Language::PythonStub);
        if is_code { &mut out.code } else { &mut out.other }.extend(names.iter());
    }
    for below in entries.directories() {
        let found = named_below(db, below);
        out.code.extend(&found.code);
        out.other.extend(&found.other);
    }
    Arc::new(out)
}

/// The numbers of the names that the text of `file` mentions, beyond declaring them.
#[salsa::tracked(returns(clone))]
fn named_in(db: &dyn Db, file: File) -> Arc<[u32]> {
    let Some(wanted) = file.root(db).and_then(|root| wanted(db, root)) else { return Arc::from([]) };
    let facts = graph::facts(db, file);
    let name = file.path(db).name().to_ascii_lowercase();
    // Yarn's is in a format of its own, which names what is asked for as the others do.
    let is_lock = facts.kind.role == Role::Lock || name == "yarn.lock";
    if matches!(facts.kind.role, Role::PythonRequirements | Role::DistInfo) || LISTS.iter().any(|list| name.starts_with(list)) {
        return Arc::from([]);
    }
    let bytes = match file.content(db) {
        Content::Buffer(text) => text.as_bytes().to_vec(),
        Content::Bytes(bytes) if bytes.len() <= if is_lock { LONGEST_LOCK } else { LONGEST } && !bytes.contains(&0) => bytes,
        _ => return Arc::from([]),
    };
    let bytes = if is_lock { peers(&String::from_utf8_lossy(&bytes)).into_bytes() } else { bytes };
    let mut places: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); wanted.names.len()];
    for found in wanted.spellings.find_overlapping_iter(&bytes) {
        let is_part = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        if !is_part(found.start().checked_sub(1).and_then(|before| bytes.get(before))) && !is_part(bytes.get(found.end())) {
            places[wanted.of[found.pattern().as_usize()] as usize].insert(found.start());
        }
    }
    let declared = |number: usize| {
        let name = wanted.names[number].as_str();
        // The types of a package have its name at the end of theirs.
        let declares = |known: &&Dependency| known.name == name || known.name.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'));
        let manifest = facts.manifest.as_ref().filter(|_| matches!(facts.kind.role, Role::Pyproject | Role::HatchToml | Role::PackageJson));
        manifest.map_or(0, |manifest| manifest.dependencies.iter().filter(declares).count())
    };
    (0..places.len()).filter(|&number| places[number].len() > declared(number)).map(|number| number as u32).collect()
}

/// The lines of a lock file in which packages ask for others beside them, which whoever installs them has to declare.
fn peers(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let (mut out, mut within) = (String::new(), None);
    for line in text.lines() {
        match within {
            Some(outer) if indent(line) > outer => {
                out.push_str(line);
                out.push('\n');
            }
            _ => within = line.trim_start().trim_start_matches('"').starts_with("peerDependencies").then(|| indent(line)),
        }
    }
    out
}
