//! Imports that their own module does not use, and that somebody else does: another module takes the name from this one, or a runner of
//! tests looks a fixture up in it.

use std::sync::Arc;

use compact_str::CompactString;
use graph::gathering::joined;
use rustc_hash::{FxHashMap, FxHashSet};
use syntax::place::is_test;
use syntax::{Flags, Namespace, Problem, Reference};
use workspace::{Db, Directory, File, Root};

/// Whether the import that `problem` says is not used in `file` is needed there all the same.
pub(super) fn is_needed(db: &dyn Db, file: File, problem: &Problem) -> bool {
    let text = graph::text(db, file);
    // `name`, or `name as other`.
    let place = text.as_deref().and_then(|text| text.get(problem.span.range()));
    let Some((name, bound)) = place.and_then(|place| Some((place.split_whitespace().next()?, place.split_whitespace().last()?))) else {
        return false;
    };
    is_fixture(db, file, name)
        || is_taken_by_others(db, file, bound)
        || is_taken_with_all(db, file, bound)
        || is_replaced_by_tests(db, file, bound)
}

/// Whether `file` imports `name` from a module that makes a fixture of it: pytest finds it by being there.
fn is_fixture(db: &dyn Db, file: File, name: &str) -> bool {
    modules_giving(db, file, name).into_iter().any(|module| {
        graph::text(db, module).is_some_and(|text| {
            let is_definition = |line: &str| {
                let line = line.trim_start();
                let line = line.strip_prefix("async ").unwrap_or(line);
                line.strip_prefix("def ").is_some_and(|rest| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('(')))
            };
            let lines: Vec<&str> = text.lines().collect();
            let defined = lines.iter().position(|line| is_definition(line));
            let mut above = defined.into_iter().flat_map(|at| lines[..at].iter().rev()).take_while(|line| !line.trim().is_empty());
            above.any(|line| line.trim_start().starts_with('@') && line.contains("fixture"))
        })
    })
}

/// The modules of the root that `file` takes `name` from.
fn modules_giving(db: &dyn Db, file: File, name: &str) -> Vec<File> {
    let is_it = |reference: &Reference| reference.namespace == Namespace::PYTHON_MODULE && reference.member.as_deref() == Some(name);
    taken(db, file, |reference, from| is_it(reference).then_some(from))
}

/// What `chosen` makes of each reference of `file` and the file that it leads to.
fn taken<T>(db: &dyn Db, file: File, mut chosen: impl FnMut(&Reference, File) -> Option<T>) -> Vec<T> {
    let facts = graph::facts(db, file);
    let resolutions = graph::resolutions(db, file);
    facts.references.iter().zip(resolutions.iter()).filter_map(|(reference, to)| chosen(reference, to.file()?)).collect()
}

/// Whether another module takes `name` from `file`.
fn is_taken_by_others(db: &dyn Db, file: File, name: &str) -> bool {
    let Some(root) = file.root(db) else { return false };
    importers(db, root).get(&file).is_some_and(|all| all.iter().any(|other| modules_giving(db, *other, name).contains(&file)))
}

/// Whether a module that takes all names of `file` has `name` in it, be it a script beside it (`from common import *`).
fn is_taken_with_all(db: &dyn Db, file: File, name: &str) -> bool {
    let stem = file.path(db).name().trim_end_matches(".py");
    let takes_all = |other: File| {
        let is_it = |reference: &Reference| {
            reference.namespace == Namespace::PYTHON_MODULE
                && reference.flags.has(Flags::STAR)
                && reference.name.rsplit('.').next() == Some(stem)
        };
        graph::facts(db, other).references.iter().any(is_it)
    };
    let is_word = |text: String| text.split(|c: char| c != '_' && !c.is_alphanumeric()).any(|word| word == name);
    let importers = file.root(db).map(|root| importers(db, root));
    let of_graph = importers.iter().flat_map(|all| all.get(&file)).flatten().copied();
    let beside = file.folder(db).into_iter().flat_map(|folder| folder.entries(db).files().collect::<Vec<_>>());
    of_graph.chain(beside).any(|other| other != file && takes_all(other) && graph::text(db, other).is_some_and(is_word))
}

/// Whether a test replaces the name where the module has it: `@patch("shop.orders.Client")`.
fn is_replaced_by_tests(db: &dyn Db, file: File, name: &str) -> bool {
    let stem = file.path(db).name().trim_end_matches(".py");
    let Some(top) = file.root(db).and_then(|root| root.top(db)) else { return false };
    replaced(db, top).contains(&CompactString::from(format!("{stem}.{name}")))
}

/// The ends of what the tests in a folder and below it replace by its dotted name, a module and a name in it. Gathered on the way up: an
/// edit looks at one file again.
#[salsa::tracked(returns(clone))]
fn replaced(db: &dyn Db, folder: Directory) -> Arc<FxHashSet<CompactString>> {
    let entries = folder.entries(db);
    let is_of_tests = |file: &File| file.path(db).extension() == Some("py") && is_test(file.path(db).as_str());
    let own: FxHashSet<CompactString> = entries.files().filter(is_of_tests).flat_map(|file| replaced_by(db, file).to_vec()).collect();
    let below = entries.directories().map(|below| replaced(db, below));
    joined(std::iter::once(Arc::new(own)).chain(below), FxHashSet::is_empty, |out, names| out.extend(names.iter().cloned()))
}

#[salsa::tracked(returns(clone))]
fn replaced_by(db: &dyn Db, file: File) -> Arc<[CompactString]> {
    let Some(text) = graph::text(db, file) else { return Arc::default() };
    let literals = ["patch(", "setattr("].into_iter().flat_map(|call| text.split(call).skip(1)).filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    literals.map(|dotted| dotted.rmatch_indices('.').nth(1).map_or(dotted, |(at, _)| &dotted[at + 1..]).into()).collect()
}

/// Whether other modules take `file` in, and each of them only where something else is missing: as a Python of old needs it.
pub(super) fn is_fallback(db: &dyn Db, file: File) -> bool {
    let Some(root) = file.root(db) else { return false };
    let importers = importers(db, root);
    let is_optional = |other: &File| {
        let flags = taken(db, *other, |reference, from| (from == file).then_some(reference.flags));
        flags.iter().all(|flags| flags.has(Flags::OPTIONAL))
    };
    importers.get(&file).is_some_and(|others| others.iter().all(is_optional))
}

/// The files that import each file of a root.
#[salsa::tracked(returns(clone))]
fn importers(db: &dyn Db, root: Root) -> Arc<FxHashMap<File, Vec<File>>> {
    let mut importers = FxHashMap::<File, Vec<File>>::default();
    let graph = graph::import_graph(db, root);
    for (file, imported) in graph.iter().flat_map(|folder| folder.iter()) {
        for one in imported.iter() {
            importers.entry(one.file).or_default().push(*file);
        }
    }
    Arc::new(importers)
}
