//! The names that a DNA gives and uses, as places: the namespace `dna.component`.
//!
//! Ids of components, layers and agents are definitions; `layer`, `uses`, `needs`, `component` and the like, and the
//! selectors of rules are references, whichever of the DNA's texts they stand in. Paths of components and
//! entries of `extends` lead to files. What an embedded preset defines is found at the entry that brings it in.

use dna::{Declared, Dna, Name, SourceId};
use syntax::Namespace;
use workspace::{Db, Directory, Entry, File, RelPath, Root, Span};

use crate::navigation::Location;

/// Where the ids live.
pub const NAMESPACE: Namespace = Namespace::DNA_ID;

/// What a place in a DNA names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// A component, a layer or an agent.
    Id(Name),
    /// A path of the root: a component's, or that of a file to extend.
    Path(RelPath),
    /// A preset that comes with the program, without its prefix.
    Preset(String),
}

/// A place that names something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// What it names.
    pub named: Named,
    /// The range of the name.
    pub span: Span,
    /// Whether it is where an id is defined.
    pub defines: bool,
}

/// What stands at `offset` of a file that a DNA is made of. The shortest range wins.
pub fn mention_at(db: &dyn Db, file: File, offset: u32) -> Option<Mention> {
    let root = file.root(db)?;
    let declared = dna::declared(db, root);
    let (source, dna) = (declared.source_of(file)?, declared.dna.as_ref()?);
    let touching = mentions(db, root, dna, source, file).into_iter().filter(|mention| mention.span.touches(offset));
    touching.min_by_key(|mention| mention.span.end - mention.span.start)
}

fn mentions(db: &dyn Db, root: Root, dna: &Dna, source: SourceId, file: File) -> Vec<Mention> {
    let ranges = dna::ranges(db, root);
    let mut out = Vec::new();
    let mut add = |named: Option<Named>, span: dna::SpanId, defines: bool| {
        if let Some(named) = named.filter(|_| span.source == source) {
            out.push(Mention { named, span: ranges.spans.get(span), defines });
        }
    };
    for (name, id) in dna.names() {
        add(Some(Named::Id(name)), id.span, true);
    }
    for reference in dna.id_references() {
        add(reference.target.map(Named::Id), reference.id.span, false);
    }
    for path in dna.declared_paths().filter(|path| !path.is_glob) {
        add(Some(Named::Path(path.path.clone())), path.span, false);
    }
    let folder = file.path(db).parent().unwrap_or_else(RelPath::root);
    for entry in &dna.extends {
        let named = match entry.strip_prefix(dna::presets::PREFIX) {
            Some(name) => Some(Named::Preset(name.to_owned())),
            None => folder.resolve(entry).map(Named::Path),
        };
        add(named, entry.span, false);
    }
    out
}

/// The paths in a file of a DNA that lead to files: what it extends, and the paths of components.
pub fn links(db: &dyn Db, file: File) -> Vec<(Span, File)> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let declared = dna::declared(db, root);
    let (Some(source), Some(dna)) = (declared.source_of(file), declared.dna.as_ref()) else { return Vec::new() };
    let paths = mentions(db, root, dna, source, file).into_iter().filter(|mention| matches!(mention.named, Named::Path(_)));
    let mut out: Vec<_> = paths.filter_map(|mention| Some((mention.span, definition(db, root, &mention.named)?.file))).collect();
    out.sort_by_key(|(span, _)| *span);
    out.dedup_by_key(|(span, _)| *span);
    out
}

/// What a path of a DNA is seen from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// The top of the root.
    Root,
    /// The folder of the file it stands in.
    Folder,
}

/// Every path in a file of a DNA, with its range: those of components, folders of queries, texts that it extends.
pub fn paths(db: &dyn Db, file: File) -> Vec<(Span, RelPath, From)> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let declared = dna::declared(db, root);
    let (Some(source), Some(dna)) = (declared.source_of(file), declared.dna.as_ref()) else { return Vec::new() };
    let ranges = dna::ranges(db, root);
    let folder = file.path(db).parent().unwrap_or_else(RelPath::root);
    let mut out = Vec::new();
    let mut add = |span: dna::SpanId, path: Option<RelPath>, from: From| {
        if let Some(path) = path.filter(|_| span.source == source) {
            out.push((ranges.spans.get(span), path, from));
        }
    };
    for path in dna.declared_paths().filter(|path| !path.is_glob) {
        add(path.span, Some(path.path.clone()), From::Root);
    }
    for folder in &dna.checks.queries {
        add(folder.span, RelPath::root().resolve(folder), From::Root);
    }
    for entry in dna.extends.iter().filter(|entry| entry.strip_prefix(dna::presets::PREFIX).is_none()) {
        add(entry.span, folder.resolve(entry), From::Folder);
    }
    out.sort_by_key(|(span, ..)| *span);
    out.dedup_by_key(|(span, ..)| *span);
    out
}

/// Where it is.
pub fn definition(db: &dyn Db, root: Root, named: &Named) -> Option<Location> {
    match named {
        Named::Id(name) => {
            let declared = dna::declared(db, root);
            let dna = declared.dna.as_ref()?;
            place(db, root, &declared, dna.declared_at(*name)?)
        }
        Named::Path(path) => {
            let file = match root.entry(db, path)? {
                Entry::File(file) => file,
                Entry::Directory(folder) => entrance(db, folder)?,
                _ => return None,
            };
            Some(Location { file, span: Span::default() })
        }
        Named::Preset(_) => None,
    }
}

/// Every place of the DNA's files that uses an id, by path and place.
pub fn references(db: &dyn Db, root: Root, name: Name) -> Vec<Location> {
    let declared = dna::declared(db, root);
    let references = declared.dna.iter().flat_map(|dna| dna.id_references());
    // What a preset uses is shown nowhere.
    let written = references.filter(|reference| reference.target == Some(name) && declared.preset_of(reference.id.span).is_none());
    let mut out: Vec<Location> = written.filter_map(|reference| place(db, root, &declared, reference.id.span)).collect();
    out.sort_by(|a, b| (a.file.path(db), a.span).cmp(&(b.file.path(db), b.span)));
    out.dedup();
    out
}

/// The place of a DNA's files at which what stands at `span` is shown.
pub fn place(db: &dyn Db, root: Root, declared: &Declared, span: dna::SpanId) -> Option<Location> {
    Some(Location { file: declared.file_of(span)?, span: dna::ranges(db, root).spans.get(declared.shown(span)) })
}

/// The file to show for a folder: what introduces it, what makes it a package, or what comes first.
fn entrance(db: &dyn Db, folder: Directory) -> Option<File> {
    const NAMES: &[&str] = &[
        "README.md",
        "readme.md",
        "index.md",
        "Cargo.toml",
        "pyproject.toml",
        "package.json",
        "go.mod",
        "__init__.py",
        "mod.rs",
        "lib.rs",
        "main.rs",
        "index.ts",
        "index.tsx",
        "index.js",
    ];
    let entries = folder.entries(db);
    let known = NAMES.iter().find_map(|name| entries.file(name)).or_else(|| entries.files().next());
    known.or_else(|| entries.directories().find_map(|below| entrance(db, below)))
}
