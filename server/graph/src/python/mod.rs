//! Python's import system, as far as it can be known without running anything.
//!
//! Where a module may come from, in the order in which it is believed: a module or package below a folder that is
//! a source root for certain; the standard library of the versions the manifest allows; a distribution that a
//! manifest, a lock file or an environment names; a module below a folder that looks like a source root; a folder without `__init__.py` (a namespace package, which any folder may
//! be taken for, hence last); a file beside the importing one, as scripts do
//! (in a package, where that is a guess, nothing is said).

mod bindings;
mod declarations;
mod distributions;
mod inline;
mod installed;
mod modules;
mod needed;
pub mod order;
mod roots;
mod stdlib;

use std::cell::{LazyCell, RefCell};

use compact_str::CompactString;
use syntax::place::{is_data, is_test};
use syntax::{Flags, Reference};
use workspace::{Db, Directory, Entry, File, RelPath, Root};

pub use bindings::{Exports, exports};
pub use declarations::{Declaration, Declared, declared, manifests, setup_script};
pub use distributions::{Wanted, import_names, is_tool};
pub use installed::is_installed_by_hand;
pub use modules::{bringing, common_modules, is_measured, reach};
pub use needed::needed;
pub use roots::{TopLevels, module_name, top_levels};

use crate::resolution::{Miss, Resolution};

/// What distributions are built by.
const PROJECTS: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// What one step of a dotted name leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Module {
    /// A folder with an `__init__`.
    Package(Directory, File),
    /// A file.
    File(File),
    /// A folder without an `__init__`.
    Namespace(Directory),
    /// Something compiled or generated that exists but holds no source.
    Opaque,
}

/// Resolves the imports of one file.
pub struct Resolver<'db> {
    db: &'db dyn Db,
    folder: Directory,
    /// The module that was found last, where what is taken from it had no say: the names of `from a import b, c` follow each other.
    last: RefCell<Option<(CompactString, Module)>>,
}

impl<'db> Resolver<'db> {
    /// For the imports of the files in `folder`.
    pub fn new(db: &'db dyn Db, folder: Directory) -> Self {
        Resolver { db, folder, last: RefCell::default() }
    }

    /// What `reference` of `file`, in the namespace of modules, stands for.
    pub fn resolve(&self, reference: &Reference, file: File) -> Resolution {
        let module = self.module(reference, file);
        let Some(member) = reference.member.as_deref() else { return self.finish(module) };
        match module {
            Ok(Some(Module::Package(folder, init))) => {
                // Whether the package binds the name is for [`missing_member`] to say: asking here would tie
                // every importer's edges to what the package defines, and it is imported in any case. What the package binds hides its modules only at run time and by accident; prefer the module.
                match self.step(folder, member) {
                    Some(found) => self.finish(Ok(Some(found))),
                    None => Resolution::File(init),
                }
            }
            Ok(Some(Module::Namespace(folder))) => match self.step(folder, member) {
                Some(found) => self.finish(Ok(Some(found))),
                // Several folders may make up one namespace package, some of them installed elsewhere.
                None => Resolution::Unknown,
            },
            // A member of a plain module is a name in it: the reference leads to the module.
            other => self.finish(other),
        }
    }

    fn finish(&self, module: Result<Option<Module>, Resolution>) -> Resolution {
        match module {
            // What tests work on is as incomplete as they want it.
            Err(Resolution::Missing(_)) if is_data_in(self.db, self.folder) => Resolution::Unknown,
            Ok(Some(Module::Package(_, file) | Module::File(file))) => Resolution::File(file),
            Ok(Some(Module::Namespace(folder))) => Resolution::Folder(folder),
            Ok(Some(Module::Opaque) | None) => Resolution::Unknown,
            Err(resolution) => resolution,
        }
    }

