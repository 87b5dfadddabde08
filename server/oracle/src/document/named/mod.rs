//! Schemas that people name: in the document itself, or for it in the DNA's `checks.schemas`.
//!
//! A schema is a file below the root, never one outside of it, or one that ships under its published address, or one at
//! an address that somebody has fetched. Nothing is fetched here. What a schema is made of - its own text and those that it refers to - is a query, so that an edit of
//! any of them judges again what is held to it.

mod home;
mod load;
mod own;
mod place;

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use globset::GlobBuilder;
use rustc_hash::FxHashMap;
use schemas::Schema;
use syntax::plan::compose::stands_alone;
use syntax::{Plan, is_url};
use workspace::{Db, File, RelPath, Root};

use super::hadolint::Ignored;
use super::kubernetes::{self, Custom};

pub use load::Loaded;
use load::{fetched, loaded};
pub(super) use place::names_of;

/// The prefix of a schema that ships, in `checks.schemas`.
const SHIPPED: &str = "ouroboros:";

/// Where schemas that are named come from.
pub trait Library {
    /// The schema that the document `path` names as `name`; `None`: there is none to judge by.
    fn named(&self, path: &RelPath, name: &str) -> Option<Found>;
    /// The schema that the team has chosen for the document `path`.
    fn chosen(&self, path: &RelPath) -> Option<Found>;
    /// Whether the Compose file `path` may be read together with others, so that it need not be whole.
    fn is_laid_over(&self, path: &RelPath) -> bool;
    /// What the repository's own definitions say of a kind of Kubernetes, as far as they hold for the document `path`.
    fn customs(&self, _path: &RelPath, _api_version: &str, _kind: &str) -> Vec<Found> {
        Vec::new()
    }
    /// Whether a kustomization names the document `path` as a patch.
    fn is_patched(&self, _path: &RelPath) -> bool {
        false
    }
    /// Whether Kustomize may read what is at `path`.
    fn is_kustomized(&self, _path: &RelPath) -> bool {
        false
    }
    /// Whether `name` is what the project that the document `path` lies in is called, or whose it is.
    fn is_own_name(&self, _path: &RelPath, _name: &str) -> bool {
        false
    }
    /// Whether `image` is one of the project that the document `path` lies in.
    fn is_own_image(&self, _path: &RelPath, _image: &str) -> bool {
        false
    }
    /// Whether manifests of the repository run something with the rights of their node.
    fn runs_privileged(&self) -> bool {
        false
    }
    /// The rules that hadolint's settings ignore.
    fn ignored_by_hadolint(&self) -> Arc<Ignored> {
        Arc::default()
    }
}

/// A schema that was named.
#[derive(Clone, Debug)]
pub enum Found {
    /// It ships.
    Shipped(&'static Schema),
    /// It is a file of the repository.
    Loaded(Arc<Loaded>),
    /// It is of a kind that the repository defines for Kubernetes.
    Custom(Arc<Custom>),
}

impl Found {
    /// The schema.
    pub fn schema(&self) -> &Schema {
        match self {
            Found::Shipped(schema) => schema,
            Found::Loaded(loaded) => loaded.schema(),
            Found::Custom(custom) => custom.schema(),
        }
    }
}

/// No file is known: only what ships can be named.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl Library for NoFiles {
    fn named(&self, _: &RelPath, name: &str) -> Option<Found> {
        schemas::published(name).map(Found::Shipped)
    }

    fn chosen(&self, _: &RelPath) -> Option<Found> {
        None
    }

    fn is_laid_over(&self, _: &RelPath) -> bool {
        true
    }
}

/// The files of a root.
pub(super) struct InRoot<'db> {
    pub db: &'db dyn Db,
    pub root: Root,
}

impl Library for InRoot<'_> {
    fn named(&self, path: &RelPath, name: &str) -> Option<Found> {
        let folder = path.parent().unwrap_or_else(RelPath::root);
        find(self.db, self.root, &folder, name)
    }

    fn chosen(&self, path: &RelPath) -> Option<Found> {
        let name = choice(self.db, self.root, path)?;
        find(self.db, self.root, &RelPath::root(), &name)
    }

    fn is_laid_over(&self, path: &RelPath) -> bool {
        is_laid_over(self.db, self.root, path)
    }

    fn customs(&self, path: &RelPath, api_version: &str, kind: &str) -> Vec<Found> {
        kubernetes::customs(self.db, self.root, path, api_version, kind)
    }

    fn is_patched(&self, path: &RelPath) -> bool {
        kubernetes::is_patched(self.db, self.root, path)
    }

    fn is_kustomized(&self, path: &RelPath) -> bool {
        kubernetes::is_kustomized(self.db, self.root, path)
    }

    fn is_own_name(&self, path: &RelPath, name: &str) -> bool {
        own::is_own_name(self.db, self.root, path, name)
    }

    fn is_own_image(&self, path: &RelPath, image: &str) -> bool {
        own::is_own_image(self.db, self.root, path, image)
    }

    fn runs_privileged(&self) -> bool {
        runs_privileged(self.db, self.root)
    }

    fn ignored_by_hadolint(&self) -> Arc<Ignored> {
        ignored_by_hadolint(self.db, self.root)
    }
}

