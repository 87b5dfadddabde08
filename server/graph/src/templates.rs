//! Templates that others name: by a path below a folder that only the program knows.
//!
//! A name is looked for below every folder on the way from the template up to the top, and then below every folder that is called as
//! folders of templates are. What is in neither may come with a library: whether it is missing is a rule's to say.

use std::sync::Arc;

use syntax::{Facts, Namespace, Reference};
use workspace::{Db, Directory, File, Root};

use crate::facts;
use crate::resolution::{Resolution, resolutions};

/// What folders of templates are called.
const FOLDERS: [&str; 4] = ["templates", "template", "jinja2", "views"];
/// Blocks, within their template.
const BLOCK: Namespace = Namespace::named("jinja.block");
/// Longer chains go in circles.
const LONGEST: usize = 20;

/// What a name in a template of `folder` stands for.
pub fn resolve(db: &dyn Db, folder: Directory, reference: &Reference) -> Resolution {
    let root = folder.root(db);
    let found = |base: Directory| below(db, root, base, &reference.name);
    let above = || std::iter::successors(Some(folder), |folder| folder.parent(db));
    // A folder of templates is what a name is seen from, rather than one within it.
    let near = above().filter(|base| is_one(db, *base)).find_map(found).or_else(|| above().find_map(found));
    let far = || {
        let mut all = folders(db, root).iter().filter_map(|base| found(*base)).collect::<Vec<_>>().into_iter();
        all.next().filter(|_| all.next().is_none())
    };
    near.or_else(far).map_or(Resolution::Unknown, Resolution::File)
}

fn is_one(db: &dyn Db, folder: Directory) -> bool {
    FOLDERS.contains(&folder.path(db).name())
}

fn below(db: &dyn Db, root: Root, base: Directory, name: &str) -> Option<File> {
    root.file(db, &base.path(db).resolve(&format!("./{}", name.trim_start_matches('/')))?)
}

/// The folders of a root in which templates are kept.
#[salsa::tracked(returns(clone))]
fn folders(db: &dyn Db, root: Root) -> Arc<[Directory]> {
    root.top(db).map(|top| folders_below(db, top)).unwrap_or_else(|| Arc::from([]))
}

#[salsa::tracked(returns(clone))]
fn folders_below(db: &dyn Db, folder: Directory) -> Arc<[Directory]> {
    let own = is_one(db, folder).then_some(folder);
    own.into_iter().chain(folder.entries(db).directories().flat_map(|folder| folders_below(db, folder).to_vec())).collect()
}

/// The templates that `file` extends, one after the other, up to one that extends none. `None` where one of them is not known, or
/// says more than its tags tell.
pub fn extended(db: &dyn Db, file: File) -> Option<Vec<File>> {
    let mut out = Vec::new();
    let mut next = parent(db, file)?;
    while let Some(file) = next {
        if out.contains(&file) || out.len() == LONGEST {
            return None;
        }
        out.push(file);
        next = parent(db, file)?;
    }
    Some(out)
}

/// The template that one extends; `None` where it extends what is not known, `Some(None)` where it extends none.
fn parent(db: &dyn Db, file: File) -> Option<Option<File>> {
    let facts = facts(db, file);
    let number = facts.references.iter().position(|reference| reference.namespace == Namespace::JINJA && reference.role == "extends");
    match number {
        Some(number) => resolutions(db, file).get(number).and_then(Resolution::file).map(Some),
        // What it fills, it fills of something.
        None => (!blocks(&facts).any(|(_, defines)| !defines)).then_some(None),
    }
}

/// The blocks of a template by name, and whether it makes them rather than fills those of another.
fn blocks(facts: &Facts) -> impl Iterator<Item = (&str, bool)> {
    let names = facts.names.iter();
    names.flat_map(|names| {
        let made = names.definitions.iter().map(|mention| (mention, true));
        let filled = names.references.iter().map(|mention| (mention, false));
        made.chain(filled).filter(|(mention, _)| mention.namespace == BLOCK).map(|(mention, made)| (mention.name.as_str(), made))
    })
}

/// Whether a template has a block of this name, made or filled.
pub fn has_block(db: &dyn Db, file: File, name: &str) -> bool {
    blocks(&facts(db, file)).any(|(other, _)| other == name)
}

/// The blocks of a template, by name.
pub fn blocks_of(db: &dyn Db, file: File) -> Vec<String> {
    let mut out: Vec<String> = blocks(&facts(db, file)).map(|(name, _)| name.to_owned()).collect();
    out.sort_unstable();
    out
}