    /// The module a reference names, without its member. `Err` holds what it is when it is no module of ours.
    fn module(&self, reference: &Reference, file: File) -> Result<Option<Module>, Resolution> {
        let name = reference.name.as_str();
        let dots = name.len() - name.trim_start_matches('.').len();
        let parts = name[dots..].split('.').filter(|part| !part.is_empty());
        if dots == 0 {
            return self.absolute(name, reference.member.as_deref(), file);
        }
        let mut base = self.folder;
        for _ in 1..dots {
            base = match base.parent(self.db) {
                Some(parent) => parent,
                // Above a root that is itself a package there may be more of it.
                None if base.entries(self.db).file("__init__.py").is_some() => return Ok(None),
                None => return Err(Resolution::Missing(Miss::Outside)),
            };
        }
        let found = self.walk(self.at(base), parts.clone());
        match (&found, parts.clone().next()) {
            (Err(Resolution::Missing(_)), Some(first)) if is_laid_over(self.db, base, first) => Ok(None),
            _ => found,
        }
    }

    /// What the folder is as a module.
    fn at(&self, folder: Directory) -> Module {
        match init_of(self.db, folder) {
            Some(init) => Module::Package(folder, init),
            None => Module::Namespace(folder),
        }
    }

    /// `member` is not part of the module, and evidence all the same: where `a/b/c.py` lies, `from a.b import c` means it.
    fn absolute(&self, name: &str, member: Option<&str>, file: File) -> Result<Option<Module>, Resolution> {
        if let Some((_, found)) = self.last.borrow().as_ref().filter(|(last, _)| last == name) {
            return Ok(Some(*found));
        }
        let mut parts = name.split('.').filter(|part| !part.is_empty());
        let Some(first) = parts.next() else { return Ok(None) };
        if first == "ansible" && self.is_laid_over_ansible(parts.clone().next()) {
            return Ok(None);
        }
        let root = self.folder.root(self.db);
        let tops = top_levels(self.db, root);
        let mut namespaces = Vec::new();
        let candidates = self.by_distance(tops.candidates(first));
        let declared = declared(self.db, self.folder);
        let path = self.folder.path(self.db);
        let is_around = |candidate: Directory| path.starts_with(candidate.path(self.db).as_str());
        // A project that tests work on may be called like a distribution that this one asks for.
        // So may a script among others, which nobody but those finds.
        let is_namesake = |candidate: &Directory| {
            let path = candidate.path(self.db).as_str();
            !is_around(*candidate) && (is_data(path) || is_test(path) || !is_built(self.db, *candidate))
        };
        // Most imports are of this repository or of the standard library: nobody has to ask then who else might bring them.
        let wanted = LazyCell::new(|| reach(name, member));
        // A script may declare by itself what it needs.
        let own = || inline::declared_inline(self.db, file).and_then(|own| own.providing(&wanted));
        let brought = LazyCell::new(|| declared.providing(&wanted).or_else(own));
        let is_plain = candidates.iter().all(|candidate| is_around(*candidate));
        let candidates = candidates.into_iter().filter(|candidate| !is_namesake(candidate) || brought.is_none());
        let (guessed, certain): (Vec<_>, Vec<_>) = candidates.partition(|candidate| tops.is_guessed(*candidate));
        // The same top-level package may exist twice in a monorepo: the nearest that has the module counts.
        let mut missing = None;
        let found_below =
            |candidate: Directory, namespaces: &mut Vec<Directory>, missing: &mut Option<Miss>| match self.step(candidate, first)? {
                Module::Namespace(folder) => {
                    namespaces.push(folder);
                    None
                }
                found => match self.walk(found, parts.clone()) {
                    Err(Resolution::Missing(miss)) => {
                        missing.get_or_insert(miss);
                        None
                    }
                    other => Some(other),
                },
            };
        for candidate in certain {
            if let Some(found) = found_below(candidate, &mut namespaces, &mut missing) {
                if let Ok(Some(module)) = &found
                    && is_plain
                {
                    self.last.replace(Some((name.into(), *module)));
                }
                return found;
            }
        }
        // A root that is itself a package is called by its folder's name.
        if let Some(top) = root.top(self.db).filter(|_| root.path(self.db).file_name().is_some_and(|name| name == first))
            && init_of(self.db, top).is_some()
        {
            return self.walk(self.at(top), parts);
        }
        // Parts of a namespace package, each in its own project, or a folder that another project has as a package: a file that lies
        // just there is the one that is meant.
        for folder in &namespaces {
            let start = Module::Namespace(*folder);
            let is_file = |found: Result<Option<Module>, Resolution>| matches!(found, Ok(Some(Module::Package(..) | Module::File(_))));
            if is_file(self.walk(start, parts.clone())) || is_file(self.walk(start, parts.clone().chain(member))) {
                return self.walk(start, parts);
            }
        }
        if missing.is_some()
            && let Some(found) = guessed.iter().find_map(|candidate| found_below(*candidate, &mut Vec::new(), &mut None))
        {
            return found;
        }
        if let Some(miss) = missing {
            return Err(Resolution::Missing(miss));
        }
        if stdlib::contains(first) {
            return Err(Resolution::Builtin);
        }
        if let Some(package) = &*brought {
            return Err(Resolution::Package(package.clone()));
        }
        if let Some(distribution) = root.environment(self.db).as_deref().and_then(|environment| environment.modules.get(first)) {
            return Err(Resolution::Package(distribution.clone()));
        }
        // A script finds what lies beside it before all else.
        if init_of(self.db, self.folder).is_none()
            && let Some(beside @ (Module::Package(..) | Module::File(_))) = self.step(self.folder, first)
            && beside != Module::File(file)
            && let Ok(Some(found)) = self.walk(beside, parts.clone())
        {
            return Ok(Some(found));
        }
        let (mut missing, mut elsewhere) = (None, None);
        for candidate in guessed {
            let missing = if is_around(candidate) { &mut missing } else { &mut elsewhere };
            if let Some(found) = found_below(candidate, &mut namespaces, missing) {
                return found;
            }
        }
        match (missing, elsewhere) {
            (Some(miss), _) => return Err(Resolution::Missing(miss)),
            // That package may be meant or another one of its name: a folder that only looks like a source root proves nothing.
            (None, Some(_)) => return Ok(None),
            (None, None) => {}
        }
        for folder in namespaces {
            if let Ok(Some(found)) = self.walk(Module::Namespace(folder), parts.clone())
                && !matches!(found, Module::Namespace(folder) if !holds_python(self.db, folder))
            {
                return Ok(Some(found));
            }
        }
        if let Some(beside) = self.step(self.folder, first).filter(|found| !matches!(found, Module::Namespace(_))) {
            // Inside a package only a script sees it; an import of another module of that name is as likely, and certain
            // where the file would import itself, as an adapter does that is named like the package it adapts.
            let in_package = init_of(self.db, self.folder).is_some();
            if in_package && beside == Module::File(file) {
                return Err(self.nowhere(&wanted, &declared, &tops, file));
            }
            if in_package {
                return Ok(None);
            }
            return self.walk(beside, parts);
        }
        if self.is_below_a_start(name, member) {
            return Ok(None);
        }
        Err(self.nowhere(&wanted, &declared, &tops, file))
    }

