//! What is wrong with the generators of a root and with what they made: everything that is said at L5, and what is said
//! of them below.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;

use compact_str::CompactString;
use dna::generator::Mode;
use workspace::{Db, File, RelPath, Root};

use crate::changes::read;
use crate::golden;
use crate::lock::{self, Key};
use crate::maker::Home;
use crate::problem::{HAND_EDITED, NOT_IDEMPOTENT, ORPHAN, Place, Problem, RENDER_FAILURE, STALE, UNDEFINED_VARIABLE, UNKNOWN_FILTER};
use crate::project::{count, file_mistakes, loaded, made, plan};
use crate::region::{self, Found};
use crate::standing::{Cause, Standing, known, standings};
use crate::{partials, templates, v0};

/// Everything, in no order.
#[salsa::tracked(returns(clone))]
pub fn problems(db: &dyn Db, root: Root) -> Arc<[Problem]> {
    let mut out: Vec<Problem> = Vec::new();
    for number in 0..count(db, root) {
        out.extend(file_mistakes(db, root, number));
        out.extend(loaded(db, root, number).problems.iter().cloned());
        out.extend(templates::problems(db, root, number).iter().cloned());
        out.extend(golden::problems(db, root, number).iter().cloned());
        let made = made(db, root, number);
        let new: Vec<Problem> = made.problems.iter().filter(|problem| !is_said_before(problem, &out)).cloned().collect();
        out.extend(new);
        out.iter_mut().filter(|problem| problem.generator.is_none()).for_each(|problem| problem.generator = Some(number));
    }
    out.extend(v0::problems(db, root).iter().cloned());
    out.extend(partials::problems(db, root).iter().cloned());
    let plan = plan(db, root);
    out.extend(plan.problems.iter().cloned());
    out.extend(of_outputs(db, root).iter().cloned());
    out.into()
}

/// Whether a template fails for what is already said of it without rendering.
fn is_said_before(problem: &Problem, said: &[Problem]) -> bool {
    let overlaps = |known: &Problem| match (&known.place, &problem.place) {
        (Place::Text(file, a), Place::Text(other, b)) => file == other && a.start <= b.end && b.start <= a.end,
        (a, b) => a == b,
    };
    let below = |code: &str| [UNDEFINED_VARIABLE, UNKNOWN_FILTER, crate::problem::MISSING_TEMPLATE, crate::problem::SHAPE].contains(&code);
    problem.code == RENDER_FAILURE && said.iter().any(|known| below(known.code) && overlaps(known))
}

/// What is said of outputs as they are on the disk.
#[salsa::tracked(returns(clone))]
fn of_outputs(db: &dyn Db, root: Root) -> Arc<[Problem]> {
    let standings = standings(db, root);
    let standings = match &*standings {
        Ok(standings) => standings,
        Err(message) => {
            let file = root.file(db, &RelPath::new(lock::NAME));
            return file
                .into_iter()
                .map(|file| Problem::new(STALE, Place::Text(file, 0..0), format!("the lock file cannot be read: {message}")))
                .collect();
        }
    };
    let plan = plan(db, root);
    let mut out = Vec::new();
    let mut new: Vec<(usize, &Key)> = Vec::new();
    for (key, standing) in standings {
        let generator = plan.get(key).map(|(number, _)| number);
        let asked = generator.and_then(|number| loaded(db, root, number).maker.as_ref().map(|maker| (maker.asked(), maker.name.clone())));
        let file = root.file(db, &key.path);
        // Where it is ignored, it is said where it is asked for.
        let place = file.map(|file| Place::Text(file, 0..0)).or_else(|| asked.as_ref().map(|(place, _)| place.clone()));
        let Some(place) = place else { continue };
        let shown = named(key);
        let found = match (standing, &asked) {
            (Standing::New, _) => {
                new.extend(generator.map(|number| (number, key)));
                None
            }
            (Standing::Stale(causes), Some((at, name))) => {
                let message = format!(
                    "{shown} is stale: {} changed since generator `{name}` wrote it; `ouroboros generate --apply {name}` renews it",
                    reasons(causes)
                );
                Some(Problem::new(STALE, place, message).related(at.clone(), format!("generator `{name}`")))
            }
            (Standing::Edited(causes), Some((at, name))) => {
                let also = if causes.is_empty() { String::new() } else { format!("; it is stale as well: {} changed", reasons(causes)) };
                let message = format!(
                    "{shown} was edited by hand, and generator `{name}` owns it: take the edit into its template or the DNA, or eject the file{also}"
                );
                let place = file.and_then(|file| first_difference(db, root, key, file)).unwrap_or(place);
                Some(Problem::new(HAND_EDITED, place, message).related(at.clone(), format!("generator `{name}`")))
            }
            (Standing::Foreign, Some((at, name))) => {
                let message = format!(
                    "generator `{name}` makes {shown}, which is there and was not made by it: move it away, or `ouroboros generate --apply --force {name}` replaces it"
                );
                Some(Problem::new(HAND_EDITED, place, message).related(at.clone(), format!("generator `{name}`")))
            }
            (Standing::NoRegion(why), Some((at, name))) => {
                let anchor = key.anchor.as_deref().unwrap_or_default();
                let message = format!(
                    "generator `{name}` writes {shown}, and {why}: it stands between a comment `ouroboros:begin {anchor}` and one `ouroboros:end {anchor}`"
                );
                Some(Problem::new(RENDER_FAILURE, place, message).related(at.clone(), format!("generator `{name}`")))
            }
            (Standing::Orphan(edited), _) => {
                let known = known(db, root);
                let name = known
                    .as_ref()
                    .as_ref()
                    .ok()
                    .and_then(|lock| lock.outputs.get(key))
                    .map_or(CompactString::default(), |entry| entry.generator.clone());
                let but = if *edited { "; it was edited by hand since" } else { "; `ouroboros generate --apply` removes it" };
                file.map(|file| {
                    Problem::new(ORPHAN, Place::Text(file, 0..0), format!("nothing makes {shown} any more; generator `{name}` did{but}"))
                })
            }
            _ => None,
        };
        out.extend(found.map(|problem| problem.about(&key.path)));
        out.extend(twice(db, root, key));
    }
    out.extend(not_made_yet(db, root, &new));
    out.into()
}

