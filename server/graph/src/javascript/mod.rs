//! Modules of JavaScript and TypeScript: what Node, TypeScript and bundlers make of a specifier, without an
//! installation and without running anything.
//!
//! [`engine`] answers what can be answered from files: paths, `exports` and `imports`, `paths` and
//! `baseUrl`, the packages of this repository. A name it cannot find is a package that a manifest declares,
//! or something that only a tool knows of, and then nothing is said; or it is missing.

mod declarations;
mod engine;
mod frameworks;
mod miss;
mod packages;
mod settings;
mod specifier;
mod system;
mod tree;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use syntax::place::is_test;
use syntax::{Facts, Flags, Language, Reference};
use workspace::{Db, Directory, Entry, File, RelPath, Root};

pub use declarations::{Declaration, Declared, declared};
pub use miss::stem;
pub use specifier::{Specifier, package_name};
pub use words::{configurations, is_configuration};

use crate::resolution::{Miss, Resolution};
use engine::{Answer, Engine, Manner};
use packages::{known, linked};

/// Resolves the specifiers of one file.
pub struct Resolver<'db> {
    db: &'db dyn Db,
    path: &'db RelPath,
    folder: Directory,
    root: Root,
    typescript: bool,
    engine: Option<Arc<Engine>>,
}

impl<'db> Resolver<'db> {
    /// For the specifiers of `file`, which is in `folder` and says `facts`.
    pub fn new(db: &'db dyn Db, file: File, folder: Directory, facts: &Facts) -> Self {
        let root = folder.root(db);
        let typescript = matches!(facts.kind.language, Language::TypeScript | Language::Tsx);
        Resolver { db, path: file.path(db), folder, root, typescript, engine: engine::engine(db, root) }
    }

    /// What `reference`, in the namespace of modules, stands for.
    pub fn resolve(&self, reference: &Reference) -> Resolution {
        let Some(engine) = &self.engine else { return Resolution::Unknown };
        let manner = Manner { typescript: self.typescript, require: reference.role == "require" };
        match Specifier::parse(&reference.name) {
            Specifier::Opaque => Resolution::Unknown,
            Specifier::Builtin => Resolution::Builtin,
            Specifier::Relative(path) => self.relative(engine, path, manner),
            Specifier::Asset(path) => self.folder.path(self.db).resolve(path).map_or(Resolution::Unknown, |path| self.found(&path)),
            Specifier::Internal(name) | Specifier::Alias(name) => match engine.resolve(self.path, name, manner) {
                Answer::File(path) => self.found(&path),
                _ => self.mapped(engine, name).unwrap_or(Resolution::Unknown),
            },
            Specifier::Package { name, whole } => self.package(engine, name, whole, manner, reference),
        }
    }

    fn found(&self, path: &RelPath) -> Resolution {
        match self.root.entry(self.db, path) {
            Some(Entry::File(file)) => Resolution::File(file),
            _ => Resolution::Unknown,
        }
    }

    fn relative(&self, engine: &Engine, specifier: &str, manner: Manner) -> Resolution {
        // What lies above the root is not ours to know.
        let from = self.folder.path(self.db);
        let Some(path) = from.resolve(specifier) else { return Resolution::Unknown };
        match engine.resolve(self.path, specifier, manner) {
            Answer::File(path) => self.found(&path),
            Answer::Builtin | Answer::Ignored => Resolution::Unknown,
            Answer::Nothing => match engine.resolve_for_browser(self.path, specifier) {
                Answer::File(path) => self.found(&path),
                Answer::Builtin | Answer::Ignored => Resolution::Unknown,
                Answer::Nothing if known(self.db, self.root).is_ambient(specifier) || self.is_shown() => Resolution::Unknown,
                Answer::Nothing if let Some(found) = self.as_compiled(specifier) => found,
                Answer::Nothing if let Some(found) = self.of_ember(engine, &path, manner) => found,
                Answer::Nothing => self.missing(&path),
            },
        }
    }