    /// Whether the whole path of a name leads to a module from a folder above, which a program may start in though it is a package, or
    /// holds none: from `app/jobs/run.py`, `tasks.mail` is `app/tasks/mail.py`. One part alone may be anything, but for what lies
    /// beside Django's `manage.py`, or beside a `conftest.py`, whose folder pytest puts on the path.
    fn is_below_a_start(&self, name: &str, member: Option<&str>) -> bool {
        let leads = |above: Directory, parts: &[&str]| {
            let found = parts.split_first().and_then(|(first, rest)| self.walk(self.step(above, first)?, rest.iter().copied()).ok()?);
            matches!(found, Some(Module::Package(..) | Module::File(_)))
        };
        let parts: Vec<&str> = name.split('.').filter(|part| !part.is_empty()).collect();
        let whole: Vec<&str> = parts.iter().copied().chain(member).collect();
        let mut above = std::iter::successors(self.folder.parent(self.db), |folder| folder.parent(self.db));
        above.any(|above| {
            let is_start = ["manage.py", "conftest.py"].iter().any(|name| above.entries(self.db).file(name).is_some());
            (is_start || parts.len() > 1) && leads(above, &parts) || whole.len() > 1 && leads(above, &whole)
        })
    }

    /// What a name stands for whose first part is found nowhere.
    fn nowhere(&self, wanted: &str, declared: &Declared, tops: &TopLevels, file: File) -> Resolution {
        let name = wanted.split('.').next().unwrap_or(wanted);
        // A stub is never run, and who reads it has these.
        if file.path(self.db).extension() == Some("pyi") && matches!(name, "typing_extensions" | "mypy_extensions") {
            return Resolution::Unknown;
        }
        // A hook for PyInstaller is run by that alone.
        if name == "PyInstaller" && file.path(self.db).name().starts_with("hook-") {
            return Resolution::Unknown;
        }
        if inline::is_brought_beside(self.db, self.folder, file, name) {
            return Resolution::Unknown;
        }
        if self.may_be_built(self.folder, name)
            || tops.is_provided(name)
            || tops.is_release_of_one(name)
            || is_on_added_path(self.db, file, name)
        {
            return Resolution::Unknown;
        }
        if installed::may_bring(self.db, self.folder, file, name) || declared.any && declarations::lists_tools_only(self.db, self.folder) {
            return Resolution::Unknown;
        }
        // Without a manifest of its own, code beside folders that have one is shared: it is copied or mounted into those.
        let beside = self.folder.parent(self.db).filter(|_| !declared.any);
        if beside.is_some_and(|parent| {
            parent.entries(self.db).directories().any(|folder| crate::python::declared(self.db, folder).providing(name).is_some())
        }) {
            return Resolution::Unknown;
        }
        let doubtful = declared.any && declared.may_provide(wanted);
        let name = CompactString::from(modules::part(wanted).unwrap_or(name));
        Resolution::Missing(match declared.any {
            true if doubtful => Miss::Doubtful { name },
            true => Miss::Undeclared { name },
            false => Miss::NoManifest { name },
        })
    }

