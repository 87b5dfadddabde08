//! From the paths a person names to the root they belong to.

use std::path::{Path, PathBuf};

use workspace::{Disk, FileSystem, RelPath};

/// What is to be checked.
#[derive(Debug)]
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

/// Finds the root of `paths`: the nearest folder above them with a DNA, else with a `.git`, else the one
/// folder that was named.
///
/// # Errors
/// A path that does not exist; paths that share no root.
pub fn find(paths: &[PathBuf]) -> Result<Target, String> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let mut absolute = Vec::new();
    for path in paths {
        absolute.push(Disk.canonicalize(path).map_err(|error| format!("{}: {}", path.display(), plain(&error)))?);
    }
    let first = &absolute[0];
    let is_folder = |path: &Path| Disk.metadata(path).is_ok_and(|metadata| metadata.kind == workspace::FileKind::Directory);
    let start = if is_folder(first) { first.as_path() } else { first.parent().unwrap_or(first) };
    let mut root = above(start);
    // A folder inside the root that is ignored there was named on purpose: it is its own root.
    if root != start && start.strip_prefix(root).is_ok_and(|below| is_ignored(root, below)) {
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

/// The root of one file, which need not exist yet; its folder must.
///
/// # Errors
/// A folder that does not exist; a path without a name.
pub fn of_file(path: &Path) -> Result<Target, String> {
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| format!("{}: not the name of a file", path.display()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = Disk.canonicalize(folder).map_err(|error| format!("{}: {}", folder.display(), plain(&error)))?;
    let root = above(&folder);
    let below = RelPath::below(root, &folder).ok_or_else(|| format!("{}: the path is not UTF-8", folder.display()))?;
    Ok(Target { root: root.to_path_buf(), only: vec![below.join(name)] })
}

/// The nearest folder from `start` up with a DNA, else with a `.git`, else `start`.
fn above(start: &Path) -> &Path {
    start
        .ancestors()
        .find(|folder| has_dna(folder))
        .or_else(|| start.ancestors().find(|folder| Disk.metadata(&folder.join(".git")).is_ok()))
        .unwrap_or(start)
}

fn has_dna(folder: &Path) -> bool {
    !dna_files(folder).is_empty()
}

/// The files in `folder`, or in `dna/` below it, that look like a project's DNA.
pub fn dna_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for at in [folder.to_path_buf(), folder.join("dna")] {
        let named = Disk.list(&at).unwrap_or_default().into_iter().filter(|listed| listed.shown.contains(".dna."));
        out.extend(named.map(|listed| at.join(&listed.shown)).filter(|file| declares_version(file)));
    }
    out.sort();
    out
}

fn declares_version(file: &Path) -> bool {
    Disk.read(file).is_ok_and(|bytes| {
        String::from_utf8_lossy(&bytes).lines().any(|line| line.trim_end().starts_with("dna:") || line.contains("\"dna\""))
    })
}

fn is_ignored(root: &Path, below: &Path) -> bool {
    let mut rules = workspace::ignore_rules::IgnoreRules::new(&Disk, root, &[]);
    let mut at = RelPath::root();
    for part in below.components() {
        let folder = at.under(root);
        let names: Vec<String> = Disk.list(&folder).unwrap_or_default().into_iter().filter_map(|listed| listed.name).collect();
        rules.enter(&Disk, root, &at, names.iter().map(String::as_str));
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
