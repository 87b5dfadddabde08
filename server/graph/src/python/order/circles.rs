//! Which modules may meet themselves while they are imported: found in references alone, so that the events of others need
//! not be looked at.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::{Flags, Namespace};
use workspace::{Db, File, Root};

use super::program::load_order;
use crate::components::strongly_connected;
use crate::facts;
use crate::resolution::resolutions;

/// Groups of modules of `tangle` that run each other outside of functions, each by path.
///
/// More than those that certainly do: every failure lies in one of them. With them the modules from which any of theirs
/// takes all names, since what a module lacks cannot be told without.
#[salsa::tracked(returns(clone))]
pub fn circles(db: &dyn Db, _root: Root, tangle: Arc<[File]>) -> Arc<[Arc<[File]>]> {
    let numbers: FxHashMap<File, u32> = tangle.iter().copied().zip(0..).collect();
    let (mut starts, mut edges, mut seen) = (Vec::with_capacity(tangle.len() + 1), Vec::new(), FxHashSet::default());
    for file in tangle.iter() {
        starts.push(edges.len() as u32);
        seen.clear();
        let others = runs(db, *file).iter().filter_map(|(other, _)| numbers.get(other).copied()).collect::<Vec<_>>();
        edges.extend(others.into_iter().filter(|other| seen.insert(*other)));
    }
    starts.push(edges.len() as u32);
    let files = |circle: Vec<u32>| {
        let mut files: Vec<File> = circle.into_iter().map(|number| tangle[number as usize]).collect();
        let mut at = 0;
        while let Some(file) = files.get(at) {
            let stars = runs(db, *file);
            let more = stars.iter().filter(|(other, is_star)| *is_star && numbers.contains_key(other)).map(|(other, _)| *other);
            for other in more.collect::<Vec<_>>() {
                if !files.contains(&other) {
                    files.push(other);
                }
            }
            at += 1;
        }
        files.sort_by_key(|file| file.path(db));
        files.into()
    };
    strongly_connected(&starts, &edges).into_iter().map(files).collect()
}

/// What importing `file` may run, or ask for names: files, and whether for all names. A package above `file` runs before it
/// and counts only where it is asked.
#[salsa::tracked(returns(clone))]
fn runs(db: &dyn Db, file: File) -> Arc<[(File, bool)]> {
    let (facts, resolutions) = (facts(db, file), resolutions(db, file));
    let above = load_order(db, file);
    let mut out = Vec::new();
    for (reference, resolution) in facts.references.iter().zip(resolutions.iter()) {
        let later = reference.flags.has(Flags::LAZY) || reference.flags.has(Flags::TYPE_ONLY);
        if reference.namespace != Namespace::PYTHON_MODULE || later {
            continue;
        }
        let Some(target) = resolution.file().filter(|target| target.path(db).extension() == Some("py")) else { continue };
        let star = reference.flags.has(Flags::STAR);
        match reference.role {
            "from" => {
                out.extend(load_order(db, target).iter().filter(|loaded| !above.contains(loaded)).map(|loaded| (*loaded, false)));
                if star {
                    out.push((target, true));
                }
            }
            // A module below, or what lacks the name when there is none.
            "name" => out.push((target, false)),
            _ => out.extend(load_order(db, target).iter().map(|loaded| (*loaded, false))),
        }
    }
    out.retain(|(other, _)| *other != file);
    out.into()
}