    /// Source roots that hold the wanted name: those around the importing file first, the innermost before all.
    fn by_distance(&self, candidates: &[Directory]) -> Vec<Directory> {
        let mut out = candidates.to_vec();
        if out.len() > 1 {
            let path = self.folder.path(self.db);
            let rank = |directory: &Directory| {
                let root = directory.path(self.db);
                (!path.starts_with(root.as_str()), std::cmp::Reverse(common_parts(path, root)))
            };
            out.sort_by_key(rank);
        }
        out
    }

    /// Whether `ansible.module_utils` holds more than Ansible's own for a module of a role or beside a playbook: what lies in a folder
    /// of that name there is put among the others, or instead of them.
    fn is_laid_over_ansible(&self, part: Option<&str>) -> bool {
        part == Some("module_utils")
            && std::iter::successors(Some(self.folder), |folder| folder.parent(self.db)).any(|folder| {
                let entries = folder.entries(self.db);
                init_of(self.db, folder).is_none()
                    && entries.directory("module_utils").is_some_and(|own| own != self.folder)
                    && entries.get("library").is_some()
            })
    }

    fn walk<'a>(&self, start: Module, parts: impl Iterator<Item = &'a str>) -> Result<Option<Module>, Resolution> {
        let mut at = start;
        for part in parts {
            at = match at {
                Module::Package(folder, init) => match self.step(folder, part) {
                    Some(next) => next,
                    None if exports(self.db, init).opaque_path || self.may_be_built(folder, part) => return Ok(None),
                    None => return Err(Resolution::Missing(Miss::Part { folder, name: CompactString::from(part) })),
                },
                Module::Namespace(folder) => match self.step(folder, part) {
                    Some(next) => next,
                    None if self.may_be_built(folder, part) => return Ok(None),
                    None => return Err(Resolution::Missing(Miss::Part { folder, name: CompactString::from(part) })),
                },
                // `__getattr__` may give it the `__path__` of another package, whose modules are its own then.
                Module::File(file) if exports(self.db, file).opaque_path || exports(self.db, file).has("__getattr__") => return Ok(None),
                Module::File(file) => return Err(Resolution::Missing(Miss::NotAPackage { file, name: CompactString::from(part) })),
                Module::Opaque => return Ok(None),
            };
        }
        Ok(Some(at))
    }

    /// The module `name` directly in `folder`.
    fn step(&self, folder: Directory, name: &str) -> Option<Module> {
        let entries = folder.entries(self.db);
        let below = entries.get(name);
        if let Some(Entry::Directory(directory)) = below
            && let Some(init) = init_of(self.db, directory)
        {
            return Some(Module::Package(directory, init));
        }
        let mut source = CompactString::from(name);
        source.push_str(".py");
        match entries.get(&source) {
            Some(Entry::File(file)) => return Some(Module::File(file)),
            Some(_) => return Some(Module::Opaque),
            None => {}
        }
        source.push('i');
        if let Some(file) = entries.file(&source) {
            return Some(Module::File(file));
        }
        match below {
            Some(Entry::Directory(directory)) => Some(Module::Namespace(directory)),
            Some(Entry::OtherDirectory | Entry::Unreadable) => Some(Module::Opaque),
            _ => None,
        }
    }

    /// Whether a build may put a module of this name here: compiled sources lie beside it, the manifest says so,
    /// or it has one of the names that only generators give.
    fn may_be_built(&self, folder: Directory, name: &str) -> bool {
        if matches!(name, "_version" | "__version__" | "version" | "_version_info") || name.ends_with("_pb2") || name.ends_with("_pb2_grpc")
        {
            return true;
        }
        let entries = folder.entries(self.db);
        let compiled = |entry: &str| {
            entry.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).is_some_and(|rest| {
                matches!(
                    rest.rsplit('.').next().unwrap_or(rest),
                    "so" | "pyd" | "pyx" | "c" | "cc" | "cpp" | "cxx" | "rs" | "proto" | "in" | "j2" | "thrift" | "g4"
                ) || rest == "pxd"
            })
        };
        // A build that names its modules itself: `py3.extension_module('name', …)`, `pybind11_add_module(name …)`.
        let speaks = |build: &str| entries.file(build).is_some_and(|build| crate::javascript::mentions(self.db, build, name));
        if speaks("meson.build") || speaks("CMakeLists.txt") || is_submodule(self.db, folder.root(self.db), name) {
            return true;
        }
        if entries.iter().any(|(entry, _)| compiled(entry)) || crate::rust::is_library(self.db, folder.root(self.db), name) {
            return true;
        }
        name.starts_with('_') && declared(self.db, folder).builds_extensions
    }
}

