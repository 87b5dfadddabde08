//! Whether so much is missing in the manifests that they are not all that says what a package needs: then it is we who do not know.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use graph::gathering::joined;
use graph::{Miss, python, resolutions};
use rustc_hash::FxHashMap;
use syntax::{DependencyKind, Namespace, Reference};
use workspace::{Db, Directory, File};

use crate::rule::FileContext;

/// So many undeclared packages at least; fewer are forgotten by anybody.
const FEWEST: usize = 8;
/// And of what is declared for the code itself this part at least, as one of so many.
const ONE_OF: usize = 8;

/// Whether what nobody declares below the manifest that lies nearest to a file is too much to have been forgotten: a framework takes
/// what its users have, or what is needed is written down where nobody reads it here.
pub(super) fn is_unaccounted(context: &FileContext<'_>, nearest: Option<File>) -> bool {
    let Some(manifest) = nearest else { return false };
    let undeclared = context.root.top(context.db).map(|top| undeclared(context.db, top));
    let undeclared = undeclared.and_then(|all| all.get(&manifest).map(BTreeSet::len)).unwrap_or_default();
    let declared = python::declared(context.db, context.folder);
    let of_people = declared.distributions.iter().filter(|declaration| declaration.kind != DependencyKind::Locked);
    let declared = of_people.map(|declaration| declaration.name.as_str()).collect::<BTreeSet<_>>().len();
    undeclared >= FEWEST && undeclared * ONE_OF >= declared
}

/// Modules of Python that nobody declares, by the manifest that lies nearest.
type Undeclared = FxHashMap<File, BTreeSet<CompactString>>;

/// Those of a folder and all below it. Gathered on the way up: an edit that takes in no other package looks at one file again.
#[salsa::tracked(returns(clone))]
fn undeclared(db: &dyn Db, folder: Directory) -> Arc<Undeclared> {
    let entries = folder.entries(db);
    let all = std::iter::once(undeclared_here(db, folder)).chain(entries.directories().map(|below| undeclared(db, below)));
    joined(all, Undeclared::is_empty, |out, found| {
        found.iter().for_each(|(manifest, names)| out.entry(*manifest).or_default().extend(names.iter().cloned()));
    })
}

#[salsa::tracked(returns(clone))]
fn undeclared_here(db: &dyn Db, folder: Directory) -> Arc<Undeclared> {
    let entries = folder.entries(db);
    let files = entries.files().filter(|file| file.path(db).extension() == Some("py"));
    let names: BTreeSet<CompactString> = files.flat_map(|file| undeclared_by(db, file).to_vec()).collect();
    let nearest = || python::declared(db, folder).distributions.first().map(|declaration| declaration.manifest);
    let of_manifest = Some(names).filter(|names| !names.is_empty()).and_then(|names| Some((nearest()?, names)));
    Arc::new(of_manifest.into_iter().collect())
}

/// Those that one file takes in for certain, in order of appearance.
#[salsa::tracked(returns(clone))]
fn undeclared_by(db: &dyn Db, file: File) -> Arc<[CompactString]> {
    let facts = graph::facts(db, file);
    let is_certain = |reference: &Reference| reference.namespace == Namespace::PYTHON_MODULE && !python::may_fail(reference.flags);
    if !facts.references.iter().any(is_certain) {
        return Arc::default();
    }
    let resolutions = resolutions(db, file);
    let certain = facts.references.iter().zip(resolutions.iter()).filter(|(reference, _)| is_certain(reference));
    let undeclared = certain.filter_map(|(_, resolution)| match resolution.miss()? {
        Miss::Undeclared { name } => Some(name.clone()),
        _ => None,
    });
    undeclared.collect()
}
