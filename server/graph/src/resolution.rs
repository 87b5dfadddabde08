//! What each reference of a file stands for.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::{Language, Namespace};
use workspace::{Db, Directory, File};

use crate::{facts, files, go, javascript, links, protobuf, python, rust, templates};

/// What a reference stands for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Resolution {
    /// A file of the root.
    File(File),
    /// A folder of the root.
    Folder(Directory),
    /// Part of the language: its standard library, a built-in module.
    Builtin,
    /// A package from elsewhere, by the name its ecosystem's index knows it by.
    Package(CompactString),
    /// Nothing, for certain.
    Missing(Miss),
    /// Not known; nothing is said about it.
    Unknown,
}

/// How a reference came to stand for nothing.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Miss {
    /// The first parts were found, this one not: the folder that was searched and the part's name.
    Part {
        /// Where it was looked for.
        folder: Directory,
        /// What was looked for.
        name: CompactString,
    },
    /// A module was found and is a single file, so that nothing can be below it.
    NotAPackage {
        /// The file.
        file: File,
        /// What was looked for below it.
        name: CompactString,
    },
    /// The package was found and neither holds such a module nor binds such a name.
    Member {
        /// The package's `__init__`.
        file: File,
        /// What was looked for.
        name: CompactString,
    },
    /// A folder was found and lacks the file by which it would be entered.
    Entrance {
        /// The folder.
        folder: Directory,
        /// Any of these would do, the usual one first.
        names: &'static [&'static str],
    },
    /// A path that climbs out of the root or above the top package.
    Outside,
    /// A package that no manifest in sight declares.
    Undeclared {
        /// Its import name.
        name: CompactString,
    },
    /// Neither found nor declared, and a declared distribution whose modules are not known may bring it.
    Doubtful {
        /// Its import name.
        name: CompactString,
    },
    /// Neither found nor declared, where no manifest says what could be.
    NoManifest {
        /// Its import name.
        name: CompactString,
    },
}

impl Resolution {
    /// The file it leads to: a folder leads to none.
    pub fn file(&self) -> Option<File> {
        if let Resolution::File(file) = self { Some(*file) } else { None }
    }

    /// What is missing, when something is.
    pub fn miss(&self) -> Option<&Miss> {
        if let Resolution::Missing(miss) = self { Some(miss) } else { None }
    }
}

/// The meaning of each of a file's references, in their order.
#[salsa::tracked(returns(clone))]
pub fn resolutions(db: &dyn Db, file: File) -> Arc<[Resolution]> {
    let facts = facts(db, file);
    let Some(folder) = file.folder(db) else {
        // A buffer without a place sees nothing of any root.
        return facts.references.iter().map(|_| Resolution::Unknown).collect();
    };
    let _span = tracing::trace_span!("resolve", path = %file.path(db)).entered();
    let (mut python, mut javascript, mut rust) = (None, None, None);
    let resolved = facts.references.iter().map(|reference| match reference.namespace {
        Namespace::PYTHON_MODULE => {
            let resolver = python.get_or_insert_with(|| python::Resolver::new(db, folder));
            resolver.resolve(reference, file)
        }
        Namespace::JS_MODULE => javascript.get_or_insert_with(|| javascript::Resolver::new(db, file, folder, &facts)).resolve(reference),
        Namespace::RUST_MODULE | Namespace::RUST_CRATE | Namespace::RUST_SYMBOL => {
            rust.get_or_insert_with(|| rust::Resolver::new(db, file, folder)).resolve(reference)
        }
        Namespace::GO_PACKAGE => go::resolve(db, folder, reference),
        Namespace::PROTOBUF => protobuf::resolve(db, folder, reference),
        Namespace::JINJA => templates::resolve(db, folder, reference),
        Namespace::LINK => links::resolve(db, file, folder, reference),
        Namespace::FILE if facts.kind.language == Language::Markdown => links::resolve_include(db, folder, facts.kind, reference),
        Namespace::FILE => files::resolve(db, folder, facts.kind, reference),
        _ => Resolution::Unknown,
    });
    // A link is no second file: what is not found from its place may be found from where it leads.
    let is_linked = file.attributes(db).linked;
    resolved.map(|resolution| if is_linked && resolution.miss().is_some() { Resolution::Unknown } else { resolution }).collect()
}
