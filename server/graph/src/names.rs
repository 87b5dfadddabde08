//! What the names mean that data declares: Services, variables of the environment, routes, and whatever a workspace adds.
//!
//! Definitions are gathered folder by folder and joined on the way up, without places, so that an edit which gives no name another
//! meaning gathers nothing. A reference stands for every definition of its name that is within sight and whose scope does not
//! contradict its own; those that are nearest come first.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use syntax::names::{MORE, Within, scopes_fit};
use syntax::{Language, Mention, Names, Namespace, SpanId};
use workspace::{Db, Directory, File, Root, Span};

use crate::indexes::{self, Indexes};
use crate::navigation::Location;
use crate::referred::referred;
use crate::{facts, kustomize, nearest, protobuf, ranges};

/// A definition: the file and its number in the file's [`Names`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Defined {
    /// The file.
    pub file: File,
    /// The number.
    pub number: u32,
}

impl Defined {
    /// Whether its scope does not contradict `scope`.
    pub fn is_within(self, db: &dyn Db, scope: &str) -> bool {
        names(db, self.file).is_some_and(|names| scopes_fit(&names.definitions[self.number as usize].scope, scope))
    }

    /// What it says.
    pub fn mention(self, db: &dyn Db) -> Mention {
        names(db, self.file).map(|names| names.definitions[self.number as usize].clone()).expect("a definition is one of its file's")
    }

    /// Its namespace and its name.
    fn key(self, db: &dyn Db) -> (Namespace, CompactString) {
        let mention = self.mention(db);
        (mention.namespace, mention.name)
    }
}

/// The definitions of one namespace by name.
pub type Index = indexes::Index<Defined>;

/// The names of a file; `None` when it has none.
#[salsa::tracked(returns(clone))]
pub fn names(db: &dyn Db, file: File) -> Option<Arc<Names>> {
    let facts = facts(db, file);
    let names = facts.names.clone()?;
    Some(match facts.kind.language {
        Language::Protobuf => protobuf::as_they_count(db, file, names),
        _ => kustomize::as_they_count(db, file, facts.kind.role, names),
    })
}

#[salsa::tracked(returns(clone))]
fn defined_here(db: &dyn Db, folder: Directory) -> Arc<Indexes<Defined>> {
    indexes::gathered(db, folder, |names| &names.definitions, |file, number| Defined { file, number })
}

/// Everything that is defined in a folder and below it.
#[salsa::tracked(returns(clone))]
fn defined_below(db: &dyn Db, folder: Directory) -> Arc<Indexes<Defined>> {
    let entries = folder.entries(db);
    indexes::joined(std::iter::once(defined_here(db, folder)).chain(entries.directories().map(|folder| defined_below(db, folder))))
}

/// The definitions of a namespace in a folder and below it; none: an empty index.
pub fn defined_in(db: &dyn Db, folder: Directory, namespace: Namespace) -> Arc<Index> {
    defined_below(db, folder).get(&namespace).cloned().unwrap_or_default()
}

/// The definitions of a namespace in a root.
#[salsa::tracked(returns(clone))]
pub fn defined(db: &dyn Db, root: Root, namespace: &'static str) -> Arc<Index> {
    let namespace = Namespace::named(namespace);
    root.top(db).map(|top| defined_in(db, top, namespace)).unwrap_or_default()
}

/// How far the names of a namespace are seen.
pub(crate) fn within(db: &dyn Db, root: Root, namespace: Namespace) -> Within {
    syntax::extraction::set(db, root).about(namespace).map_or(Within::Root, |about| about.within)
}

/// What names of a namespace stand for, as messages put it.
pub fn what(db: &dyn Db, file: File, namespace: Namespace) -> String {
    let about = file.root(db).map(|root| syntax::extraction::set(db, root));
    let said = about.as_ref().and_then(|set| set.about(namespace)).map(|about| about.what.clone());
    said.unwrap_or_else(|| namespace.as_str().replace('.', " "))
}

/// Whether `file` sees names of `other` that are seen so far.
pub(crate) fn sees(db: &dyn Db, within: Within, file: File, other: File) -> bool {
    match within {
        Within::File => other == file,
        Within::Folder => other.folder(db) == file.folder(db),
        Within::Root => true,
    }
}