    /// What is to be said of a path that is not there: nothing where something makes it.
    fn missing(&self, path: &RelPath) -> Resolution {
        match miss::judge(self.db, self.root, self.folder.path(self.db), path) {
            Resolution::Missing(Miss::Part { folder, name })
                if words::makes(self.db, self.folder, self.path, path.name(), &folder.path(self.db).join(&name))
                    || words::is_copied(self.db, self.folder, self.path) =>
            {
                Resolution::Unknown
            }
            judged => judged,
        }
    }

    /// What the alias that the file's configuration has for `name` stands for, when it has one.
    fn mapped(&self, engine: &Engine, name: &str) -> Option<Resolution> {
        let mapped = engine.mapped(self.path, name);
        let judged = mapped.iter().map(|path| self.missing(path));
        // Several places to look in: all must be sure.
        judged.reduce(|first, other| {
            if first == Resolution::Unknown {
                first
            } else if other == Resolution::Unknown {
                other
            } else {
                first
            }
        })
    }

    fn package(&self, engine: &Engine, name: &str, whole: &str, manner: Manner, reference: &Reference) -> Resolution {
        let declared = declared(self.db, self.folder);
        let found = engine.resolve(self.path, whole, manner);
        match found {
            Answer::File(path) => return self.found(&path),
            // `punycode`, `events` and others are also packages; only who declares them means those.
            Answer::Builtin if !declared.has(name) => return Resolution::Builtin,
            _ => {}
        }
        if let Some(folder) = linked(self.db, self.root).get(name) {
            return self.unbuilt(engine, *folder, whole[name.len()..].trim_start_matches('/'), manner);
        }
        let package = CompactString::from(name);
        if declared.has(name) {
            return Resolution::Package(package);
        }
        let only_types = reference.flags.has(Flags::TYPE_ONLY);
        if let Some(types) = declared.types_of(name).filter(|_| only_types || self.typescript) {
            return Resolution::Package(types);
        }
        if let Some(path) = frameworks::of_docusaurus(self.db, self.folder, &declared, whole) {
            return match engine.at(&path, manner) {
                Some(found) => self.found(&found),
                None => miss::judge(self.db, self.root, self.folder.path(self.db), &path),
            };
        }
        let known = known(self.db, self.root);
        if frameworks::brings(&declared, whole) || frameworks::is_of_mix(self.db, self.folder) {
            return Resolution::Unknown;
        }
        // One package for all of a scope: `styled-icons` for `@styled-icons/boxicons`.
        if whole.strip_prefix('@').and_then(|rest| rest.split_once('/')).is_some_and(|(scope, _)| declared.has(scope)) {
            return Resolution::Unknown;
        }
        if declared.replaced.iter().any(|replaced| replaced == name || replaced == whole) {
            return Resolution::Unknown;
        }
        // What Figma reads, and nobody runs.
        if whole.starts_with("@figma/code-connect") && self.path.name().contains(".figma.") {
            return Resolution::Unknown;
        }
        // Node's own sources name parts of it that nobody else sees.
        if name == "internal" && whole != name || known.is_mocked(whole) && self.is_of_tests() {
            return Resolution::Unknown;
        }
        if known.is_ambient(whole) || known.has_package(name) || declared.own.iter().any(|own| own == name) {
            return Resolution::Unknown;
        }
        if let Some(resolution) = self.mapped(engine, whole) {
            return resolution;
        }
        if known.foreign || known.is_alias(whole) || self.may_be_configured(engine, name) || reference.role == "reference" {
            return Resolution::Unknown;
        }
        if !declared.complete || miss::is_elsewhere(self.folder.path(self.db)) || self.is_shown() {
            return Resolution::Unknown;
        }
        Resolution::Missing(if declared.manifests.is_empty() {
            Miss::NoManifest { name: package }
        } else {
            Miss::Undeclared { name: package }
        })
    }

    fn is_of_tests(&self) -> bool {
        is_test(self.path.as_str()) || [".test.", ".spec."].iter().any(|mark| self.path.name().contains(mark))
    }

    /// The data that the file finds from where it lies when it is compiled: beside `src`, without what `src` adds to the way.
    fn as_compiled(&self, specifier: &str) -> Option<Resolution> {
        let path = self.folder.path(self.db).as_str();
        let (above, below) =
            path.split_once("src/").filter(|(above, _)| specifier.ends_with(".json") && (above.is_empty() || above.ends_with('/')))?;
        let found = RelPath::root().resolve(&format!("./{above}{below}"))?.resolve(specifier)?;
        self.root.entry(self.db, &found).map(|_| self.found(&found))
    }

