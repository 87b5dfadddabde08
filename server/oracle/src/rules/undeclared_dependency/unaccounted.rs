//! Whether so much is missing in the manifests that they are not all that says what a package needs: then it is we who do not know.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use graph::{Miss, python, resolutions};
use rustc_hash::FxHashMap;
use syntax::{DependencyKind, Namespace};
use workspace::{Db, File, Root};

use crate::rule::FileContext;

/// So many undeclared packages at least; fewer are forgotten by anybody.
const FEWEST: usize = 8;
/// And of what is declared for the code itself this part at least, as one of so many.
const ONE_OF: usize = 8;

/// Whether what nobody declares below the manifest that lies nearest to a file is too much to have been forgotten: a framework takes
/// what its users have, or what is needed is written down where nobody reads it here.
pub(super) fn is_unaccounted(context: &FileContext<'_>, nearest: Option<File>) -> bool {
    let Some(manifest) = nearest else { return false };
    let undeclared = undeclared(context.db, context.root).get(&manifest).map_or(0, BTreeSet::len);
    let declared = python::declared(context.db, context.folder);
    let of_people = declared.distributions.iter().filter(|declaration| declaration.kind != DependencyKind::Locked);
    let declared = of_people.map(|declaration| declaration.name.as_str()).collect::<BTreeSet<_>>().len();
    undeclared >= FEWEST && undeclared * ONE_OF >= declared
}

/// The modules of Python that nobody declares, by the manifest that lies nearest.
#[salsa::tracked(returns(clone))]
fn undeclared(db: &dyn Db, root: Root) -> Arc<FxHashMap<File, BTreeSet<CompactString>>> {
    let mut found = FxHashMap::<File, BTreeSet<CompactString>>::default();
    for file in root.files(db).into_iter().filter(|file| file.path(db).extension() == Some("py")) {
        let Some(folder) = file.folder(db) else { continue };
        let facts = graph::facts(db, file);
        let resolutions = resolutions(db, file);
        let missing = facts
            .references
            .iter()
            .zip(resolutions.iter())
            .filter(|(reference, _)| reference.namespace == Namespace::PYTHON_MODULE && !python::may_fail(reference.flags));
        for (_, resolution) in missing {
            let Some(Miss::Undeclared { name }) = resolution.miss() else { continue };
            let Some(nearest) = python::declared(db, folder).distributions.first().map(|declaration| declaration.manifest) else {
                continue;
            };
            found.entry(nearest).or_default().insert(name.clone());
        }
    }
    Arc::new(found)
}