/// The definitions among which a name of a namespace is looked for.
pub(crate) fn indexes_of(db: &dyn Db, root: Root, namespace: Namespace) -> Vec<Arc<Index>> {
    let set = syntax::extraction::set(db, root);
    set.meant_by(namespace).map(|namespace| defined(db, root, namespace.as_str())).collect()
}

/// The definitions of a mention's name that `file` sees, in no order.
fn in_sight(db: &dyn Db, root: Root, file: File, mention: &Mention) -> Vec<Defined> {
    let within = within(db, root, mention.namespace);
    let is_seen = |one: &&Defined| sees(db, within, file, one.file) && one.is_within(db, &mention.scope);
    let indexes = indexes_of(db, root, mention.namespace);
    indexes.iter().filter_map(|index| index.get(&mention.name)).flatten().filter(is_seen).copied().collect()
}

/// Whether a mention of `file` stands for anything.
pub fn stands_for_something(db: &dyn Db, file: File, mention: &Mention) -> bool {
    file.root(db).is_some_and(|root| !in_sight(db, root, file, mention).is_empty())
}

/// What a mention of `file` may stand for: definitions of its name that it sees, the nearest first.
pub fn meanings(db: &dyn Db, file: File, mention: &Mention) -> Vec<Defined> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let mut out = in_sight(db, root, file, mention);
    out.sort_by_cached_key(|defined| (distance(db, file, defined.file), defined.file.path(db).clone(), defined.number));
    out
}

/// How far files are from each other: far away is what shares few folders of its path.
pub fn distance(db: &dyn Db, one: File, other: File) -> usize {
    if one == other {
        return 0;
    }
    let (own, other) = (one.path(db), other.path(db));
    let shared = own.parts().zip(other.parts()).take_while(|(a, b)| a == b).count();
    own.parts().count() + other.parts().count() - 2 * shared
}

/// The names of a mention's namespace that its scope does not rule out, sorted. One that says that there may be others ([`MORE`]) is none.
pub fn alternatives(db: &dyn Db, file: File, mention: &Mention) -> Vec<CompactString> {
    let Some(root) = file.root(db) else { return Vec::new() };
    let indexes = indexes_of(db, root, mention.namespace);
    let fits = |defined: &Defined| defined.is_within(db, &mention.scope);
    let known = indexes.iter().flat_map(|index| index.iter()).filter(|(name, defined)| name.as_str() != MORE && defined.iter().any(fits));
    let mut known: Vec<CompactString> = known.map(|(name, _)| name.clone()).collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// A definition whose name is close to that of a mention which stands for nothing.
pub fn nearest_to(db: &dyn Db, file: File, mention: &Mention) -> Option<CompactString> {
    let known = alternatives(db, file, mention);
    nearest::nearest(&mention.name, known.iter().map(|name| name.as_str())).map(CompactString::from)
}

/// Where a mention of a file's names stands, and whether it gives the name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Here {
    /// The mention.
    pub mention: Mention,
    /// Its range.
    pub span: Span,
    /// Whether it is a definition, by its number.
    pub definition: Option<u32>,
}

/// The mentions of a file that `wanted` takes by what they say and their range, by place.
pub fn mentions(db: &dyn Db, file: File, wanted: impl Fn(&Mention, Span) -> bool) -> Vec<Here> {
    let Some(names) = names(db, file) else { return Vec::new() };
    let ranges = ranges(db, file);
    let here = |mention: &Mention, definition| {
        let span = ranges.span(mention.span);
        wanted(mention, span).then(|| Here { mention: mention.clone(), span, definition })
    };
    // What only says that there may be more stands nowhere.
    let written = names.definitions.iter().enumerate().filter(|(_, mention)| mention.name != MORE);
    let definitions = written.filter_map(|(number, mention)| here(mention, Some(number as u32)));
    let mut out: Vec<Here> = definitions.chain(names.references.iter().filter_map(|mention| here(mention, None))).collect();
    out.sort_by_key(|here| (here.span, here.definition));
    out
}

