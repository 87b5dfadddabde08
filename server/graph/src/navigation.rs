//! From a place to what it names, and from a thing to the places that name it.

use syntax::{DefinitionKind, Namespace, Reference, SpanId};
use workspace::{Db, File, Root, Span};

use crate::architecture::{self, Named};
use crate::resolution::{Resolution, resolutions};
use crate::{facts, ranges};

/// A range of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Location {
    /// The file.
    pub file: File,
    /// The range in it.
    pub span: Span,
}

/// A re-export may lead to another; longer chains are cycles.
const MAX_HOPS: usize = 16;

/// The reference at `offset`: its index in the file's facts. The shortest range wins.
pub fn reference_at(db: &dyn Db, file: File, offset: u32) -> Option<usize> {
    let (facts, ranges) = (facts(db, file), ranges(db, file));
    let touching = facts.references.iter().enumerate().filter(|(_, reference)| ranges.span(reference.span).touches(offset));
    touching
        .min_by_key(|(_, reference)| {
            let span = ranges.span(reference.span);
            (span.end - span.start, std::cmp::Reverse(reference.span))
        })
        .map(|(index, _)| index)
}

/// Where the thing is defined that the reference at `offset` stands for; with the range of the reference.
pub fn definition_at(db: &dyn Db, file: File, offset: u32) -> Option<(Span, Location)> {
    if let Some(mention) = architecture::mention_at(db, file, offset) {
        return Some((mention.span, architecture::definition(db, file.root(db)?, &mention.named)?));
    }
    let index = reference_at(db, file, offset)?;
    let reference = &facts(db, file).references[index];
    let origin = ranges(db, file).span(reference.span);
    Some((origin, target(db, file, index, MAX_HOPS)?))
}

fn target(db: &dyn Db, file: File, index: usize, hops: usize) -> Option<Location> {
    let resolution = resolutions(db, file).get(index)?.clone();
    let reference = &facts(db, file).references[index];
    match resolution {
        Resolution::File(found) => Some(within(db, found, reference, hops)),
        Resolution::Folder(folder) => {
            let entries = folder.entries(db);
            let readme = ["README.md", "readme.md", "index.md"].iter().find_map(|name| entries.file(name));
            readme.map(|file| Location { file, span: Span::default() })
        }
        _ => None,
    }
}

/// The place in `file` that `reference` means: the member it names, else the file's start.
fn within(db: &dyn Db, file: File, reference: &Reference, hops: usize) -> Location {
    let start = Location { file, span: Span::default() };
    let Some(member) = reference.member.as_deref() else { return start };
    let namespace = match reference.namespace {
        Namespace::PYTHON_MODULE => Namespace::PYTHON_SYMBOL,
        Namespace::JS_MODULE => Namespace::JS_SYMBOL,
        Namespace::LINK => Namespace::ANCHOR,
        other => other,
    };
    let own = facts(db, file);
    let Some(definition) = own.definitions.iter().find(|definition| definition.namespace == namespace && definition.name == member) else {
        return start;
    };
    if definition.kind == DefinitionKind::Import && hops > 0 {
        // A name that is only passed on is defined where it comes from.
        let imported = own.references.iter().position(|other| other.role == "name" && other.member.as_deref() == Some(member));
        if let Some(found) = imported.and_then(|index| target(db, file, index, hops - 1)) {
            return found;
        }
    }
    Location { file, span: ranges(db, file).span(definition.span) }
}

/// The places that name what is at `offset`: the target of the reference there, the definition there, or the
/// file itself.
pub fn references_at(db: &dyn Db, file: File, offset: u32, include_definition: bool) -> Vec<Location> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let place = |(file, id): (File, SpanId)| Location { file, span: ranges(db, file).span(id) };
    let mut out = Vec::new();
    if let Some(Named::Id(name)) = architecture::mention_at(db, file, offset).map(|mention| mention.named) {
        out.extend(architecture::definition(db, root, &Named::Id(name)).filter(|_| include_definition));
        out.extend(architecture::references(db, root, name));
    } else if let Some((_, location)) = definition_at(db, file, offset) {
        let name = own_definition_at(db, location.file, location.span.start).filter(|_| location.span != Span::default());
        out.extend(Some(location).filter(|_| include_definition));
        match name {
            Some(index) => out.extend(named(db, root, location.file, index).into_iter().map(place)),
            None => out.extend(references_to(db, root, location.file).into_iter().map(place)),
        }
    } else if let Some(index) = own_definition_at(db, file, offset) {
        out.extend(Some(place((file, facts(db, file).definitions[index].span))).filter(|_| include_definition));
        out.extend(named(db, root, file, index).into_iter().map(place));
    }
    out
}

fn named(db: &dyn Db, root: Root, file: File, index: usize) -> Vec<(File, SpanId)> {
    let name = facts(db, file).definitions[index].name.clone();
    references_to_name(db, root, file, &name)
}

/// Every reference of the root that leads to `target`, by path and place.
pub fn references_to(db: &dyn Db, root: Root, target: File) -> Vec<(File, SpanId)> {
    let mut out = Vec::new();
    for file in root.files(db) {
        let resolutions = resolutions(db, file);
        for (reference, resolution) in facts(db, file).references.iter().zip(resolutions.iter()) {
            // `from module import a, b` names the module once, however many names follow it.
            let again = reference.role == "name" && out.last().is_some_and(|(last, _)| *last == file);
            if resolution.file() == Some(target) && !again {
                out.push((file, reference.span));
            }
        }
    }
    out
}

/// The definition whose name is at `offset`: its index in the file's facts.
pub fn own_definition_at(db: &dyn Db, file: File, offset: u32) -> Option<usize> {
    let ranges = ranges(db, file);
    facts(db, file).definitions.iter().position(|definition| ranges.span(definition.span).touches(offset))
}

/// Every reference of the root that names the definition `name` of `target`.
pub fn references_to_name(db: &dyn Db, root: Root, target: File, name: &str) -> Vec<(File, SpanId)> {
    let mut out = Vec::new();
    for file in root.files(db) {
        let resolutions = resolutions(db, file);
        for (reference, resolution) in facts(db, file).references.iter().zip(resolutions.iter()) {
            if resolution.file() == Some(target) && reference.member.as_deref() == Some(name) {
                out.push((file, reference.span));
            }
        }
    }
    out
}
