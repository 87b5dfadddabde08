//! From a place to what it names, and from a thing to the places that name it.

use syntax::{DefinitionKind, Namespace, Reference, SpanId};
use workspace::{Db, File, Root, Span};

use crate::architecture;
use crate::names::{self, Defined};
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

/// The names at `offset`, where nothing shorter that leads somewhere stands there: a port within a path, a Service within a URL.
fn named_at(db: &dyn Db, file: File, offset: u32) -> Option<Named> {
    let here = names::all_at(db, file, offset);
    let span = here.first()?.span;
    let shorter = |index: usize| {
        let other = ranges(db, file).span(facts(db, file).references[index].span);
        other.end - other.start < span.end - span.start && target(db, file, index, MAX_HOPS).is_some()
    };
    if reference_at(db, file, offset).is_some_and(shorter) {
        return None;
    }
    let mut targets = Vec::new();
    for defined in here.iter().flat_map(|here| names::meanings(db, file, &here.mention)) {
        if !targets.contains(&defined) {
            targets.push(defined);
        }
    }
    (!targets.is_empty()).then_some(Named { span, targets })
}

/// Names at a place, and what they stand for.
struct Named {
    span: Span,
    targets: Vec<Defined>,
}

/// Where the things are defined that the place at `offset` stands for, the likeliest first; with the range of the name.
pub fn definitions_at(db: &dyn Db, file: File, offset: u32) -> Option<(Span, Vec<Location>)> {
    if let Some(mention) = architecture::mention_at(db, file, offset) {
        return Some((mention.span, vec![architecture::definition(db, file.root(db)?, &mention.named)?]));
    }
    if let Some(named) = named_at(db, file, offset) {
        return Some((named.span, named.targets.iter().map(|defined| names::location(db, *defined)).collect()));
    }
    referred_at(db, file, offset).map(|(span, location)| (span, vec![location]))
}

/// The place that a reference (an import, a path, a link) at `offset` leads to; with the range of the reference.
fn referred_at(db: &dyn Db, file: File, offset: u32) -> Option<(Span, Location)> {
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
    let declared = architecture::mention_at(db, file, offset);
    if let Some(mention) = declared {
        let definition = architecture::definition(db, root, &mention.named);
        match mention.named {
            architecture::Named::Id(name) => {
                out.extend(definition.filter(|_| include_definition));
                out.extend(architecture::references(db, root, name));
            }
            _ => out.extend(definition.into_iter().flat_map(|found| references_to(db, root, found.file)).map(place)),
        }
    } else if let Some(named) = named_at(db, file, offset) {
        out.extend(named.targets.iter().map(|defined| names::location(db, *defined)).filter(|_| include_definition));
        out.extend(names::references_to(db, root, &named.targets));
    } else if let Some((_, location)) = referred_at(db, file, offset) {
        let name = own_definition_at(db, location.file, location.span.start).filter(|_| location.span != Span::default());
        out.extend(Some(location).filter(|_| include_definition));
        match name {
            Some(index) => out.extend(users(db, root, location.file, index).into_iter().map(place)),
            None => out.extend(references_to(db, root, location.file).into_iter().map(place)),
        }
    } else if let Some(index) = own_definition_at(db, file, offset) {
        out.extend(Some(place((file, facts(db, file).definitions[index].span))).filter(|_| include_definition));
        out.extend(users(db, root, file, index).into_iter().map(place));
    }
    out
}

/// How a place of a file has to do with a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// It gives the name.
    Defines,
    /// It uses it.
    Refers,
}

/// The places of a file that speak of what is at `offset` of it, by place.
pub fn highlights_at(db: &dyn Db, file: File, offset: u32) -> Vec<(Span, Use)> {
    let ranges = ranges(db, file);
    let mut out = Vec::new();
    if let Some(architecture::Mention { named: architecture::Named::Id(name), .. }) = architecture::mention_at(db, file, offset) {
        let Some(root) = file.root(db) else { return out };
        let definition = architecture::definition(db, root, &architecture::Named::Id(name));
        out.extend(definition.filter(|found| found.file == file).map(|found| (found.span, Use::Defines)));
        let uses = architecture::references(db, root, name);
        out.extend(uses.into_iter().filter(|found| found.file == file).map(|found| (found.span, Use::Refers)));
    } else if let Some(Named { targets, .. }) = named_at(db, file, offset) {
        let own = targets.iter().filter(|defined| defined.file == file);
        out.extend(own.map(|defined| (ranges.span(defined.mention(db).span), Use::Defines)));
        out.extend(names::uses_in(db, file, &targets).into_iter().map(|span| (ranges.span(span), Use::Refers)));
    } else if let Some(here) = names::all_at(db, file, offset).first() {
        // Nothing defines it here; the same name elsewhere in the file is the same thing.
        let same = names::mentions(db, file, |mention, _| mention.fits(&here.mention));
        out.extend(same.into_iter().map(|other| (other.span, Use::Refers)));
    } else if let Some(index) = reference_at(db, file, offset) {
        let (facts, resolutions) = (facts(db, file), resolutions(db, file));
        let own = &facts.references[index];
        let alike = |other: &usize| {
            let reference = &facts.references[*other];
            reference.namespace == own.namespace
                && reference.member == own.member
                && match &resolutions[index] {
                    Resolution::File(_) | Resolution::Folder(_) => resolutions[*other] == resolutions[index],
                    _ => reference.name == own.name,
                }
        };
        out.extend((0..facts.references.len()).filter(alike).map(|other| (ranges.span(facts.references[other].span), Use::Refers)));
    }
    out.sort_by_key(|(span, how)| (*span, *how == Use::Refers));
    out.dedup_by_key(|(span, _)| *span);
    out
}

fn users(db: &dyn Db, root: Root, file: File, index: usize) -> Vec<(File, SpanId)> {
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
