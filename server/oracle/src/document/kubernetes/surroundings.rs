//! What the other files of a repository say of its manifests: kinds of its own, and which files are patches.
//!
//! Gathered folder by folder, so that an edit asks for nothing that it has not touched.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use documents::Node;
use rustc_hash::{FxHashMap, FxHashSet};
use schemas::Schema;
use serde_json::Value as Json;
use syntax::{Plan, Role};
use workspace::{Db, Directory, File, RelPath, Root};

use super::super::named::Found;

/// Lists of a kustomization whose entries are patches.
const PATCHES: &[&str] = &["patches", "patchesStrategicMerge", "patchesJson6902"];
/// Folders of what shows how something is used.
const EXAMPLES: &[&str] = &["demo", "demos", "example", "examples", "sample", "samples"];
/// More definitions of one kind tell nothing new.
const MOST_CUSTOMS: usize = 20;

/// One version of a kind that the repository defines.
#[derive(Debug)]
pub struct Custom {
    api_version: String,
    kind: String,
    state: u64,
    schema: Schema,
}

impl PartialEq for Custom {
    fn eq(&self, other: &Custom) -> bool {
        (&self.api_version, &self.kind, self.state) == (&other.api_version, &other.kind, other.state)
    }
}

impl Custom {
    /// What judges it.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

/// What one file says of others.
#[derive(Clone, PartialEq, Default)]
struct Said {
    /// `group kind` of what it defines.
    kinds: Vec<String>,
    /// Paths that it patches with; and whether it is a kustomization.
    patches: Option<Vec<RelPath>>,
}

#[salsa::tracked(returns(clone))]
fn said(db: &dyn Db, file: File) -> Option<Arc<Said>> {
    let facts = graph::facts(db, file);
    let mut out = Said::default();
    // What tests keep is of whichever version they are about.
    let is_of_tests = file.path(db).parts().any(|part| matches!(part, "testdata" | "fixtures"));
    if let Some(Plan::Pods(pods)) = facts.plan.as_deref().filter(|_| !is_of_tests) {
        out.kinds = pods.customs.iter().map(ToString::to_string).collect();
    }
    if facts.kind.role == Role::Kustomization {
        let folder = file.path(db).parent().unwrap_or_else(RelPath::root);
        let patches = facts.references.iter().filter(|reference| PATCHES.contains(&reference.role));
        out.patches = Some(patches.filter_map(|reference| folder.resolve(&reference.name)).collect());
    }
    (out != Said::default()).then(|| Arc::new(out))
}

type Here = Arc<[(File, Arc<Said>)]>;

#[salsa::tracked(returns(clone))]
fn here(db: &dyn Db, folder: Directory) -> Here {
    folder.entries(db).files().filter_map(|file| Some((file, said(db, file)?))).collect()
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[Here]> {
    let own = here(db, folder);
    let mut out = if own.is_empty() { Vec::new() } else { vec![own] };
    for inner in folder.entries(db).directories() {
        out.extend(below(db, inner).iter().cloned());
    }
    out.into()
}

#[derive(PartialEq, Default)]
struct Known {
    kinds: FxHashMap<String, Vec<File>>,
    patches: FxHashSet<RelPath>,
    /// Folders with a kustomization.
    kustomized: FxHashSet<RelPath>,
}

#[salsa::tracked(returns(clone))]
fn known(db: &dyn Db, root: Root) -> Arc<Known> {
    let Some(top) = root.top(db) else { return Arc::default() };
    let mut out = Known::default();
    for (file, said) in below(db, top).iter().flat_map(|here| here.iter()) {
        for kind in &said.kinds {
            out.kinds.entry(kind.clone()).or_default().push(*file);
        }
        if let Some(patches) = &said.patches {
            out.patches.extend(patches.iter().cloned());
            out.kustomized.insert(file.path(db).parent().unwrap_or_else(RelPath::root));
        }
    }
    Arc::new(out)
}

/// Whether a kustomization names the file `path` as a patch.
pub fn is_patched(db: &dyn Db, root: Root, path: &RelPath) -> bool {
    known(db, root).patches.contains(path)
}

/// Whether the folder of `path` or one around it has a kustomization, so that Kustomize may read the file.
pub fn is_kustomized(db: &dyn Db, root: Root, path: &RelPath) -> bool {
    let known = known(db, root);
    std::iter::successors(path.parent(), RelPath::parent).any(|folder| known.kustomized.contains(&folder))
}

/// What the repository's own definitions say of a kind: each once. What an example brings is of whichever release that was
/// written for, and holds there.
pub fn customs(db: &dyn Db, root: Root, path: &RelPath, api_version: &str, kind: &str) -> Vec<Found> {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let known = known(db, root);
    let Some(files) = known.kinds.get(&format!("{group} {kind}")) else { return Vec::new() };
    let mut out: Vec<Arc<Custom>> = Vec::new();
    let is_example = |path: &RelPath| path.parts().any(|part| EXAMPLES.contains(&part));
    let holds =
        |definition: &RelPath| !is_example(definition) || definition.parent().is_some_and(|folder| path.starts_with(folder.as_str()));
    for file in files.iter().filter(|file| holds(file.path(db))) {
        for custom in defined(db, *file).iter() {
            if custom.api_version == api_version && custom.kind == kind && !out.contains(custom) && out.len() < MOST_CUSTOMS {
                out.push(custom.clone());
            }
        }
    }
    out.into_iter().map(Found::Custom).collect()
}

/// The kinds that a file defines, in all their versions.
#[salsa::tracked(returns(clone))]
fn defined(db: &dyn Db, file: File) -> Arc<[Arc<Custom>]> {
    let Some(text) = graph::text(db, file) else { return Arc::from([]) };
    let documents = documents::read_all(&text).into_iter().flatten();
    documents.filter_map(|document| document.root).flat_map(|root| definitions(&root)).map(Arc::new).collect()
}

fn definitions(root: &Node) -> Vec<Custom> {
    let text = |path: &[&str]| root.path(path).and_then(Node::text);
    let (Some("CustomResourceDefinition"), Some(group), Some(kind)) =
        (text(&["kind"]), text(&["spec", "group"]), text(&["spec", "names", "kind"]))
    else {
        return Vec::new();
    };
    let is_old = text(&["apiVersion"]).is_some_and(|api| api.ends_with("v1beta1"));
    let keeps = match text(&["spec", "preserveUnknownFields"]) {
        Some(keeps) => keeps == "true",
        None => is_old,
    };
    let shared = root.path(&["spec", "validation", "openAPIV3Schema"]);
    let custom = |version: &str, schema: Option<&Node>| {
        let json = schema.map(Node::to_json).filter(Json::is_object)?;
        let api_version = format!("{group}/{version}");
        let mut state = DefaultHasher::new();
        (json.to_string(), keeps).hash(&mut state);
        let schema = Schema::new(schemas::structural(&api_version, kind, &json, keeps));
        Some(Custom { api_version, kind: kind.to_owned(), state: state.finish(), schema })
    };
    let versions = root.path(&["spec", "versions"]).map_or(&[][..], Node::items);
    let mut out: Vec<Custom> = versions
        .iter()
        .filter_map(|version| custom(version.get("name")?.text()?, version.path(&["schema", "openAPIV3Schema"]).or(shared)))
        .collect();
    if versions.is_empty() {
        out.extend(text(&["spec", "version"]).and_then(|version| custom(version, shared)));
    }
    out
}
