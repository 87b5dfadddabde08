//! What the types stand for that messages and services are made of, by the rules of `protoc`: a name is looked for in the scope that
//! it stands in, then in those around it, among what the file and its imports define. The first scope that has the first part of the
//! name decides.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use syntax::{Flags, Names, Namespace, Status};
use workspace::{Db, File};

use super::is_from_elsewhere;
use crate::facts;
use crate::resolution::{Resolution, resolutions};

const TYPE: Namespace = Namespace::named("proto.type");
const PACKAGE: Namespace = Namespace::named("proto.package");

/// The files whose types a file sees.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Seen {
    /// Itself, what it imports, and what that passes on.
    files: Vec<File>,
    /// Whether an import is not here that may bring any type.
    open: bool,
    /// The packages of imports that are not here and that everybody knows, by their folders.
    elsewhere: FxHashSet<String>,
}

fn seen(db: &dyn Db, file: File) -> Seen {
    let mut out = Seen::default();
    let mut next = vec![file];
    while let Some(at) = next.pop() {
        if out.files.contains(&at) {
            continue;
        }
        out.files.push(at);
        let own = facts(db, at);
        out.open |= own.status != Status::Parsed;
        let resolutions = resolutions(db, at);
        for (import, resolution) in own.references.iter().zip(resolutions.iter()) {
            let passed_on = at == file || import.flags.has(Flags::STAR);
            match resolution {
                _ if import.namespace != Namespace::PROTOBUF || !passed_on => {}
                Resolution::File(imported) => next.push(*imported),
                _ => match import.name.rsplit_once('/') {
                    Some((folder, _)) if is_from_elsewhere(folder) => {
                        out.elsewhere.insert(folder.replace('/', "."));
                    }
                    _ => out.open = true,
                },
            }
        }
    }
    out
}

/// The full names that `written` may mean within `scope`, innermost first.
pub fn candidates<'n>(scope: &'n str, written: &'n str) -> impl Iterator<Item = String> + 'n {
    let absolute = written.strip_prefix('.');
    let around = std::iter::successors(Some(scope), |scope| match scope.rsplit_once('.') {
        Some((outer, _)) => Some(outer),
        None if scope.is_empty() => None,
        None => Some(""),
    });
    let around = around.filter(move |_| absolute.is_none());
    let named = around.map(move |scope| if scope.is_empty() { written.to_owned() } else { format!("{scope}.{written}") });
    absolute.map(str::to_owned).into_iter().chain(named)
}

/// The full names of the types that a file sees, sorted.
pub fn types_in_sight(db: &dyn Db, file: File) -> Vec<CompactString> {
    let every = seen(db, file).files.into_iter().filter_map(|file| facts(db, file).names.clone());
    let types = every.flat_map(|names| names.definitions.iter().filter(|own| own.namespace == TYPE).cloned().collect::<Vec<_>>());
    let mut types: Vec<CompactString> = types.map(|own| own.name).collect();
    types.sort_unstable();
    types
}

/// The names of a file as they count: the types that it uses by their full names. What stands for none keeps its scope and the name
/// that is written, and is optional where it may come from an import that is not here.
pub(crate) fn as_they_count(db: &dyn Db, file: File, names: Arc<Names>) -> Arc<Names> {
    if !names.references.iter().any(|mention| mention.namespace == TYPE) {
        return names;
    }
    let seen = seen(db, file);
    let every: Vec<Arc<Names>> = seen.files.iter().filter_map(|file| facts(db, *file).names.clone()).collect();
    let (mut types, mut scopes): (FxHashSet<&str>, FxHashSet<&str>) = Default::default();
    for mention in every.iter().flat_map(|names| &names.definitions) {
        match mention.namespace {
            TYPE => types.extend([mention.name.as_str()]),
            PACKAGE => scopes.extend(mention.name.match_indices('.').map(|(at, _)| &mention.name[..at]).chain([mention.name.as_str()])),
            _ => {}
        }
    }
    let mut out = Names::clone(&names);
    for mention in out.references.iter_mut().filter(|mention| mention.namespace == TYPE) {
        let is_elsewhere = |full: &str| full.rsplit_once('.').is_some_and(|(package, _)| seen.elsewhere.contains(package));
        match meant(&mention.scope, &mention.name, &types, &scopes) {
            Some(full) => {
                mention.name = full.into();
                mention.scope = Default::default();
            }
            None if seen.open || candidates(&mention.scope, &mention.name).any(|full| is_elsewhere(&full)) => {
                mention.flags |= Flags::OPTIONAL;
            }
            None => {}
        }
    }
    Arc::new(out)
}

fn meant(scope: &str, written: &str, types: &FxHashSet<&str>, scopes: &FxHashSet<&str>) -> Option<String> {
    let rest = written.trim_start_matches('.').split_once('.').map_or(0, |(_, rest)| rest.len() + 1);
    candidates(scope, written)
        .find(|full| {
            let first = &full[..full.len() - rest];
            types.contains(full.as_str()) || rest > 0 && (types.contains(first) || scopes.contains(first))
        })
        .filter(|full| types.contains(full.as_str()))
}