fn named(key: &Key) -> String {
    match &key.anchor {
        Some(anchor) => format!("the region `{anchor}` of `{}`", key.path),
        None => format!("`{}`", key.path),
    }
}

fn reasons(causes: &[Cause]) -> String {
    match causes {
        [] => "something".to_owned(),
        [one] => one.to_string(),
        [first @ .., last] => format!("{} and {last}", first.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// One for each generator: a new one makes many files.
fn not_made_yet(db: &dyn Db, root: Root, new: &[(usize, &Key)]) -> Vec<Problem> {
    const SHOWN: usize = 3;
    (0..count(db, root))
        .filter_map(|number| {
            let paths: Vec<String> = new.iter().filter(|(generator, _)| *generator == number).map(|(_, key)| named(key)).collect();
            let loaded = loaded(db, root, number);
            let maker = loaded.maker.as_ref().filter(|_| !paths.is_empty())?;
            let more = if paths.len() > SHOWN { format!(" and {} more", paths.len() - SHOWN) } else { String::new() };
            let (verb, shown) = (if paths.len() == 1 { "is" } else { "are" }, paths[..paths.len().min(SHOWN)].join(", "));
            let message = format!("{shown}{more} {verb} not made yet; `ouroboros generate --apply {}` makes what is missing", maker.name);
            Some(Problem::new(STALE, maker.asked(), message))
        })
        .collect()
}

/// The first line of a file that differs from what would be made.
fn first_difference(db: &dyn Db, root: Root, key: &Key, file: File) -> Option<Place> {
    let plan = plan(db, root);
    let (_, product) = plan.get(key)?;
    let text = read(db, root, &key.path)?;
    let (start, there) = match &key.anchor {
        None => (0, &*text),
        Some(anchor) => match region::find(&text, anchor) {
            Found::Region(range) => (text[..range.start].lines().count(), &text[range]),
            _ => return None,
        },
    };
    let same = there.lines().zip(product.text.lines()).take_while(|(a, b)| a.trim_start() == b.trim_start()).count();
    let last = there.lines().count().saturating_sub(1);
    Some(Place::Line(file, (start + same.min(last)) as u32))
}

/// Whether what an output changes is what it, or another, is made from: then the next time gives something else.
fn twice(db: &dyn Db, root: Root, key: &Key) -> Option<Problem> {
    let plan = plan(db, root);
    let (number, product) = plan.get(key)?;
    let loaded = loaded(db, root, number);
    let maker = loaded.maker.as_ref()?;
    let place = match maker.place(maker.definition.outputs.get(product.output)?.path.span) {
        Place::Shipped(_) => maker.asked(),
        place => place,
    };
    let reads = |path: &RelPath| {
        let template = maker.files.values().any(|file| file.path(db) == path);
        let home = matches!(&maker.home, Home::File(file, _) if file.path(db) == path);
        let dna = dna::declared(db, root).sources.iter().any(|source| matches!(source, dna::Source::File(file) if file.path(db) == path));
        template || home || dna
    };
    let why = if reads(&key.path) {
        "it is one of the files that it is made from"
    } else if product.mode == Mode::Inject && !holds(&key.path, product.anchor.as_deref()?, &product.text) {
        "its text holds the mark that ends its region"
    } else {
        return None;
    };
    Some(Problem::new(NOT_IDEMPOTENT, place, format!("making {} twice gives two results: {why}", named(key))).about(&key.path))
}

/// Whether a region that holds `text` is found again as it was written.
fn holds(path: &RelPath, anchor: &str, text: &str) -> bool {
    let Some(file) = region::file(path, anchor, text) else { return true };
    matches!(region::find(&file, anchor), Found::Region(range) if file[range.clone()].trim_end() == text.trim_end())
}
