//! How much is known around a manifest, so that what is missing there is known to be missing.

use std::sync::Arc;

use compact_str::CompactString;
use graph::kustomize::{Unit, unit, units_of};
use graph::links::is_copy;
use graph::names::{Defined, defined, names};
use rustc_hash::FxHashSet;
use syntax::names::PART;
use syntax::place::{is_data, is_test};
use syntax::{Mention, Namespace, Role, Status, Templating};
use workspace::{Db, File, Root};

use crate::document::kubernetes::is_open;
use crate::rule::FileContext;
use crate::rules::kubernetes::is_group;
use crate::rules::names::is_certain;
use crate::silence::is_unjudged;

/// Groups whose objects make nothing that manifests name: routes, policies, monitors, certificates, sealed secrets.
const QUIET: &[&str] = &[
    "gateway.networking.k8s.io",
    "networking.istio.io",
    "security.istio.io",
    "traefik.io",
    "traefik.containo.us",
    "monitoring.coreos.com",
    "cert-manager.io",
    "bitnami.com",
    "external-secrets.io",
    "keda.sh",
    "autoscaling.k8s.io",
    "kustomize.config.k8s.io",
    "metrics.k8s.io",
    "snapshot.storage.k8s.io",
    "projectcontour.io",
    "cilium.io",
    "kyverno.io",
];

/// Folders of documentation, whose readers make the rest themselves.
const SHOWN: &[&str] = &["docs", "doc", "documentation", "website", "site", "content", "blog", "snippets"];

/// What surrounds a manifest.
pub(super) struct World {
    /// The files that are read together with it, itself included.
    pub(super) files: Vec<File>,
    /// Whether nothing else is: what is missing here is missing.
    pub(super) closed: bool,
}

/// Whether anything is said about the names of a file: it is used as it is.
pub(super) fn is_judged(context: &FileContext<'_>) -> bool {
    let (db, facts) = (context.db, context.facts);
    let path = context.file.path(db).as_str();
    matches!(facts.kind.role, Role::Kubernetes | Role::Kustomization)
        && facts.kind.templating == Templating::None
        && matches!(facts.status, Status::Parsed | Status::Recovered)
        && !is_unjudged(db, context.file)
        && !is_data(path)
        && !is_test(path)
        && !path.split('/').any(|part| SHOWN.contains(&part))
        && !is_copy(db, context.folder)
}

impl World {
    /// What surrounds the file of `context`.
    pub(super) fn of(context: &FileContext<'_>) -> World {
        let db = context.db;
        let units: Vec<Arc<Unit>> = match context.facts.kind.role {
            Role::Kustomization => vec![unit(db, context.file)],
            _ => units_of(db, context.file),
        };
        if units.is_empty() {
            // Manifests of one folder are written for each other.
            return World { files: context.folder.entries(db).files().collect(), closed: false };
        }
        let mut files: Vec<File> = units.iter().flat_map(|unit| unit.files.iter().copied()).collect();
        files.sort_by(|a, b| a.path(db).cmp(b.path(db)));
        files.dedup();
        let closed = units.iter().all(|unit| unit.closed) && files.iter().all(|file| is_known(db, *file));
        World { files, closed }
    }

    /// The definitions of a namespace in these files.
    pub(super) fn definitions(&self, db: &dyn Db, namespace: Namespace) -> Vec<(File, Mention)> {
        let own = |file: &File| names(db, *file).map(|names| (*file, names));
        let of = |(file, names): (File, Arc<syntax::Names>)| {
            let found: Vec<Mention> = names.definitions.iter().filter(|mention| mention.namespace == namespace).cloned().collect();
            found.into_iter().map(move |mention| (file, mention))
        };
        self.files.iter().filter_map(own).flat_map(of).collect()
    }

    /// The names of a namespace that these files use.
    pub(super) fn used(&self, db: &dyn Db, namespace: Namespace) -> FxHashSet<CompactString> {
        let used = self.files.iter().filter_map(|file| names(db, *file));
        used.flat_map(|names| {
            let of = names.references.iter().filter(|mention| mention.namespace == namespace);
            of.map(|mention| mention.name.clone()).collect::<Vec<_>>()
        })
        .collect()
    }

    /// Whether one of these definitions is in these files.
    pub(super) fn has_any(&self, defined: &[Defined]) -> bool {
        defined.iter().any(|defined| self.files.contains(&defined.file))
    }
}

/// Whether all that a file brings is written in it.
fn is_known(db: &dyn Db, file: File) -> bool {
    let facts = graph::facts(db, file);
    let groups = facts.names.iter().flat_map(|names| &names.references).filter(|mention| mention.namespace.as_str() == "k8s.group");
    facts.status == Status::Parsed
        && facts.kind.templating == Templating::None
        && groups.into_iter().all(|group| is_group(&group.name) || QUIET.contains(&group.name.as_str()))
}

/// A part of the scope of a mention; an empty text where it has none.
pub(super) fn part(scope: &str, number: usize) -> &str {
    scope.split(PART).nth(number).unwrap_or_default()
}

/// Whether a name may be judged: nothing fills it in, and it was read in full.
pub(super) fn is_plain(mention: &Mention) -> bool {
    is_certain(mention) && !is_open(&mention.name) && !mention.scope().any(is_open)
}

/// Whether anything in a root is, or may become, what `name` stands for.
pub(super) fn exists(db: &dyn Db, root: Root, namespace: Namespace, name: &str) -> bool {
    let index = defined(db, root, namespace.as_str());
    if index.contains_key(name) || may_be_made(db, root, name) {
        return true;
    }
    // A generator adds a hash of ten letters, a kustomization what it is told.
    let unhashed = name.rsplit_once('-').filter(|(_, hash)| hash.len() == 10).is_some_and(|(name, _)| index.contains_key(name));
    let affixes = defined(db, root, "kustomize.affix");
    let affixed = |affix: &CompactString| {
        let without = [name.strip_prefix(affix.as_str()), name.strip_suffix(affix.as_str())];
        without.into_iter().flatten().any(|rest| {
            index.contains_key(rest)
                || affixes.keys().any(|other| rest.strip_suffix(other.as_str()).is_some_and(|rest| index.contains_key(rest)))
        })
    };
    unhashed || affixes.keys().any(affixed)
}

/// Whether a chart or an operator may make an object of this name.
pub(super) fn may_be_made(db: &dyn Db, root: Root, name: &str) -> bool {
    let made = defined(db, root, "k8s.made");
    let begins = || name.match_indices('-').any(|(at, _)| made.contains_key(&name[..at]));
    defined(db, root, "k8s.templated").contains_key(name) || made.contains_key(name) || !made.is_empty() && begins()
}
