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
use crate::place::is_data;

/// Says what is wrong with a module that reads without errors.
pub fn check(source: &Source<'_>, module: &ModModule, out: &mut Output) {
    let path = source.path.as_str();
    if is_data(path) || is_hidden(path) {
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

/// What other tools call a rule about modules, in comments and settings that accept it; nothing for any other rule.
pub fn accepted_by(code: &str) -> &'static [&'static str] {
    match code {
        "L3/duplicate-definition" => redefined::NAMES,
        "L3/literal-identity" => identity::NAMES,
        "L3/mutable-default" => defaults::NAMES,
        "L3/undefined-export" => exports::NAMES,
        "L3/undefined-name" => undefined::NAMES,
        "L3/unreachable-code" => unreachable::NAMES,
        "L3/unused-import" => unused::NAMES,
        _ => &[],
    }
}

/// Whether a file lies where tools keep what is theirs.
fn is_hidden(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|part| part.starts_with('.') && part.len() > 1)
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
