//! The folders that a Dockerfile is built in.

use std::sync::Arc;

use syntax::Plan;
use syntax::plan::image::{Image, Source};
use workspace::{Db, Directory, Entry, File, RelPath};

use super::{Built, builds, clean};
use crate::facts;

/// In which folders a Dockerfile is built.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Contexts {
    /// Documents say so.
    Named(Arc<[Built]>),
    /// None says so, and all that it takes lies in this folder alone.
    Guessed(Directory),
    /// Not known.
    Unknown,
}

/// Files that say in their own way what is built from where.
const OTHER_BUILDERS: [&str; 6] =
    ["docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl", "skaffold.yaml", "Tiltfile", "cloudbuild.yaml"];

/// Where `dockerfile` is built.
#[salsa::tracked(returns(clone))]
pub fn contexts(db: &dyn Db, dockerfile: File) -> Contexts {
    let (Some(root), Some(folder)) = (dockerfile.root(db), dockerfile.folder(db)) else { return Contexts::Unknown };
    let named: Vec<Built> = builds(db, root).iter().filter(|built| built.dockerfile == dockerfile).copied().collect();
    if !named.is_empty() {
        return Contexts::Named(named.into());
    }
    let facts = facts(db, dockerfile);
    let (Some(Plan::Image(image)), Some(top)) = (facts.plan.as_deref(), root.top(db)) else { return Contexts::Unknown };
    let other = |folder: Directory| OTHER_BUILDERS.iter().any(|name| folder.entries(db).get(name).is_some());
    if image.sources.is_empty() || other(top) || other(folder) {
        return Contexts::Unknown;
    }
    // Every folder from the Dockerfile's upwards may be meant.
    let mut candidates = vec![folder];
    while let Some(above) = candidates.last().and_then(|last| last.parent(db)) {
        candidates.push(above);
    }
    let mut fitting = candidates.into_iter().filter(|context| has_all(db, *context, image));
    match (fitting.next(), fitting.next()) {
        (Some(context), None) => Contexts::Guessed(context),
        _ => Contexts::Unknown,
    }
}

fn has_all(db: &dyn Db, context: Directory, image: &Image) -> bool {
    image.sources.iter().all(|source| source_in(db, context, source).is_none_or(|(_, entry)| entry.is_some()))
}

/// The path that a source means below its context, cleaned, and what is there. `None` for the context itself.
pub fn source_in(db: &dyn Db, context: Directory, source: &Source) -> Option<(RelPath, Option<Entry>)> {
    let cleaned = clean(&format!("/{}", source.path));
    let path = RelPath::new(cleaned.trim_start_matches('/'));
    if path.as_str().is_empty() {
        return None;
    }
    let mut at = context;
    let mut parts = path.parts().peekable();
    let mut found = None;
    while let Some(part) = parts.next() {
        found = at.entries(db).get(part);
        match found {
            Some(Entry::Directory(next)) => at = next,
            Some(Entry::OtherDirectory | Entry::Unreadable) => {
                found = Some(Entry::OtherDirectory);
                break;
            }
            _ if parts.peek().is_some() => {
                found = None;
                break;
            }
            _ => {}
        }
    }
    Some((path.clone(), found))
}

/// The stages that building `target` (the last stage without one) comes to, by number, as BuildKit skips the others: those it
/// goes on from, and those it copies from. `None` where the target is not known.
pub fn stages_needed(image: &Image, target: Option<&str>) -> Option<Vec<u32>> {
    let number = |name: &str| image.stages.iter().position(|stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)));
    let last = match target {
        Some(target) => number(target).or_else(|| target.parse().ok().filter(|at| *at < image.stages.len()))?,
        None => image.stages.len().checked_sub(1)?,
    };
    let mut needed = vec![last];
    let mut at = 0;
    while let Some(&stage) = needed.get(at) {
        at += 1;
        let stage = &image.stages[stage];
        let uses = stage.base.iter().chain(&stage.copies_from);
        for next in uses.filter_map(|name| number(name).or_else(|| name.parse().ok())) {
            if next < image.stages.len() && !needed.contains(&next) {
                needed.push(next);
            }
        }
    }
    Some(needed.into_iter().map(|stage| stage as u32).collect())
}
