//! Who depends on a component, and on whom it depends, with the lines: what an editor asks at an id of the DNA.

use dna::{ComponentId, Dna, Name};
use graph::architecture::{self, Named};
use graph::navigation::Location;
use workspace::{Db, File, RelPath, Root, Span};

use crate::recovered::{Part, Tie, is_manifest, recovered};

/// A part of a root and where it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The part.
    pub part: Part,
    /// Its id, or its folder.
    pub name: String,
    /// The place of its id; for a part that the DNA does not declare a file of it.
    pub file: File,
    /// The range of its id.
    pub span: Span,
}

/// A part that is tied to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Neighbour {
    /// The other part.
    pub member: Member,
    /// The lines.
    pub tie: Tie,
}

/// The component that `offset` of a file is about: an id of the DNA, or the manifest of a component's own folder.
pub fn component_at(db: &dyn Db, file: File, offset: u32) -> Option<Member> {
    let root = file.root(db)?;
    let dna = dna::dna(db, root)?;
    if let Some(mention) = architecture::mention_at(db, file, offset) {
        let Named::Id(Name::Component(number)) = mention.named else { return None };
        return declared(db, root, &dna, number);
    }
    let folder = file.path(db).parent().filter(|_| is_manifest(graph::facts(db, file).kind.role))?;
    let component = dna.component_of(file.path(db))?;
    let owns = component.paths.iter().any(|path| path.value == folder);
    owns.then(|| declared(db, root, &dna, component.number))?
}

/// The part of that name, as [`Member::name`] has it.
pub fn named(db: &dyn Db, root: Root, name: &str) -> Option<Member> {
    let dna = dna::dna(db, root)?;
    let part = recovered(db, root).parts.keys().find(|part| name_of(&dna, part) == name).cloned()?;
    member(db, root, &dna, part)
}

/// The parts that depend on `part`.
pub fn users(db: &dyn Db, root: Root, part: &Part) -> Vec<Neighbour> {
    neighbours(db, root, |from, to| (to == part).then(|| from.clone()))
}

/// The parts that `part` depends on.
pub fn used(db: &dyn Db, root: Root, part: &Part) -> Vec<Neighbour> {
    neighbours(db, root, |from, to| (from == part).then(|| to.clone()))
}

fn neighbours(db: &dyn Db, root: Root, other: impl Fn(&Part, &Part) -> Option<Part>) -> Vec<Neighbour> {
    let Some(dna) = dna::dna(db, root) else { return Vec::new() };
    let all = recovered(db, root);
    let tied = all.ties.iter().filter_map(|((from, to), tie)| Some((other(from, to)?, tie)));
    let mut out: Vec<Neighbour> =
        tied.filter_map(|(part, tie)| Some(Neighbour { member: member(db, root, &dna, part)?, tie: tie.clone() })).collect();
    out.sort_by(|a, b| a.member.name.cmp(&b.member.name));
    out
}

/// The place in the DNA at which `from` says that it uses `to` by its id, if it does.
pub fn declaration(db: &dyn Db, root: Root, from: &Part, to: &Part) -> Option<Location> {
    let (Part::Declared(from), Part::Declared(to)) = (from, to) else { return None };
    let declared = dna::declared(db, root);
    let component = declared.dna.as_ref()?.component_at(*from)?;
    let mut entries = component.uses.iter().flat_map(|uses| &uses.value);
    let entry = entries.find(|entry| entry.value == dna::Selector::Component(*to))?;
    architecture::place(db, root, &declared, entry.span)
}

fn name_of(dna: &Dna, part: &Part) -> String {
    match part {
        Part::Declared(number) => dna.component_at(*number).map(|component| component.id.to_string()).unwrap_or_default(),
        Part::Undeclared(path) => path.to_string(),
    }
}

fn member(db: &dyn Db, root: Root, dna: &Dna, part: Part) -> Option<Member> {
    match &part {
        Part::Declared(number) => declared(db, root, dna, *number),
        Part::Undeclared(path) => {
            let location = architecture::definition(db, root, &Named::Path(RelPath::clone(path)))?;
            Some(Member { name: path.to_string(), part, file: location.file, span: location.span })
        }
    }
}

fn declared(db: &dyn Db, root: Root, dna: &Dna, number: ComponentId) -> Option<Member> {
    let location = architecture::definition(db, root, &Named::Id(Name::Component(number)))?;
    let part = Part::Declared(number);
    Some(Member { name: name_of(dna, &part), part, file: location.file, span: location.span })
}
