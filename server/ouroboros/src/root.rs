//! From the paths a person names to the root they belong to.

use std::path::{Path, PathBuf};

use workspace::{Disk, FileKind, FileSystem, RelPath};

/// Larger files declare nothing.
const MAX_DNA: u64 = 10 << 20;

/// What is to be checked.
#[derive(Clone, Debug)]
pub struct Target {
    /// The root: absolute, free of symlinks.
    pub root: PathBuf,
    /// What below it was asked for; everything when empty.
    pub only: Vec<RelPath>,
}

impl Target {
    /// Whether `path` was asked for.
    pub fn wants(&self, path: &RelPath) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| path.starts_with(wanted.as_str()))
    }
}

/// Finds the root of `paths`: the nearest folder above them with a DNA, in their repository where they are in
/// one; else the repository; else the one folder that was named.
///
/// # Errors
/// A path that does not exist; paths that share no root.
pub fn find(paths: &[PathBuf]) -> Result<Target, String> {
    find_in(&Disk, paths)
}

/// The same where `system` says which DNA there is.
///
/// # Errors
/// As [`find`].
pub fn find_in(system: &dyn FileSystem, paths: &[PathBuf]) -> Result<Target, String> {
    let absolute = absolute(paths)?;
    let first = &absolute[0];
    let start = folder(first);
    let mut root = above(system, start);
    // A folder inside the root that is ignored there was named on purpose: it is its own root.
    if root != start && start.strip_prefix(root).is_ok_and(|below| is_ignored(system, root, below)) {
        root = start;
    }
    let (mut only, mut everything) = (Vec::new(), false);
    for path in &absolute {
        let below = RelPath::below(root, path).ok_or_else(|| {
            format!("{} and {} do not belong to one root ({}): check them apart", first.display(), path.display(), root.display())
        })?;
        everything |= below.as_str().is_empty();
        only.push(below);
    }
    if everything {
        only.clear();
    }
    Ok(Target { root: root.to_path_buf(), only })
}

/// The Python environment that the person activated.
pub fn activated() -> Option<PathBuf> {
    std::env::var_os("VIRTUAL_ENV").map(PathBuf::from)
}

/// The paths that are meant: absolute, free of symlinks, never none.
///
/// # Errors
/// A path that does not exist.
pub fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    paths.iter().map(|path| Disk.canonicalize(path).map_err(|error| format!("{}: {}", path.display(), plain(&error)))).collect()
}

/// The folder that `path` is or lies in.
pub fn folder(path: &Path) -> &Path {
    let is_folder = Disk.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::Directory);
    if is_folder { path } else { path.parent().unwrap_or(path) }
}

/// The root of one file, which need not exist yet; its folder must.
///
/// # Errors
/// A folder that does not exist; a path without a name.
pub fn of_file(path: &Path) -> Result<Target, String> {
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| format!("{}: not the name of a file", path.display()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = Disk.canonicalize(folder).map_err(|error| format!("{}: {}", folder.display(), plain(&error)))?;
    let root = above(&Disk, &folder);
    let below = RelPath::below(root, &folder).ok_or_else(|| format!("{}: the path is not UTF-8", folder.display()))?;
    Ok(Target { root: root.to_path_buf(), only: vec![below.join(name)] })
}

/// The nearest folder from `start` up with a DNA, in the repository where there is one; else the repository; else
/// `start`.
fn above<'a>(system: &dyn FileSystem, start: &'a Path) -> &'a Path {
    let repository = start.ancestors().find(|folder| Disk.metadata(&folder.join(".git")).is_ok());
    // A DNA above the repository is somebody else's.
    let mut inside = start.ancestors().take_while(|folder| repository.is_none_or(|top| folder.starts_with(top)));
    inside.find(|folder| has_dna(system, folder)).or(repository).unwrap_or(start)
}

fn has_dna(system: &dyn FileSystem, folder: &Path) -> bool {
    !dna_files(system, folder).is_empty()
}

/// The files in `folder`, or in `dna/` below it, that look like a project's DNA. Links are not followed.
pub fn dna_files(system: &dyn FileSystem, folder: &Path) -> Vec<PathBuf> {
    let here = system.list(folder).unwrap_or_default();
    let below = here.iter().any(|listed| listed.shown == "dna" && listed.kind == FileKind::Directory).then(|| folder.join("dna"));
    let mut out = Vec::new();
    for (at, listing) in
        [(folder.to_path_buf(), here)].into_iter().chain(below.map(|at| (at.clone(), system.list(&at).unwrap_or_default())))
    {
        let named = listing.into_iter().filter(|listed| listed.shown.contains(".dna.") && listed.kind == FileKind::File);
        out.extend(named.map(|listed| at.join(&listed.shown)).filter(|file| declares_version(system, file)));
    }
    out.sort();
    out
}

fn declares_version(system: &dyn FileSystem, file: &Path) -> bool {
    system.read_small(file, MAX_DNA).is_ok_and(|bytes| {
        String::from_utf8_lossy(&bytes).lines().any(|line| line.trim_end().starts_with("dna:") || line.contains("\"dna\""))
    })
}

fn is_ignored(system: &dyn FileSystem, root: &Path, below: &Path) -> bool {
    let mut rules = workspace::ignore_rules::IgnoreRules::new(system, root, &[]);
    let mut at = RelPath::root();
    for part in below.components() {
        let folder = at.under(root);
        let listing = system.list(&folder).unwrap_or_default();
        let files = listing.iter().filter(|listed| listed.kind == FileKind::File);
        rules.enter(system, root, &at, files.filter_map(|listed| listed.name.as_deref()));
        let names: Vec<String> = listing.into_iter().filter_map(|listed| listed.name).collect();
        let Some(name) = part.as_os_str().to_str() else { return true };
        at = at.join(name);
        if rules.ignored(root, &at, true) || workspace::ignore_rules::is_tool_folder(names.iter().map(String::as_str)) {
            return true;
        }
    }
    false
}

fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => error.to_string(),
    }
}
