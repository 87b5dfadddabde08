//! What files say of each other when files and folders move: imports, links, paths of manifests, sources of images.
//!
//! The law: a reference that leads to a moved file, or stands in one, is written so that it leads to the same thing after the move,
//! in the manner in which it was written - relative stays relative, an ending that was left out stays out, `./` stays. What is right
//! as it is is not touched, and where no text of that manner would do, none is proposed: a finding tells then.
//!
//! Only facts are walked; texts are read of the files that change.

mod images;
mod paths;
mod python;
mod rust;
mod specifiers;
mod words;

use std::sync::Arc;

use syntax::{Facts, Namespace, Plan, Reference};
use workspace::{Db, Directory, File, RelPath, Root, Span};

use crate::renaming::Replacement;
use crate::resolution::{Resolution, resolutions};
use crate::{architecture, facts, ranges, text};

/// Paths that documentation names in the middle of text.
const DOCUMENTED: Namespace = Namespace::named("doc.path");

/// Where files and folders go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moves(Vec<(RelPath, RelPath)>);

impl Moves {
    /// From one path to another, each; of those that lie within each other the deepest counts.
    pub fn new(mut pairs: Vec<(RelPath, RelPath)>) -> Moves {
        pairs.retain(|(from, to)| from != to && !from.as_str().is_empty());
        pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.as_str().len()));
        Moves(pairs)
    }

    /// Where what is at `path` will be.
    fn of(&self, path: &RelPath) -> RelPath {
        through(path, self.0.iter().map(|(from, to)| (from, to)))
    }

    /// Where what will be at `path` is.
    fn back(&self, path: &RelPath) -> RelPath {
        through(path, self.0.iter().map(|(from, to)| (to, from)))
    }
}

fn through<'m>(path: &RelPath, mut pairs: impl Iterator<Item = (&'m RelPath, &'m RelPath)>) -> RelPath {
    let Some((from, to)) = pairs.find(|(from, _)| path.starts_with(from.as_str())) else { return path.clone() };
    let rest = path.as_str()[from.as_str().len()..].trim_start_matches('/');
    if rest.is_empty() { to.clone() } else { to.resolve(rest).unwrap_or_else(|| path.clone()) }
}

/// What has to be written otherwise in the files of `root` once `moves` are made, by path and place. Places are those of the files
/// as they are now.
pub fn edits(db: &dyn Db, root: Root, moves: &Moves) -> Vec<Replacement> {
    let mut out = Vec::new();
    let mut renamed = Vec::new();
    for file in root.files(db) {
        let Some(folder) = file.folder(db) else { continue };
        let mut place = Place::new(db, root, moves, file, folder);
        place.references();
        out.append(&mut place.out);
        renamed.append(&mut place.renamed);
    }
    rust::uses(db, root, &renamed, &mut out);
    out.sort_by(|a, b| (a.file.path(db), a.span).cmp(&(b.file.path(db), b.span)));
    out.dedup();
    // Two that overlap are one too many, and nobody knows which.
    out.dedup_by(|next, kept| kept.file == next.file && next.span.start < kept.span.end);
    out
}

/// One file whose references are looked at.
struct Place<'m> {
    db: &'m dyn Db,
    root: Root,
    moves: &'m Moves,
    file: File,
    folder: Directory,
    facts: Arc<Facts>,
    /// The path that the file will have.
    new: RelPath,
    text: Option<Option<Arc<str>>>,
    out: Vec<Replacement>,
    renamed: Vec<rust::Renamed>,
}