    /// What Ember finds at `path`, where it lays several folders into one.
    fn of_ember(&self, engine: &Engine, path: &RelPath, manner: Manner) -> Option<Resolution> {
        let places = frameworks::of_ember(self.db, self.folder, path);
        Some(self.found(&places.iter().find_map(|place| engine.at(place, manner))?))
    }

    /// Whether the file is there to be looked at: a specimen for tests in another language, or an example in the pages of a site.
    fn is_shown(&self) -> bool {
        let declared = declared(self.db, self.folder);
        let path = self.folder.path(self.db);
        if frameworks::is_specimen(self.db, self.folder) || frameworks::is_of_skill(self.db, self.folder) {
            return true;
        }
        // What is filled in has its place elsewhere.
        if [".template.", ".tmpl.", ".tpl."].iter().any(|mark| self.path.name().contains(mark)) {
            return true;
        }
        declared.manifests.is_empty() && is_test(path.as_str()) || frameworks::is_shown(&declared, path)
    }

    /// The source of a package of this repository whose entry only a build would make.
    fn unbuilt(&self, engine: &Engine, folder: Directory, rest: &str, manner: Manner) -> Resolution {
        let base = folder.path(self.db);
        let rest = rest.trim_end_matches('/');
        let plain = stem(rest);
        let candidates = if rest.is_empty() {
            vec![
                "src/index".to_owned(),
                "src".to_owned(),
                "index".to_owned(),
                "lib/index".to_owned(),
                "src/main".to_owned(),
                "source/index".to_owned(),
            ]
        } else {
            let unbuilt =
                ["dist/", "lib/", "build/", "es/", "esm/", "cjs/"].iter().find_map(|built| plain.strip_prefix(built)).unwrap_or(plain);
            vec![
                rest.to_owned(),
                plain.to_owned(),
                format!("src/{plain}"),
                format!("src/{unbuilt}"),
                format!("lib/{plain}"),
                format!("source/{plain}"),
            ]
        };
        let found = candidates.iter().filter_map(|path| engine.at(&base.resolve(path)?, manner)).next();
        found.map_or(Resolution::Unknown, |path| self.found(&path))
    }

    /// Whether a tool may bring the package or alias `name`: a configuration speaks of it, or a folder of that
    /// name lies where bundlers are told to look.
    fn may_be_configured(&self, engine: &Engine, name: &str) -> bool {
        let start = name.split('/').next().unwrap_or(name);
        if engine.base(self.path).is_some_and(|base| self.root.entry(self.db, &base.join(start)).is_some()) {
            return true;
        }
        let mut at = Some(self.folder);
        while let Some(folder) = at {
            let entries = folder.entries(self.db);
            // Packages that lie there without a manifest were put there by hand.
            if entries.get("node_modules").is_some() && entries.get("package.json").is_none() {
                return true;
            }
            let has_manifest = ["package.json", "deno.json", "deno.jsonc"].iter().any(|name| entries.get(name).is_some());
            let in_sources =
                || ["src", "app"].iter().any(|name| entries.directory(name).is_some_and(|src| src.entries(self.db).get(start).is_some()));
            if has_manifest && (entries.directory(start).is_some() || in_sources()) {
                return true;
            }
            if ["deno.json", "deno.jsonc", "import_map.json", "import-map.json", "importmap.json", "jsr.json"]
                .iter()
                .any(|name| entries.get(name).is_some())
            {
                return true;
            }
            at = folder.parent(self.db);
        }
        words::configured(self.db, self.folder, name)
    }
}

/// Whether a package of this repository on which the code in `folder` depends declares `name`: a package manager that puts all of a
/// workspace's packages in one place brings it along.
pub fn is_declared_by_neighbour(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let linked = linked(db, folder.root(db));
    let neighbours = declared(db, folder);
    let mut neighbours = neighbours.packages.iter().filter_map(|declaration| linked.get(&declaration.name));
    neighbours.any(|neighbour| declared(db, *neighbour).has(name))
}

