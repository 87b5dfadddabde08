//! Which packages the code of a folder may import: what `package.json` there and above declares.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::{DependencyKind, Role};
use workspace::{Db, Directory, File};

use crate::facts;

/// One declared package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declaration {
    /// The name that code imports.
    pub name: CompactString,
    /// When it is needed.
    pub kind: DependencyKind,
    /// The manifest that names it.
    pub manifest: File,
}

/// What the manifests of a folder and of those above it declare: Node looks for packages in all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Declared {
    /// Innermost first.
    pub packages: Vec<Declaration>,
    /// The manifests, innermost first.
    pub manifests: Vec<File>,
    /// Their packages' own names.
    pub own: Vec<CompactString>,
    /// Specifiers for which bundlers are told to take something else.
    pub replaced: Vec<CompactString>,
    /// Whether what is declared is all there is.
    pub complete: bool,
}

impl Declared {
    /// Whether `package` is declared.
    pub fn has(&self, package: &str) -> bool {
        self.packages.iter().any(|declaration| declaration.name == package)
    }

    /// The package that brings the types of `package`, when one is declared.
    pub fn types_of(&self, package: &str) -> Option<CompactString> {
        let name = CompactString::from(match package.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
            Some((scope, name)) => format!("@types/{scope}__{name}"),
            None => format!("@types/{package}"),
        });
        self.has(&name).then_some(name)
    }
}

/// What the code in `folder` may import.
#[salsa::tracked(returns(clone))]
pub fn declared(db: &dyn Db, folder: Directory) -> Arc<Declared> {
    let above = folder.parent(db).map(|parent| declared(db, parent));
    let own = folder.entries(db).file("package.json").map(|file| (file, facts(db, file)));
    let Some((file, facts)) = own.filter(|(_, facts)| facts.kind.role == Role::PackageJson) else {
        // Most folders declare nothing and share what is above them.
        return above.unwrap_or_else(|| Arc::new(Declared { complete: true, ..Declared::default() }));
    };
    let mut out = Declared { manifests: vec![file], ..Declared::default() };
    if let Some(manifest) = &facts.manifest {
        out.complete = manifest.complete;
        out.own.extend(manifest.name.clone());
        out.replaced.extend(manifest.provided.iter().cloned());
        out.packages.extend(manifest.dependencies.iter().map(|dependency| Declaration {
            name: dependency.alias.clone().unwrap_or_else(|| dependency.name.clone()),
            kind: dependency.kind,
            manifest: file,
        }));
    }
    if let Some(above) = above {
        out.complete &= above.complete;
        out.packages.extend(above.packages.iter().cloned());
        out.manifests.extend(&above.manifests);
        out.own.extend(above.own.iter().cloned());
        out.replaced.extend(above.replaced.iter().cloned());
    }
    Arc::new(out)
}