/// Whether a distribution is made of what lies in the source root `folder`.
fn is_built(db: &dyn Db, folder: Directory) -> bool {
    [Some(folder), folder.parent(db)].into_iter().flatten().any(|folder| PROJECTS.iter().any(|name| folder.entries(db).get(name).is_some()))
}

/// Whether a submodule of the repository is called `name`: a build may put it anywhere.
fn is_submodule(db: &dyn Db, root: Root, name: &str) -> bool {
    let list = root.top(db).and_then(|top| top.entries(db).file(".gitmodules"));
    list.is_some_and(|list| {
        crate::javascript::words(db, list)
            .iter()
            .any(|word| word.strip_prefix("./").is_some_and(|path| path.rsplit('/').next() == Some(name)))
    })
}

/// Whether what lies in `folder` is data: by its path, or since a crate of Rust, whose tests read it, lies nearer than any project of
/// Python.
fn is_data_in(db: &dyn Db, folder: Directory) -> bool {
    let mut around = std::iter::successors(Some(folder), |folder| folder.parent(db));
    let nearest = around.find_map(|folder| {
        let entries = folder.entries(db);
        let is_python = PROJECTS.iter().any(|name| entries.get(name).is_some());
        (is_python || entries.get("Cargo.toml").is_some()).then_some((folder, is_python))
    });
    is_data(folder.path(db).as_str())
        || nearest.is_some_and(|(nearest, is_python)| !is_python && nearest != folder && nearest.parent(db).is_some())
}

