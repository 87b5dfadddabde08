//! Templates that nothing renders and no other template takes in.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::collections::BTreeSet;
use std::sync::Arc;

use dna::generator::GoldenTest;
use rustc_hash::FxHashSet;
use workspace::{Db, File, Root};

use crate::engine::syntax;
use crate::golden;
use crate::maker::{Home, Maker};
use crate::problem::{Place, Problem, UNUSED_PARTIAL};
use crate::project::{count, loaded};
use crate::templates::{Taken, first, taken, tree};

/// How files that are templates end; what else lies beside them may be there for people.
const ENDINGS: [&str; 6] = [".j2", ".jinja", ".jinja2", ".template", ".tmpl", ".tpl"];

/// The templates of a root's generators that are left over. Several generators may share a folder: what one of them
/// takes is taken, and nobody knows what one takes that cannot be read.
#[salsa::tracked(returns(clone))]
pub fn problems(db: &dyn Db, root: Root) -> Arc<[Problem]> {
    let mut used: FxHashSet<File> = FxHashSet::default();
    let mut left: Vec<(File, Problem)> = Vec::new();
    let mut out = Vec::new();
    let mut defined: Vec<(&Home, Arc<Maker>)> = Vec::new();
    let makers: Vec<_> = (0..count(db, root)).map(|number| loaded(db, root, number).maker.clone()).collect();
    for maker in &makers {
        let Some(maker) = maker else { return Arc::from([]) };
        let reached = reached(maker);
        let is_left = |name: &str| reached.as_ref().is_some_and(|reached| !reached.contains(name));
        used.extend(maker.files.iter().filter(|(name, _)| !is_left(name)).map(|(_, file)| *file));
        let folder = maker.files.iter().filter(|(name, file)| is_left(name) && is_template(db, maker, **file));
        left.extend(folder.map(|(name, file)| (*file, unused(maker, name, Place::Text(*file, 0..0)))));
        // Those that are written in the definition are its own; it may be the definition of several generators.
        let is_first = !defined.iter().any(|(home, known)| *home == &maker.home && known.definition.inline == maker.definition.inline);
        if !matches!(maker.home, Home::Shipped(_)) && is_first {
            let inline = maker.definition.inline.iter().filter(|(name, _)| is_left(name));
            out.extend(inline.map(|(name, _)| unused(maker, name, maker.place(name.span))));
            defined.push((&maker.home, Arc::clone(maker)));
        }
    }
    let mut said = FxHashSet::default();
    out.extend(left.into_iter().filter(|(file, _)| !used.contains(file) && said.insert(*file)).map(|(_, problem)| problem));
    out.into()
}

fn unused(maker: &Maker, name: &str, place: Place) -> Problem {
    // A partial of one template alone, in the older format, is kept under a longer name.
    let shown = name.rsplit_once('#').map_or(name, |(_, own)| own);
    let message = format!("no output of generator `{}` is made from `{shown}`, and no template takes it in", maker.name);
    let problem = Problem::new(UNUSED_PARTIAL, place, message);
    let outputs = maker.definition.outputs.first().map(|output| maker.place(output.template.span));
    problem.related(outputs.unwrap_or_else(|| maker.asked()), format!("the outputs of `{}` name their templates here", maker.name))
}

/// The names that the outputs of a generator reach; `None`: nobody can tell.
fn reached(maker: &Maker) -> Option<BTreeSet<String>> {
    let mut reached = BTreeSet::new();
    for (number, output) in maker.definition.outputs.iter().enumerate() {
        let syntax = syntax(&maker.delimiters(number)).ok()?;
        // The same template may be read in two ways: once for each.
        let mut seen = BTreeSet::new();
        let mut open = vec![output.template.to_string()];
        while let Some(name) = open.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            for taken in taken(&tree(&maker.sources, &name, &syntax)?) {
                let Taken { names, may_lack } = taken?;
                let there = first(&maker.sources, &names, &name);
                // One that lacks was meant to be another, which would be left over for it.
                open.extend(if may_lack { there } else { Some(there?) });
            }
        }
        reached.extend(seen);
    }
    // One that makes nothing yet has no use for any.
    (!reached.is_empty()).then_some(reached)
}

fn is_template(db: &dyn Db, maker: &Maker, file: File) -> bool {
    let (path, home) = (file.path(db), golden::home(db, maker));
    let is_example = |test: &GoldenTest| home.resolve(&test.golden).is_some_and(|folder| path.starts_with(folder.as_str()));
    ENDINGS.iter().any(|ending| path.name().ends_with(ending)) && !maker.definition.tests.iter().any(is_example)
}
