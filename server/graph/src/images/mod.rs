//! Which images are built from which folders, and what of these folders their builds get to see.

mod context;
mod health;
mod pattern;

use std::sync::Arc;

pub use context::{Contexts, contexts, source_in, stages_needed};
pub use health::{Unchecked, is_unchecked_official, unchecked_base};
pub use pattern::{Patterns, clean};
use syntax::plan::image::Build;
use syntax::{Plan, SpanId};
use workspace::{Content, Db, Directory, Entry, File, RelPath, Root};

use crate::facts;
use crate::plans::{PlanKind, planned};

/// A document has a Dockerfile built in a context.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Built {
    /// The Dockerfile.
    pub dockerfile: File,
    /// The folder it is built in.
    pub context: Directory,
    /// The document that says so.
    pub by: File,
    /// Where it says so.
    pub span: SpanId,
}

/// Every build of the root whose Dockerfile and context are both folders and files of it.
#[salsa::tracked(returns(clone))]
pub fn builds(db: &dyn Db, root: Root) -> Arc<[Built]> {
    let mut found = Vec::new();
    for by in planned(db, root, PlanKind::Compose).iter().chain(planned(db, root, PlanKind::Workflow).iter()) {
        let Some(folder) = by.folder(db) else { continue };
        match facts(db, *by).plan.as_deref() {
            Some(Plan::Compose(compose)) => {
                let named = compose.services.iter().filter_map(|service| service.build.as_ref());
                found.extend(named.filter_map(|build| built(db, root, *by, folder.path(db), None, build)));
            }
            // Deeper down it is a template or a copy of another repository's.
            Some(Plan::Workflow(workflow)) if by.path(db).parts().count() == 3 => {
                let top = RelPath::root();
                let named = workflow.jobs.iter().flat_map(|job| &job.builds);
                found.extend(named.filter_map(|build| built(db, root, *by, &top, Some(&top), build)));
            }
            _ => {}
        }
    }
    found.into()
}

/// `from`: the folder the Dockerfile's path is seen from, where that is not the context.
fn built(db: &dyn Db, root: Root, by: File, base: &RelPath, from: Option<&RelPath>, build: &Build) -> Option<Built> {
    if build.other_file {
        return None;
    }
    let path = base.resolve(build.context.as_deref()?)?;
    let context = root.directory(db, &path)?;
    let dockerfile = match &build.file {
        Some(file) => from.unwrap_or(&path).resolve(file)?,
        None => path.join("Dockerfile"),
    };
    Some(Built { dockerfile: root.file(db, &dockerfile)?, context, by, span: build.span })
}

/// What an ignore file leaves out of a context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignores {
    /// The file.
    pub file: File,
    /// What it says.
    pub patterns: Arc<Patterns>,
}

/// What the build of `dockerfile` in `context` does not get to see; `None` where that is nothing, or cannot be known.
pub fn ignores(db: &dyn Db, dockerfile: File, context: Directory) -> Option<Ignores> {
    let own = format!("{}.dockerignore", dockerfile.path(db).name());
    let beside = dockerfile.folder(db).and_then(|folder| folder.entries(db).get(&own));
    let entries = context.entries(db);
    match beside.or_else(|| entries.get(".dockerignore")) {
        // Podman reads this one first, Docker never.
        Some(Entry::File(file)) if entries.get(".containerignore").is_none() => Some(Ignores { file, patterns: patterns(db, file)? }),
        _ => None,
    }
}

#[salsa::tracked(returns(clone))]
fn patterns(db: &dyn Db, file: File) -> Option<Arc<Patterns>> {
    match file.content(db) {
        Content::Buffer(text) => Patterns::read(&text).map(Arc::new),
        Content::Bytes(bytes) => Patterns::read(std::str::from_utf8(&bytes).ok()?).map(Arc::new),
        Content::Unreadable(_) => None,
    }
}

impl Ignores {
    /// The pattern that leaves out `path`, a path below `context` that is there as `entry`: for a folder, all of it. `None` when
    /// it is let in, or may be in part.
    pub fn leaves_out(&self, db: &dyn Db, context: Directory, entry: Entry, path: &str) -> Option<&str> {
        let pattern = self.patterns.leaves_out(path)?;
        match entry {
            Entry::Directory(folder) if self.patterns.takes_back() => self.is_empty(db, context, folder).then_some(pattern),
            Entry::Directory(_) | Entry::File(_) => Some(pattern),
            _ => None,
        }
    }

    /// Whether nothing that is below `folder` is let in, for certain.
    fn is_empty(&self, db: &dyn Db, context: Directory, folder: Directory) -> bool {
        let mut open = vec![folder];
        while let Some(folder) = open.pop() {
            for (name, entry) in folder.entries(db).iter() {
                let path = folder.path(db).join(name).relative_to(context.path(db));
                match entry {
                    Entry::Directory(inner) => open.push(inner),
                    Entry::OtherDirectory | Entry::Unreadable => return false,
                    Entry::File(_) | Entry::OtherFile if self.patterns.leaves_out(&path).is_none() => return false,
                    _ => {}
                }
            }
        }
        true
    }
}