/// Whether `file` adds to the path on which modules are looked for, and there is the module `name` in a folder that it speaks of, as
/// in `sys.path.append(join(top, "tests"))`, or above it, as `dirname(dirname(__file__))` is.
fn is_on_added_path(db: &dyn Db, file: File, name: &str) -> bool {
    let speaks = |word: &str| crate::javascript::mentions(db, file, word);
    let has = |folder: &Directory| has_module(db, *folder, name) && folder.path(db).parts().any(speaks);
    let is_above = || {
        let mut around = std::iter::successors(file.folder(db), |folder| folder.parent(db));
        speaks("__file__") && around.any(|folder| has_module(db, folder, name))
    };
    adds_to_path(db, file) && (is_above() || file.root(db).is_some_and(|root| folders(db, root).any(|folder| has(&folder))))
}

/// Whether a text speaks of the path on which modules are looked for: equal after most edits.
#[salsa::tracked(returns(copy))]
fn adds_to_path(db: &dyn Db, file: File) -> bool {
    crate::text(db, file).is_some_and(|text| ["sys.path", "site.addsitedir"].iter().any(|word| text.contains(word)))
}

/// Whether what lies in `folder`, which is no package, is laid over another folder of its name that has the module `name`:
/// settings for a container, mounted among those of the program.
fn is_laid_over(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let called = folder.path(db).name();
    !called.is_empty()
        && init_of(db, folder).is_none()
        && folders(db, folder.root(db)).any(|other| other != folder && other.path(db).name() == called && has_module(db, other, name))
}

fn has_module(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let entries = folder.entries(db);
    entries.file(&format!("{name}.py")).is_some() || entries.directory(name).is_some_and(|below| holds_python(db, below))
}

/// All folders of a root.
fn folders(db: &dyn Db, root: Root) -> impl Iterator<Item = Directory> {
    let mut open: Vec<Directory> = root.top(db).into_iter().collect();
    std::iter::from_fn(move || {
        let folder = open.pop()?;
        open.extend(folder.entries(db).directories());
        Some(folder)
    })
}

fn common_parts(a: &RelPath, b: &RelPath) -> usize {
    a.parts().zip(b.parts()).take_while(|(a, b)| a == b).count()
}

/// The `__init__` of a package: source before stub.
pub fn init_of(db: &dyn Db, folder: Directory) -> Option<File> {
    let entries = folder.entries(db);
    entries.file("__init__.py").or_else(|| entries.file("__init__.pyi"))
}

fn holds_python(db: &dyn Db, folder: Directory) -> bool {
    let entries = folder.entries(db);
    entries.files().any(|file| matches!(file.path(db).extension(), Some("py" | "pyi")))
        || entries.directories().any(|below| holds_python(db, below))
}

