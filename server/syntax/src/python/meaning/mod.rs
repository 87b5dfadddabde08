//! Whether a module makes sense by itself (L3): names that nothing binds, imports that nothing uses, code that nothing reaches.
//!
//! [`walk`] goes through the tree once and notes scopes, bindings and uses; what a name means is looked up when all
//! bindings are known, so the order of statements does not matter, and a name that is bound on some way counts as bound.
//! What cannot be known by reading - `exec`, star imports, names that a tool puts in - makes the rules that depend on it silent.

mod builtins;
mod defaults;
mod dynamic;
mod exports;
mod identity;
mod noqa;
mod redefined;
mod scope;
mod undefined;
mod unreachable;
mod unused;
mod walk;
mod words;

use ruff_python_ast::ModModule;
use ruff_text_size::{Ranged, TextRange};
use workspace::Span;

use self::noqa::Accepted;
use self::walk::Walk;
use super::{span, widen};
use crate::output::{Output, Source};

/// Says what is wrong with a module that reads without errors.
pub fn check(source: &Source<'_>, module: &ModModule, out: &mut Output) {
    if is_data(source.path.as_str()) {
        return;
    }
    let mut walk = Walk::new(source.text);
    walk.module(&module.body);
    let Walk { mut table, imports, redefined, found, exports, .. } = walk;
    let unknown = table.resolve();
    let context = Context { source, body: &module.body, accepted: Accepted::new(source.text) };
    undefined::check(&context, &table, &unknown, out);
    exports::check(&context, &table, &exports, out);
    unused::check(&context, &table, &imports, &exports, out);
    redefined::check(&context, &table, &redefined, out);
    found.into_iter().take(super::MOST).filter(|one| !context.accepted.has(one.range, one.accepted_by)).for_each(|one| {
        out.problem(one.code, widen(source.text, one.range), one.message);
        if let Some((title, range, text)) = one.fix {
            out.propose(title, span(range), text);
        }
    });
}

/// Whether a file is there to be read by a test or filled in by a generator, and not to be run.
fn is_data(path: &str) -> bool {
    const ANYWHERE: &[&str] = &[
        "__fixtures__",
        "__snapshots__",
        "corpus",
        "fixture",
        "fixtures",
        "golden",
        "goldens",
        "project_template",
        "project_templates",
        "snapshots",
        "template",
        "templates",
        "test-data",
        "test_data",
        "testdata",
    ];
    const BELOW_TESTS: &[&str] = &[
        "cases",
        "data",
        "examples",
        "expected",
        "files",
        "input",
        "inputs",
        "modules",
        "output",
        "outputs",
        "resources",
        "roots",
        "samples",
        "snippets",
    ];
    let mut folders = path.split('/').rev().skip(1).collect::<Vec<_>>();
    folders.reverse();
    let tests = folders.iter().position(|part| matches!(*part, "test" | "tests" | "testing")).unwrap_or(folders.len());
    folders.iter().any(|part| ANYWHERE.contains(part) || part.starts_with('.') && part.len() > 1)
        || folders[tests..].iter().any(|part| BELOW_TESTS.contains(part))
}

/// What is known of the module beside its names.
struct Context<'a> {
    source: &'a Source<'a>,
    body: &'a [ruff_python_ast::Stmt],
    accepted: Accepted<'a>,
}

impl Context<'_> {
    fn place(&self, ranged: &impl Ranged) -> Span {
        widen(self.source.text, ranged.range())
    }
}

/// Something that the walk sees on its way.
struct Found {
    code: &'static str,
    range: TextRange,
    message: String,
    /// What other tools call it, for comments that accept it.
    accepted_by: &'static [&'static str],
    /// Title, range that goes, text that comes.
    fix: Option<(String, TextRange, String)>,
}
