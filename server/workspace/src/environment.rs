//! An installed Python environment: which modules its distributions bring. Read, never run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use compact_str::CompactString;

use crate::system::{FileKind, FileSystem};

/// What is installed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Environment {
    /// Where.
    pub path: PathBuf,
    /// Top-level modules and the distribution each comes from (normalised as the index does).
    pub modules: BTreeMap<CompactString, CompactString>,
}

/// Records of more bytes are not read.
const MAX_RECORD: u64 = 32 << 20;

/// The environment of a root: a virtual environment in it (`.venv`, `venv`, `env`), else the one the person activated.
/// What lies in the root and leads out of it is not followed: nobody but its author named it.
pub fn find(system: &dyn FileSystem, root: &Path, activated: Option<&Path>) -> Option<Environment> {
    let is_there = |path: &Path| system.metadata(&path.join("pyvenv.cfg")).is_ok();
    let inside = [".venv", "venv", "env"].iter().map(|name| root.join(name));
    let inside = inside.filter(|path| is_below(system, root, &path.join("pyvenv.cfg"))).map(|path| read(system, &path, root)).next();
    inside.or_else(|| activated.filter(|path| is_there(path)).map(|path| read(system, path, Path::new(""))))
}

/// Whether `path` exists and is below `folder`, links resolved.
fn is_below(system: &dyn FileSystem, folder: &Path, path: &Path) -> bool {
    system.canonicalize(path).is_ok_and(|real| real.starts_with(folder))
}

/// Reads the environment at `path`, as far as it is below `within`, links resolved. What cannot be read is left out.
pub fn read(system: &dyn FileSystem, path: &Path, within: &Path) -> Environment {
    let mut out = Environment { path: path.to_path_buf(), ..Environment::default() };
    let mut folders = vec![path.join("Lib/site-packages")];
    for lib in ["lib", "lib64"] {
        let versions = if is_below(system, within, &path.join(lib)) { system.list(&path.join(lib)) } else { continue };
        let versions = versions.unwrap_or_default();
        folders.extend(
            versions
                .into_iter()
                .filter_map(|listed| listed.name)
                .filter(|name| name.starts_with("python"))
                .map(|name| path.join(lib).join(name).join("site-packages")),
        );
    }
    for folder in folders.iter().filter(|folder| is_below(system, within, folder)) {
        site_packages(system, folder, within, &mut out);
    }
    out
}

fn site_packages(system: &dyn FileSystem, folder: &Path, within: &Path, out: &mut Environment) {
    let Ok(mut listing) = system.list(folder) else { return };
    listing.sort_by(|a, b| a.shown.cmp(&b.shown));
    for listed in &listing {
        let Some(distribution) = listed.shown.strip_suffix(".dist-info") else { continue };
        let name = normalised(distribution.split('-').next().unwrap_or(distribution));
        let record = Some(folder.join(&listed.shown).join("RECORD")).filter(|record| is_below(system, within, record));
        let record = record.and_then(|record| system.read_small(&record, MAX_RECORD).ok()).unwrap_or_default();
        for line in String::from_utf8_lossy(&record).lines() {
            let path = line.split(',').next().unwrap_or("");
            if let Some(module) = top_level(path) {
                out.modules.entry(CompactString::from(module)).or_insert_with(|| name.clone());
            }
        }
    }
    // What no record mentions is there all the same.
    for listed in listing {
        if let Some(module) =
            top_level(&if listed.kind == FileKind::Directory { format!("{}/", listed.shown) } else { listed.shown.clone() })
        {
            out.modules.entry(CompactString::from(module)).or_insert_with(|| normalised(module));
        }
    }
}

/// The module a path of a record belongs to.
fn top_level(path: &str) -> Option<&str> {
    let (first, is_folder) = match path.split_once('/') {
        Some((first, _)) => (first, true),
        None => (path, false),
    };
    let module = if is_folder {
        first
    } else {
        first
            .strip_suffix(".py")
            .or_else(|| first.split_once('.').filter(|(_, rest)| rest.ends_with("so") || rest.ends_with("pyd")).map(|(stem, _)| stem))?
    };
    (!module.is_empty() && module.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && module != "__pycache__")
        .then_some(module)
}

/// A distribution's name as the index compares it (PEP 503).
pub fn normalised(name: &str) -> CompactString {
    let mut out = CompactString::default();
    for c in name.chars() {
        if matches!(c, '-' | '_' | '.') {
            if !out.ends_with('-') {
                out.push('-');
            }
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemoryFileSystem;

    #[test]
    fn modules_come_from_records_and_from_the_folder() {
        let system = MemoryFileSystem::new();
        system.write("/r/.venv/pyvenv.cfg", "");
        system.write(
            "/r/.venv/lib/python3.12/site-packages/PyYAML-6.0.dist-info/RECORD",
            "yaml/__init__.py,,\n_yaml/__init__.py,,\nPyYAML-6.0.dist-info/RECORD,,\n",
        );
        system.write("/r/.venv/lib/python3.12/site-packages/six.py", "");
        let found = find(&system, Path::new("/r"), None).unwrap();
        assert_eq!(found.modules.get("yaml").map(CompactString::as_str), Some("pyyaml"));
        assert_eq!(found.modules.get("six").map(CompactString::as_str), Some("six"));
        assert!(!found.modules.contains_key("PyYAML-6"));
        assert_eq!(normalised("Foo__Bar.baz"), "foo-bar-baz");
    }
}
