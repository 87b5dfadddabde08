//! Edges between files: what a file's references tie it to, with their places.

use std::sync::Arc;

use syntax::{Flags, Namespace, Reference, SpanId};
use workspace::{Db, File};

use crate::facts;
use crate::names;
use crate::resolution::{Resolution, resolutions};

/// What kind of tie an edge is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum EdgeKind {
    /// Code that imports code.
    Import,
    /// Documentation that links to a file.
    Link,
    /// A manifest that names a file.
    Declaration,
    /// A name that another file defines: a Service, a variable of the environment, a route.
    Name,
}

impl EdgeKind {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            EdgeKind::Import => "import",
            EdgeKind::Link => "link",
            EdgeKind::Declaration => "declaration",
            EdgeKind::Name => "name",
        }
    }
}

/// A tie from one file to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Edge {
    /// Where it leads.
    pub target: File,
    /// Of what kind it is.
    pub kind: EdgeKind,
    /// The circumstances of the reference.
    pub flags: Flags,
    /// The place of the reference, in the file the edge starts from.
    pub span: SpanId,
}

/// The edges that start from `file`, in order of appearance. Edges to itself are left out.
#[salsa::tracked(returns(clone))]
pub fn edges(db: &dyn Db, file: File) -> Arc<[Edge]> {
    let facts = facts(db, file);
    let resolutions = resolutions(db, file);
    let edge = |(reference, resolution): (&Reference, &Resolution)| {
        let target = resolution.file().filter(|target| *target != file)?;
        let kind = kind_of(reference)?;
        Some(Edge { target, kind, flags: reference.flags, span: reference.span })
    };
    facts.references.iter().zip(resolutions.iter()).filter_map(edge).collect()
}

/// The same and those of names, which any file of the root may change: for answers to questions, not for rules.
pub fn all_edges(db: &dyn Db, file: File) -> Vec<Edge> {
    let named = names::ties(db, file);
    let name = |(span, target): (SpanId, File)| Edge { target, kind: EdgeKind::Name, flags: Flags::default(), span };
    edges(db, file).iter().copied().chain(named.into_iter().map(name)).collect()
}

fn kind_of(reference: &Reference) -> Option<EdgeKind> {
    match reference.namespace {
        // `from a import b` is one edge, that of `b`; the module alone counts only when everything is taken.
        Namespace::PYTHON_MODULE if reference.role == "from" && !reference.flags.has(Flags::STAR) => None,
        Namespace::PYTHON_MODULE if reference.role == "script" => Some(EdgeKind::Declaration),
        Namespace::PYTHON_MODULE
        | Namespace::JS_MODULE
        | Namespace::RUST_CRATE
        | Namespace::RUST_SYMBOL
        | Namespace::GO_PACKAGE
        | Namespace::PROTOBUF => Some(EdgeKind::Import),
        // A parent that lists its modules uses none of them yet.
        Namespace::RUST_MODULE => Some(EdgeKind::Declaration),
        Namespace::LINK => Some(EdgeKind::Link),
        Namespace::FILE => Some(EdgeKind::Declaration),
        _ => None,
    }
}