/// The same of any package that lies in this repository, linked or not: what shows how it is used takes it from where it is published.
pub fn is_declared_by_what_is_shown(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let known = known(db, folder.root(db));
    let own = declared(db, folder);
    let is_wanted = |package: &str| own.packages.iter().any(|declaration| declaration.name == package);
    known.packages.iter().any(|(package, folder)| is_wanted(package) && declared(db, *folder).has(name))
}

/// Whether the code in `folder` is a project of Nx without a manifest of its own, and a package of the workspace declares `name`: a
/// package that is published takes such projects in, and declares what they need.
pub fn is_declared_by_publisher(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let has = |folder: &Directory, name: &str| folder.entries(db).get(name).is_some();
    let mut around = std::iter::successors(Some(folder), |folder| folder.parent(db));
    let nearest = around.find(|folder| has(folder, "project.json") || has(folder, "package.json"));
    nearest.is_some_and(|folder| !has(&folder, "package.json")) && is_declared_in_workspace(db, folder.root(db), name)
}

/// Whether a package of the workspace declares `name`.
fn is_declared_in_workspace(db: &dyn Db, root: Root, name: &str) -> bool {
    linked(db, root).values().any(|package| declared(db, *package).has(name))
}

/// Whether the code in `folder` has `name` from the top of the workspace for certain: nobody installs its package from elsewhere, another
/// one of the workspace declares it, and the package manager puts what all need in one place.
pub fn is_hoisted(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let root = folder.root(db);
    let has = |lock: &str| root.top(db).is_some_and(|top| top.entries(db).file(lock).is_some());
    let manifest = declared(db, folder).manifests.first().copied();
    let stays = |manifest: File| {
        let text: String = crate::text(db, manifest).unwrap_or_default().split_whitespace().collect();
        text.contains("\"private\":true") || text.contains("\"version\":\"0.0.0\"")
    };
    (has("package-lock.json") || has("yarn.lock"))
        && !has("pnpm-lock.yaml")
        && manifest.is_some_and(stays)
        && is_declared_in_workspace(db, root, name)
}

/// Whether `module` may be of CommonJS to the module `file`, which then gets all of it as its default: only `.mjs` and `.mts`
/// are modules without a word of the manifest.
pub fn may_be_common(db: &dyn Db, file: File, module: File) -> bool {
    let is_module = |file: File| matches!(file.path(db).extension(), Some("mjs" | "mts"));
    let says = |manifest: File| uses_in_manifest(db, manifest).contains("module");
    let manifest = || module.folder(db).and_then(|folder| declared(db, folder).manifests.first().copied());
    is_module(file) && !is_module(module) && !manifest().is_some_and(says)
}

/// The names proposed when `name` is missing in `folder`: its modules, as specifiers would call them.
pub fn modules_in(db: &dyn Db, folder: Directory) -> Vec<CompactString> {
    let entries = folder.entries(db);
    let mut out: Vec<CompactString> = entries
        .iter()
        .filter_map(|(name, entry)| match entry {
            Entry::Directory(_) => Some(CompactString::from(name)),
            Entry::File(_) if stem(name) != name => Some(CompactString::from(stem(name))),
            Entry::File(_) => Some(CompactString::from(name)),
            _ => None,
        })
        .collect();
    out.dedup();
    out
}

/// All words of the text of `file`, whatever it is written in.
pub(crate) fn words(db: &dyn Db, file: File) -> Arc<BTreeSet<CompactString>> {
    words::words(db, file)
}

/// Whether the text of `file` has `name` as a word, whatever it is written in.
pub fn mentions(db: &dyn Db, file: File, name: &str) -> bool {
    words::words(db, file).contains(name)
}

/// The words of a `package.json` outside of what it declares.
pub fn uses_in_manifest(db: &dyn Db, manifest: File) -> Arc<BTreeSet<CompactString>> {
    words::uses_in_manifest(db, manifest)
}

/// Whether a flag says that the import may fail without harm.
pub fn may_fail(flags: Flags) -> bool {
    flags.has(Flags::OPTIONAL) || flags.has(Flags::CONDITIONAL) || flags.has(Flags::BROKEN)
}
