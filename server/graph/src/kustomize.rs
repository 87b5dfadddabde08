//! What is deployed together: a kustomization and all that it takes in, and what of it only changes other objects.
//!
//! A name that is missing in a whole which takes in nothing from elsewhere is missing in the cluster as well; of single manifests
//! that cannot be said. Which files belong to a whole changes with kustomizations alone, so that an edit of a manifest makes no
//! whole anew.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::{Names, Namespace, Role, Status, Templating};
use workspace::{Db, Directory, Entry, File, Root};

use crate::facts;

/// What a kustomization may be called.
pub(crate) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// Lists of a kustomization whose entries are patches.
const PATCHES: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];
/// Kinds of names that an object has by itself; a patch uses them.
const OBJECTS: [&str; 11] = [
    "k8s.service",
    "k8s.configmap",
    "k8s.secret",
    "k8s.serviceaccount",
    "k8s.role",
    "k8s.clusterrole",
    "k8s.claim",
    "k8s.priorityclass",
    "k8s.storageclass",
    "k8s.workload",
    "kustomize.object",
];

/// Everything that one kustomization takes in, itself and other kustomizations included.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unit {
    /// Its files: kustomizations, manifests, patches; each once, by path.
    pub files: Vec<File>,
    /// Those that give it objects: kustomizations and manifests.
    pub sources: Vec<File>,
    /// Whether all of it is here: nothing comes from elsewhere, and nothing makes or changes objects in ways that are not read.
    pub closed: bool,
}

/// What one kustomization names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Made {
    manifests: Vec<File>,
    kustomizations: Vec<File>,
    patches: Vec<File>,
    /// Patches that are aimed from outside, whatever object they name.
    aimed: Vec<File>,
    closed: bool,
}

#[salsa::tracked(returns(clone))]
fn made(db: &dyn Db, kustomization: File) -> Arc<Made> {
    let facts = facts(db, kustomization);
    let (Some(folder), Some(root)) = (kustomization.folder(db), kustomization.root(db)) else { return Arc::default() };
    let mut out = Made { closed: facts.status == Status::Parsed && facts.kind.templating == Templating::None, ..Made::default() };
    let entry = |name: &str| folder.path(db).resolve(name).and_then(|path| root.entry(db, &path));
    let file = |name: &str| match entry(name) {
        Some(Entry::File(file)) => Some(file),
        _ => None,
    };
    if let Some(names) = &facts.names {
        out.closed &= !names.definitions.iter().any(|mention| mention.namespace.as_str() == "kustomize.beyond");
        for part in names.references.iter().filter(|mention| mention.namespace.as_str() == "kustomize.part") {
            match entry(&part.name) {
                Some(Entry::File(file)) => out.manifests.push(file),
                Some(Entry::Directory(folder)) => match here(db, folder).first() {
                    Some(file) => out.kustomizations.push(*file),
                    None => out.closed = false,
                },
                _ => out.closed = false,
            }
        }
        let aimed = names.references.iter().filter(|mention| mention.namespace.as_str() == "kustomize.aimed");
        out.aimed.extend(aimed.filter_map(|mention| file(&mention.name)));
    }
    let patches = facts.references.iter().filter(|reference| PATCHES.contains(&reference.role));
    out.patches.extend(patches.filter_map(|reference| file(&reference.name)));
    Arc::new(out)
}

type Files = Arc<[File]>;

#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Files {
    let entries = folder.entries(db);
    NAMES.iter().filter_map(|name| entries.file(name)).collect()
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[Files]> {
    let own = here(db, folder);
    let mut out = if own.is_empty() { Vec::new() } else { vec![own] };
    for inner in folder.entries(db).directories() {
        out.extend(below(db, inner).iter().cloned());
    }
    out.into()
}

#[derive(PartialEq, Eq, Debug, Default)]
struct Units {
    /// Of the kustomizations that no other takes in.
    tops: Vec<(File, Arc<Unit>)>,
    by_file: FxHashMap<File, Vec<usize>>,
    /// Files that are patches, and nothing else.
    patches: FxHashSet<File>,
    /// The kustomizations that have a patch look for the objects that it names.
    patched_by: FxHashMap<File, Vec<File>>,
}

