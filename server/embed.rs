//! For build scripts: a folder's files as a table that the program includes.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Writes `name` below cargo's output folder: path and text of each file below `folder` - which is seen from the crate - that is
/// `wanted` by its path, sorted.
pub fn embed(folder: &str, name: &str, wanted: impl Fn(&str) -> bool) -> io::Result<()> {
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo sets {name}")));
    let folder = variable("CARGO_MANIFEST_DIR")?.join(folder).canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    gather(&folder, &mut files)?;
    files.sort();
    let mut table = String::from("[\n");
    for path in files {
        let name = path.strip_prefix(&folder).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        if wanted(&name) {
            writeln!(table, "({name:?}, include_str!({:?})),", path.to_string_lossy()).map_err(io::Error::other)?;
        }
    }
    table.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join(name), table)
}

fn gather(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, out)?;
        } else {
            out.push(path);
        }
    }
    Ok(())
}
