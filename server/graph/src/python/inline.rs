//! What scripts without a project declare by themselves, for them and for what lies beside them and only they import.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use syntax::Namespace;
use workspace::{Db, Directory, File};

use super::declarations::{Declared, of_manifest};
use crate::facts;

/// What the inline metadata of `file` declares; `None` when it has none.
#[salsa::tracked(returns(clone))]
pub fn declared_inline(db: &dyn Db, file: File) -> Option<Arc<Declared>> {
    let facts = facts(db, file);
    let manifest = facts.manifest.as_ref()?;
    Some(Arc::new(Declared::alone(of_manifest(manifest, file).collect(), manifest.complete)))
}

/// Whether a script beside `file`, which is in `folder`, imports it and declares what brings the top-level module `module`.
pub fn is_brought_beside(db: &dyn Db, folder: Directory, file: File, module: &str) -> bool {
    let stem = file.path(db).name().trim_end_matches(".py");
    scripts_in(db, folder).iter().any(|(imported, declared)| imported.contains(stem) && declared.providing(module).is_some())
}

/// The scripts in `folder` that declare by themselves what they need, by what they import.
#[salsa::tracked(returns(clone))]
fn scripts_in(db: &dyn Db, folder: Directory) -> Arc<[(BTreeSet<CompactString>, Arc<Declared>)]> {
    let entries = folder.entries(db);
    let scripts = entries.files().filter(|file| file.path(db).extension() == Some("py"));
    scripts
        .filter_map(|file| {
            let declared = declared_inline(db, file)?;
            let facts = facts(db, file);
            let imports = facts.references.iter().filter(|reference| reference.namespace == Namespace::PYTHON_MODULE);
            let tops = imports.filter_map(|reference| reference.name.trim_start_matches('.').split('.').next().map(CompactString::from));
            Some((tops.collect(), declared))
        })
        .collect()
}