#[salsa::tracked(returns(clone))]
fn units(db: &dyn Db, root: Root) -> Arc<Units> {
    let Some(top) = root.top(db) else { return Arc::default() };
    let all: Vec<(File, Arc<Made>)> = below(db, top).iter().flat_map(|files| files.iter()).map(|file| (*file, made(db, *file))).collect();
    let taken: FxHashSet<File> = all.iter().flat_map(|(_, made)| &made.kustomizations).copied().collect();
    let whole: FxHashSet<File> = all.iter().flat_map(|(_, made)| &made.manifests).copied().collect();
    let mut out = Units::default();
    out.patches.extend(all.iter().flat_map(|(_, made)| &made.patches).filter(|file| !whole.contains(file)));
    for (file, made) in &all {
        for patch in made.patches.iter().filter(|patch| !made.aimed.contains(patch)) {
            out.patched_by.entry(*patch).or_default().push(*file);
        }
    }
    for (file, _) in all.iter().filter(|(file, _)| !taken.contains(file)) {
        let unit = unit(db, *file);
        for member in &unit.files {
            out.by_file.entry(*member).or_default().push(out.tops.len());
        }
        out.tops.push((*file, unit));
    }
    Arc::new(out)
}

/// All that a kustomization takes in.
#[salsa::tracked(returns(clone))]
pub fn unit(db: &dyn Db, kustomization: File) -> Arc<Unit> {
    let (mut sources, mut patches): (FxHashSet<File>, FxHashSet<File>) = Default::default();
    let mut closed = true;
    let mut open = vec![kustomization];
    while let Some(file) = open.pop() {
        if sources.insert(file) {
            let made = made(db, file);
            closed &= made.closed;
            sources.extend(&made.manifests);
            patches.extend(&made.patches);
            open.extend(&made.kustomizations);
        }
    }
    let by_path = |files: FxHashSet<File>| {
        let mut files: Vec<File> = files.into_iter().collect();
        files.sort_by(|a, b| a.path(db).cmp(b.path(db)));
        files
    };
    Arc::new(Unit { files: by_path(sources.union(&patches).copied().collect()), sources: by_path(sources), closed })
}

/// The wholes that a file is part of: those of the kustomizations that no other takes in. None: no kustomization names it.
pub fn units_of(db: &dyn Db, file: File) -> Vec<Arc<Unit>> {
    of(db, file, |(_, unit)| Arc::clone(unit))
}

/// The kustomizations of these wholes.
pub fn tops_of(db: &dyn Db, file: File) -> Vec<File> {
    of(db, file, |(top, _)| *top)
}

fn of<T>(db: &dyn Db, file: File, take: impl Fn(&(File, Arc<Unit>)) -> T) -> Vec<T> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let units = units(db, root);
    units.by_file.get(&file).into_iter().flatten().map(|number| take(&units.tops[*number])).collect()
}

/// Whether a file is nothing but a patch, so that the objects in it are elsewhere.
pub fn is_patch(db: &dyn Db, file: File) -> bool {
    file.root(db).is_some_and(|root| units(db, root).patches.contains(&file))
}

/// The kustomizations that lay a patch over the objects that it names, without saying themselves what it is for.
pub fn patched_by(db: &dyn Db, file: File) -> Vec<File> {
    file.root(db).and_then(|root| units(db, root).patched_by.get(&file).cloned()).unwrap_or_default()
}

/// The names of a file as they count: a patch uses the names of the objects that it changes.
pub(crate) fn as_they_count(db: &dyn Db, file: File, role: Role, names: Arc<Names>) -> Arc<Names> {
    let is_object = |namespace: Namespace| OBJECTS.contains(&namespace.as_str());
    let any = role == Role::Kubernetes && names.definitions.iter().any(|mention| is_object(mention.namespace));
    if !any || !is_patch(db, file) {
        return names;
    }
    let (used, definitions) = names.definitions.iter().cloned().partition(|mention| is_object(mention.namespace));
    let mut used: Vec<syntax::Mention> = used;
    used.iter_mut().for_each(|mention| mention.flags |= syntax::Flags::OPTIONAL);
    used.extend(names.references.iter().cloned());
    Arc::new(Names { definitions, references: used, spoken: names.spoken.clone() })
}