/// Whether a manifest below `root` has a container that does what only root of the node may: programs of such a project start as root.
#[salsa::tracked(returns(copy))]
fn runs_privileged(db: &dyn Db, root: Root) -> bool {
    const SIGNS: [&str; 3] = ["privileged: true", "runAsUser: 0", "/var/lib/kubelet"];
    let texts = graph::planned(db, root, graph::PlanKind::Pods);
    texts.iter().filter_map(|file| graph::text(db, *file)).any(|text| SIGNS.iter().any(|sign| text.contains(sign)))
}

/// What hadolint's settings at the top ignore; it looks for no others.
#[salsa::tracked(returns(clone))]
fn ignored_by_hadolint(db: &dyn Db, root: Root) -> Arc<Ignored> {
    let entries = root.top(db).map(|top| top.entries(db));
    let settings = entries.and_then(|entries| [".hadolint.yaml", ".hadolint.yml"].iter().find_map(|name| entries.file(name)));
    settings.and_then(|file| graph::text(db, file)).map_or_else(Arc::default, |text| Arc::new(Ignored::of(&text)))
}

/// Whether the Compose file `path` may be read together with others.
pub(crate) fn is_laid_over(db: &dyn Db, root: Root, path: &RelPath) -> bool {
    // What an editor's container adds is laid over the project's own file, under the same name.
    if !stands_alone(path.name()) || path.parent().is_some_and(|folder| folder.parts().any(|part| part == ".devcontainer")) {
        return true;
    }
    let own = path.parent().unwrap_or_else(RelPath::root);
    let projects = projects(db, root);
    // Files in folders above and below may be laid over this one.
    projects.taken_in.contains(path)
        || projects.parts.iter().any(|folder| folder.starts_with(own.as_str()) || own.starts_with(folder.as_str()))
}

/// How the Compose files of a root are read together.
#[derive(PartialEq, Eq, Debug, Default)]
struct Projects {
    /// Those that others include or extend, or that need what only others define.
    taken_in: BTreeSet<RelPath>,
    /// The folders of those that do not stand alone by their names, and those around what has services of others.
    parts: BTreeSet<RelPath>,
}

#[salsa::tracked(returns(clone))]
fn projects(db: &dyn Db, root: Root) -> Arc<Projects> {
    let mut found = Projects::default();
    let files = graph::planned(db, root, graph::PlanKind::Compose);
    let whole = whole_services(db, &files);
    for file in files.iter() {
        let folder = file.path(db).parent().unwrap_or_else(RelPath::root);
        let facts = graph::facts(db, *file);
        let names = facts.references.iter().filter(|reference| matches!(reference.role, "include" | "extends.file"));
        found.taken_in.extend(names.filter_map(|reference| folder.resolve(&reference.name)));
        if !stands_alone(file.path(db).name()) {
            found.parts.insert(folder);
            continue;
        }
        let Some(Plan::Compose(compose)) = facts.plan.as_deref() else { continue };
        let is_whole = |name: &str| whole.get(name).is_some_and(|defined| defined.iter().any(|other| other != file));
        // Compose refuses such a file by itself: somebody lays it over others with `-f`, and so those beside it.
        if compose.services.iter().any(|service| !service.runs() && is_whole(&service.name)) {
            found.taken_in.insert(file.path(db).clone());
            found.parts.extend(folder.parent().filter(|around| !around.as_str().is_empty()));
        }
        let is_here = |name: &str| compose.services.iter().any(|service| service.name == name);
        let mut waits = compose.services.iter().flat_map(|service| &service.waits);
        if waits.any(|wait| !is_here(&wait.service) && is_whole(&wait.service)) {
            found.taken_in.insert(file.path(db).clone());
        }
    }
    if files.len() > 1 {
        laid_over(db, root, &files, &mut found);
    }
    Arc::new(found)
}