/// The mentions at an offset: those of the shortest range, since one text may name things of several kinds; first the one that
/// stands for something.
pub fn all_at(db: &dyn Db, file: File, offset: u32) -> Vec<Here> {
    let mut touching = mentions(db, file, |_, span| span.touches(offset));
    let first = touching.iter().min_by_key(|here| {
        let known = here.definition.is_some() || stands_for_something(db, file, &here.mention);
        (here.span.end - here.span.start, !known, here.definition.is_none())
    });
    let Some(first) = first.cloned() else { return Vec::new() };
    touching.retain(|here| here.span == first.span && *here != first);
    touching.insert(0, first);
    touching
}

/// Where a definition stands.
pub fn location(db: &dyn Db, defined: Defined) -> Location {
    Location { file: defined.file, span: ranges(db, defined.file).span(defined.mention(db).span) }
}

/// The references of a file to one of `targets`.
pub fn uses_in(db: &dyn Db, file: File, targets: &[Defined]) -> Vec<SpanId> {
    let (Some(root), Some(names)) = (file.root(db), names(db, file)) else { return Vec::new() };
    let wanted = keys(db, root, targets);
    let may_be = |mention: &&Mention| wanted.contains(&(mention.namespace, mention.name.clone()));
    let stands = |mention: &&Mention| meanings(db, file, mention).iter().any(|meaning| targets.contains(meaning));
    names.references.iter().filter(may_be).filter(stands).map(|mention| mention.span).collect()
}

/// Namespaces and names by which definitions are referred to: most references have none of them.
fn keys(db: &dyn Db, root: Root, targets: &[Defined]) -> FxHashSet<(Namespace, CompactString)> {
    let set = syntax::extraction::set(db, root);
    let own: FxHashSet<(Namespace, CompactString)> = targets.iter().map(|defined| defined.key(db)).collect();
    let others = own.iter().flat_map(|(namespace, name)| set.meaning(*namespace).map(move |other| (other, name.clone())));
    others.chain(own.iter().cloned()).collect()
}

/// Every reference of the root to one of `targets`, by path and place.
pub fn references_to(db: &dyn Db, root: Root, targets: &[Defined]) -> Vec<Location> {
    let wanted = keys(db, root, targets);
    let mut out = Vec::new();
    for (namespace, name) in wanted {
        for found in referred(db, root, namespace.as_str()).get(&name).into_iter().flatten() {
            let (file, mention) = (found.file, found.mention(db));
            if meanings(db, file, &mention).iter().any(|meaning| targets.contains(meaning)) {
                out.push(Location { file, span: ranges(db, file).span(mention.span) });
            }
        }
    }
    out.sort_by(|a, b| (a.file.path(db), a.span).cmp(&(b.file.path(db), b.span)));
    out.dedup();
    out
}

/// The references of a document that lead to one thing of another file, an object or a template: what a person would follow like
/// a link. Variables, keys and ports are named too often for that.
pub fn links(db: &dyn Db, file: File) -> Vec<(Span, Location)> {
    let Some(names) = names(db, file).filter(|_| facts(db, file).kind.language.is_tree()) else { return Vec::new() };
    let is_object = |namespace: Namespace| {
        let name = namespace.as_str();
        !name.ends_with("key") && !name.starts_with("k8s.label") && (name.starts_with("k8s.") || name.ends_with("template"))
    };
    let mut out = Vec::new();
    for mention in names.references.iter().filter(|mention| is_object(mention.namespace)) {
        if let [only] = meanings(db, file, mention)[..]
            && only.file != file
        {
            out.push((ranges(db, file).span(mention.span), location(db, only)));
        }
    }
    out
}

/// Every definition of a root that some reference stands for.
#[salsa::tracked(returns(clone))]
pub fn used(db: &dyn Db, root: Root) -> Arc<FxHashSet<Defined>> {
    let mut out = FxHashSet::default();
    for file in root.files(db) {
        let Some(names) = names(db, file) else { continue };
        names.references.iter().for_each(|mention| out.extend(meanings(db, file, mention)));
    }
    Arc::new(out)
}

/// What the names of a file tie it to: each reference with the nearest file, other than its own, in which what it stands for is
/// defined. Names that this very file defines tie it to nothing.
pub fn ties(db: &dyn Db, file: File) -> Vec<(SpanId, File)> {
    let Some(names) = names(db, file) else { return Vec::new() };
    let tie = |mention: &Mention| {
        let nearest = *meanings(db, file, mention).first()?;
        (nearest.file != file).then_some((mention.span, nearest.file))
    };
    names.references.iter().filter_map(tie).collect()
}
