//! Pods by their labels: which of a root's workloads make pods that a selector selects.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use graph::names::{defined, names};
use rustc_hash::{FxHashMap, FxHashSet};
use syntax::{Mention, Names};
use workspace::{Db, File, Root};

use super::world::part;

/// The labels of the pods that one workload makes.
pub(super) struct Pods {
    /// The file of the workload.
    pub(super) file: File,
    /// Its namespace, name and kind.
    pub(super) scope: CompactString,
    /// `key=value`, each with its mention.
    pub(super) labels: Vec<Mention>,
}

impl Pods {
    /// The name of the workload.
    pub(super) fn name(&self) -> &str {
        part(&self.scope, 1)
    }
}

/// A selector of one object.
pub(super) struct Selector<'n> {
    /// Namespace, two empty parts, kind and name of the object.
    pub(super) scope: &'n str,
    /// `key=value` that all must hold.
    pub(super) labels: Vec<&'n Mention>,
}

/// The selectors of a file's objects that make no pods themselves.
pub(super) fn selectors(names: &Names) -> Vec<Selector<'_>> {
    let mut by_object: BTreeMap<&str, Vec<&Mention>> = BTreeMap::new();
    let is_one = |mention: &&Mention| mention.namespace.as_str() == "k8s.label" && !part(&mention.scope, 3).is_empty();
    for mention in names.references.iter().filter(is_one) {
        by_object.entry(&mention.scope).or_default().push(mention);
    }
    by_object.into_iter().map(|(scope, labels)| Selector { scope, labels }).collect()
}

/// What makes pods in a file.
pub(super) fn pods_of(db: &dyn Db, file: File) -> Vec<Pods> {
    let Some(names) = names(db, file) else { return Vec::new() };
    let mut by_workload: BTreeMap<CompactString, Vec<Mention>> = BTreeMap::new();
    for mention in names.definitions.iter().filter(|mention| mention.namespace.as_str() == "k8s.label") {
        by_workload.entry(mention.scope.clone()).or_default().push(mention.clone());
    }
    by_workload.into_iter().map(|(scope, labels)| Pods { file, scope, labels }).collect()
}

/// The workloads of a root that make pods with all of these labels, whatever their namespace: file and scope of each.
/// `None`: a kustomization adds a label that may complete any.
pub(super) fn selected(db: &dyn Db, root: Root, labels: &[&Mention]) -> Option<FxHashSet<(File, CompactString)>> {
    let (labelled, added) = (labelled(db, root), defined(db, root, "k8s.label-added"));
    if labels.iter().any(|label| added.contains_key(&label.name)) {
        return None;
    }
    let mut sets = Vec::new();
    for label in labels {
        let Some(set) = labelled.get(&label.name) else { return Some(FxHashSet::default()) };
        sets.push(set);
    }
    // Some labels are on everything.
    sets.sort_by_key(|set| set.len());
    let (first, others) = sets.split_first()?;
    Some(first.iter().filter(|pods| others.iter().all(|set| set.contains(*pods))).cloned().collect())
}

/// The workloads of a root by the labels of their pods.
#[salsa::tracked(returns(clone))]
fn labelled(db: &dyn Db, root: Root) -> Arc<FxHashMap<CompactString, FxHashSet<(File, CompactString)>>> {
    let mut out: FxHashMap<CompactString, FxHashSet<(File, CompactString)>> = FxHashMap::default();
    for (label, defined) in defined(db, root, "k8s.label").iter() {
        out.insert(label.clone(), defined.iter().map(|defined| (defined.file, defined.mention(db).scope)).collect());
    }
    Arc::new(out)
}