/// Adds the Compose files that scripts lay over others: all but the first of `docker compose -f a.yml -f b/c.yml`.
fn laid_over(db: &dyn Db, root: Root, files: &[File], found: &mut Projects) {
    let is_script = |file: &File| matches!(file.path(db).extension(), Some("sh" | "mk")) || file.path(db).name() == "Makefile";
    for script in root.files(db).into_iter().filter(is_script) {
        for name in laid_over_by(db, script).iter() {
            let is_it =
                |file: &&File| file.path(db).as_str().strip_suffix(&**name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            found.taken_in.extend(files.iter().filter(is_it).map(|file| file.path(db).clone()));
        }
    }
}

/// The ends of the paths that the commands of a script lay over the first; a query of its own, so that an edit of a script that names the
/// same ones judges nothing again.
#[salsa::tracked(returns(clone))]
fn laid_over_by(db: &dyn Db, script: File) -> Arc<[CompactString]> {
    let Some(text) = graph::text(db, script).filter(|text| text.contains("compose") && text.contains(" -f ")) else {
        return Arc::default();
    };
    let text = text.replace("\\\n", " ");
    let commands = text.lines().filter(|line| line.contains("compose"));
    let named = commands.flat_map(|line| line.split(" -f ").skip(2).filter_map(|rest| rest.split_whitespace().next()));
    let bare = |name: &str| name.trim_matches(['"', '\'']).rsplit('}').next().unwrap_or(name).trim_start_matches(['.', '/']).into();
    named.map(bare).collect()
}

/// The services of Compose files that run something, by name, with the files that say so.
fn whole_services(db: &dyn Db, files: &[File]) -> FxHashMap<CompactString, Vec<File>> {
    let mut out: FxHashMap<CompactString, Vec<File>> = FxHashMap::default();
    for file in files {
        let facts = graph::facts(db, *file);
        let Some(Plan::Compose(compose)) = facts.plan.as_deref() else { continue };
        for service in compose.services.iter().filter(|service| service.runs()) {
            out.entry(service.name.clone()).or_default().push(*file);
        }
    }
    out
}

/// The schema called `name` as seen from `folder`.
fn find(db: &dyn Db, root: Root, folder: &RelPath, name: &str) -> Option<Found> {
    if let Some(shipped) = name.strip_prefix(SHIPPED) {
        return schemas::shipped(shipped).map(Found::Shipped);
    }
    if is_url(name) {
        if let Some(shipped) = schemas::published(name) {
            return Some(Found::Shipped(shipped));
        }
        let (address, fragment) = name.split_once('#').unwrap_or((name, ""));
        let loaded = fetched(db, address.to_owned(), fragment.to_owned())?;
        return Some(Found::Loaded(loaded));
    }
    let (file, fragment) = target(db, root, folder, name)?;
    Some(Found::Loaded(loaded(db, file, fragment.to_owned())))
}

/// The file that a name means, and the part of it.
fn target<'n>(db: &dyn Db, root: Root, folder: &RelPath, name: &'n str) -> Option<(File, &'n str)> {
    let (path, fragment) = name.split_once('#').unwrap_or((name, ""));
    (!path.is_empty()).then_some(())?;
    Some((root.file(db, &folder.resolve(path)?)?, fragment))
}

/// Whether the team has chosen a schema for any document.
pub(super) fn any_chosen(db: &dyn Db, root: Root) -> bool {
    !choices(db, root).0.is_empty()
}

/// The schema's name for a document: of several globs that match it, the last one's.
pub(super) fn choice(db: &dyn Db, root: Root, path: &RelPath) -> Option<String> {
    let choices = choices(db, root);
    let found = choices.0.iter().rev().find(|(glob, _)| glob.is_match(path.as_str()));
    found.map(|(_, name)| name.clone())
}

#[derive(Debug)]
struct Choices(Vec<(globset::GlobMatcher, String)>);

impl PartialEq for Choices {
    fn eq(&self, other: &Choices) -> bool {
        let plain = |choices: &Choices| -> Vec<(String, String)> {
            choices.0.iter().map(|(glob, name)| (glob.glob().glob().to_owned(), name.clone())).collect()
        };
        plain(self) == plain(other)
    }
}

/// What `checks.schemas` says; a query of its own, so that other settings judge nothing again.
#[salsa::tracked(returns(clone))]
fn choices(db: &dyn Db, root: Root) -> Arc<Choices> {
    let settings = root.settings(db);
    let compiled = settings.schemas.iter().filter_map(|(glob, name)| {
        let glob = GlobBuilder::new(glob).literal_separator(true).build().ok()?;
        Some((glob.compile_matcher(), name.clone()))
    });
    Arc::new(Choices(compiled.collect()))
}

/// What is wrong with an entry of `checks.schemas`: its glob, or the schema it names. `None`: nothing, or not known.
pub fn mistake(db: &dyn Db, root: Root, glob: &str, name: &str) -> Option<(bool, String)> {
    if let Err(error) = GlobBuilder::new(glob).literal_separator(true).build() {
        return Some((true, format!("`{glob}` is no glob: {}", error.kind())));
    }
    if let Some(shipped) = name.strip_prefix(SHIPPED) {
        let known = schemas::shipped(shipped).is_some();
        let near = schemas::closest(shipped, schemas::names());
        let near = near.map(|near| format!("; did you mean `{SHIPPED}{near}`?")).unwrap_or_default();
        return (!known).then(|| (false, format!("no schema `{name}` ships with the program{near}")));
    }
    if is_url(name) {
        return None;
    }
    let path = name.split('#').next().unwrap_or_default();
    let Some(resolved) = RelPath::root().resolve(path).filter(|_| !path.starts_with('/') && !path.contains("://")) else {
        return Some((false, format!("the schema `{name}` is outside the repository")));
    };
    match root.entry(db, &resolved) {
        None => Some((false, format!("the schema `{name}` does not exist"))),
        Some(workspace::Entry::File(_)) => match find(db, root, &RelPath::root(), name) {
            Some(Found::Loaded(loaded)) => loaded.unusable().map(|why| (false, format!("the schema `{name}` cannot be used: {why}"))),
            _ => None,
        },
        Some(_) => None,
    }
}