impl<'m> Place<'m> {
    fn new(db: &'m dyn Db, root: Root, moves: &'m Moves, file: File, folder: Directory) -> Place<'m> {
        let new = moves.of(file.path(db));
        Place { db, root, moves, file, folder, facts: facts(db, file), new, text: None, out: Vec::new(), renamed: Vec::new() }
    }

    /// The folder that the file will be in.
    fn new_folder(&self) -> RelPath {
        self.new.parent().unwrap_or_else(RelPath::root)
    }

    fn is_moved(&self) -> bool {
        self.new != *self.file.path(self.db)
    }

    /// Path now and then of what a reference leads to.
    fn target(&self, resolution: &Resolution) -> Option<(RelPath, RelPath)> {
        let now = match resolution {
            Resolution::File(file) => file.path(self.db).clone(),
            Resolution::Folder(folder) => folder.path(self.db).clone(),
            _ => return None,
        };
        let then = self.moves.of(&now);
        Some((now, then))
    }

    fn references(&mut self) {
        let db = self.db;
        let facts = Arc::clone(&self.facts);
        if !facts.references.is_empty() {
            let resolutions = resolutions(db, self.file);
            let is_concerned = |resolution: &Resolution| self.target(resolution).is_some_and(|(now, then)| self.is_moved() || now != then);
            let concerned: Vec<bool> = resolutions.iter().map(is_concerned).collect();
            if concerned.contains(&true) {
                for ((reference, resolution), _) in facts.references.iter().zip(resolutions.iter()).zip(concerned).filter(|(_, is)| *is) {
                    self.reference(reference, resolution);
                }
                if facts.references.iter().any(|reference| reference.namespace == Namespace::PYTHON_MODULE) {
                    python::imports(self, &facts.references, &resolutions);
                }
            }
        }
        if let Some(Plan::Image(image)) = facts.plan.as_deref() {
            images::sources(self, image);
        }
        for mention in facts.names.iter().flat_map(|names| &names.references).filter(|mention| mention.namespace == DOCUMENTED) {
            if let Some(text) = paths::documented(self, &mention.name) {
                self.write(ranges(db, self.file).span(mention.span), &mention.name, &text);
            }
        }
        for (span, path, from) in architecture::paths(db, self.file) {
            self.declared(span, &path, from);
        }
    }

    fn reference(&mut self, reference: &Reference, resolution: &Resolution) {
        let Some((now, then)) = self.target(resolution) else { return };
        let text = match reference.namespace {
            Namespace::FILE | Namespace::LINK => paths::path(self, reference, &now, &then),
            Namespace::JINJA => paths::template(self, reference, &now, &then),
            Namespace::JS_MODULE => specifiers::javascript(self, reference, &now, &then),
            Namespace::GO_PACKAGE => specifiers::go(self, reference, &now, &then),
            Namespace::RUST_MODULE => return rust::declaration(self, reference, &now, &then),
            _ => None,
        };
        if let Some(text) = text.filter(|text| *text != reference.name) {
            let span = ranges(self.db, self.file).span(reference.span);
            self.write(span, &reference.name, &text);
        }
    }

    /// A path that a DNA declares, seen from the top of the root or from the folder of the DNA.
    fn declared(&mut self, span: Span, path: &RelPath, from: architecture::From) {
        let then = self.moves.of(path);
        let text = match from {
            architecture::From::Root if then != *path => then.as_str().to_owned(),
            architecture::From::Folder if then != *path || self.is_moved() => paths::dotted(&then.relative_to(&self.new_folder())),
            _ => return,
        };
        let Some(known) = self.text() else { return };
        let Some(written) = known.get(span.range()) else { return };
        let text = paths::ended(&text, written);
        if written != text {
            self.out.push(Replacement { file: self.file, span, text });
        }
    }

    /// The file's text; `None` where it cannot be read as it was.
    fn text(&mut self) -> Option<Arc<str>> {
        let (db, file) = (self.db, self.file);
        self.text.get_or_insert_with(|| text(db, file).map(Arc::from)).clone()
    }

    /// Writes `new` instead of `name`, which is written at `span` in one of the ways that formats have.
    fn write(&mut self, span: Span, name: &str, new: &str) {
        let Some(text) = self.text() else { return };
        if let Some(new) = paths::written(&text, span, name, new) {
            self.out.push(Replacement { file: self.file, span, text: new });
        }
    }
}