/// The names proposed when `name` is missing in `folder`: its modules.
pub fn modules_in(db: &dyn Db, folder: Directory) -> Vec<CompactString> {
    let entries = folder.entries(db);
    let mut out: Vec<CompactString> = entries
        .iter()
        .filter_map(|(name, entry)| match entry {
            Entry::Directory(directory) if holds_python(db, directory) => Some(CompactString::from(name)),
            Entry::File(_) => {
                name.strip_suffix(".py").or_else(|| name.strip_suffix(".pyi")).filter(|stem| *stem != "__init__").map(CompactString::from)
            }
            _ => None,
        })
        .collect();
    out.dedup();
    out
}

/// What a name that `reference` takes from a package lacks: `resolution` leads to the package's `__init__`, and
/// that neither binds the name nor can hide it.
pub fn missing_member(db: &dyn Db, file: File, reference: &Reference, resolution: &Resolution) -> Option<Miss> {
    let (name, init) = (reference.member.as_deref()?, resolution.file()?);
    let folder = init.folder(db)?;
    // A folder's own name means that the reference leads to the subpackage itself.
    let is_init = init.path(db).name().starts_with("__init__.");
    if reference.role != "name" || !is_init || init == file || folder.path(db).name() == name {
        return None;
    }
    let exports = exports(db, init);
    if exports.opaque || exports.has(name) || Resolver::new(db, folder).may_be_built(folder, name) {
        return None;
    }
    let in_data = file.folder(db).is_some_and(|folder| is_data_in(db, folder));
    if in_data || is_only_namesake(db, file, reference, folder, reference.name.split('.').count()) {
        return None;
    }
    Some(Miss::Member { file: init, name: CompactString::from(name) })
}

/// Whether the module `module`, which `reference` of `file` leads to and which is no package, has no `name`, for certain.
pub fn lacks(db: &dyn Db, file: File, reference: &Reference, module: File, name: &str) -> bool {
    let (path, Some(folder)) = (module.path(db), module.folder(db)) else { return false };
    let stem = path.name().strip_suffix(".py").unwrap_or_default();
    // What has the module's own name is the module.
    if module == file || name == stem || stem.is_empty() || stem == "__init__" || reference.name.rsplit('.').next() != Some(stem) {
        return false;
    }
    // Nearly every name is there: that is asked before all else.
    let exports = exports(db, module);
    if exports.opaque || exports.has(name) || folder.entries(db).file(&format!("{stem}.pyi")).is_some() {
        return false;
    }
    // What is run from its own folder, as pytest does, sees what lies beside it first.
    let first = reference.name.split('.').next().filter(|first| !first.is_empty());
    let beside = first.zip(file.folder(db)).and_then(|(first, own)| Resolver::new(db, own).step(own, first));
    if beside.is_some_and(|beside| beside != Module::File(module)) {
        return false;
    }
    // A package of the same name beside the module goes first.
    if folder.entries(db).directory(stem).is_some() || Resolver::new(db, folder).may_be_built(folder, stem) {
        return false;
    }
    let in_data = file.folder(db).is_some_and(|folder| is_data_in(db, folder));
    !in_data && !is_data(path.as_str()) && !is_only_namesake(db, file, reference, folder, reference.name.split('.').count() - 1)
}

/// Whether the package in `folder` is what `reference` of `file` leads to for its name alone: it lies below a folder elsewhere
/// that only looks like a source root (`examples`), so that an installed package of the name may as well be meant. The source root is
/// so many folders `above` it.
fn is_only_namesake(db: &dyn Db, file: File, reference: &Reference, folder: Directory, above: usize) -> bool {
    let source_root = std::iter::successors(Some(folder), |folder| folder.parent(db)).nth(above);
    !reference.name.starts_with('.')
        && source_root.is_some_and(|source_root| {
            top_levels(db, source_root.root(db)).is_guessed(source_root) && !file.path(db).starts_with(source_root.path(db).as_str())
        })
}

/// Whether a flag says that the import may fail without harm.
pub fn may_fail(flags: Flags) -> bool {
    flags.has(Flags::OPTIONAL) || flags.has(Flags::CONDITIONAL) || flags.has(Flags::BROKEN)
}
