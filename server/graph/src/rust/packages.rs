//! Cargo packages: which folder belongs to which, what it may use, where its targets start.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::{Dependency, Namespace, Role};
use workspace::{Db, Directory, File, Root};

use crate::facts;

/// One package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Package {
    /// The folder of its manifest.
    pub folder: Directory,
    /// Its `Cargo.toml`.
    pub manifest: File,
    /// Its name, as the registry knows it.
    pub name: CompactString,
    /// What code calls its library.
    pub crate_name: CompactString,
    /// Where its library starts.
    pub library: Option<File>,
    /// What it declares, the offers of a workspace left out.
    pub dependencies: Vec<Dependency>,
    /// Whether that is all.
    pub complete: bool,
}

/// The package that the manifest directly in `folder` declares.
#[salsa::tracked(returns(clone))]
pub fn package_in(db: &dyn Db, folder: Directory) -> Option<Arc<Package>> {
    let manifest = folder.entries(db).file("Cargo.toml")?;
    let facts = facts(db, manifest);
    let declared = facts.manifest.as_ref().filter(|_| facts.kind.role == Role::CargoToml)?;
    let name = declared.name.clone()?;
    let path = facts.references.iter().find(|reference| reference.namespace == Namespace::FILE && reference.role == "lib");
    let path = folder.path(db).resolve(path.map_or("src/lib.rs", |path| &path.name));
    Some(Arc::new(Package {
        folder,
        manifest,
        crate_name: declared.provided.first().unwrap_or(&name).replace('-', "_").into(),
        name,
        library: path.and_then(|path| folder.root(db).file(db, &path)),
        dependencies: declared.dependencies.iter().filter(|dependency| dependency.group.is_none()).cloned().collect(),
        complete: declared.complete,
    }))
}

/// The package that a folder belongs to: the nearest manifest decides, also when it declares none.
#[salsa::tracked(returns(clone))]
pub fn package_of(db: &dyn Db, folder: Directory) -> Option<Arc<Package>> {
    match folder.entries(db).get("Cargo.toml") {
        Some(_) => package_in(db, folder),
        None => package_of(db, folder.parent(db)?),
    }
}

/// The packages in and below a folder, by path.
#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[Arc<Package>]> {
    let inner = folder.entries(db).directories().flat_map(|folder| below(db, folder).to_vec()).collect::<Vec<_>>();
    package_in(db, folder).into_iter().chain(inner).collect()
}

/// The only package of the root with this name.
#[salsa::tracked(returns(clone))]
pub fn with_name(db: &dyn Db, root: Root, name: CompactString) -> Option<Arc<Package>> {
    let packages = below(db, root.top(db)?);
    let mut found = packages.iter().filter(|package| package.name == name);
    found.next().filter(|_| found.next().is_none()).cloned()
}

/// Whether a package of the root makes a library that code calls `name`: other languages may import what it makes.
pub fn is_library(db: &dyn Db, root: Root, name: &str) -> bool {
    root.top(db).is_some_and(|top| below(db, top).iter().any(|package| package.crate_name == name))
}

/// What code calls a dependency, unless its library has a name of its own.
pub fn called(dependency: &Dependency) -> CompactString {
    dependency.alias.as_ref().unwrap_or(&dependency.name).replace('-', "_").into()
}

/// Whether a dependency's library may well be called `name` although the package is not: `rust-ini` brings `ini`, `md-5` `md5`,
/// `mysql_async_wasi` `mysql_async`.
pub fn may_bring(package: &str, name: &str) -> bool {
    let package = ["-wasi", "_wasi", "-fork", "_fork"].iter().find_map(|end| package.strip_suffix(end)).unwrap_or(package);
    let plain = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
    let (package, name) = (plain(package), plain(name));
    let core = package.strip_prefix("rust").or_else(|| package.strip_prefix("lib")).unwrap_or(&package);
    let core = core.strip_suffix("rust").or_else(|| core.strip_suffix("rs")).unwrap_or(core);
    // `soup3` brings `soup`.
    let unnumbered = package.trim_end_matches(|c: char| c.is_ascii_digit());
    package == name
        || core == name
        || unnumbered == name
        || name.len() > 2 && package.ends_with(&name)
        || name.strip_prefix("lib") == Some(core)
}
