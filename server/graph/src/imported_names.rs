//! Whether modules have the names that imports take from them: Python's, and those of JavaScript and TypeScript.
//!
//! **Invariant:** a module that may offer more than can be read off has every name: one with errors, with a star import that leads
//! elsewhere, one that fills itself in when it runs.

use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use syntax::names::{MORE, Mention};
use syntax::{Flags, Language, Namespace, SpanId, Status};
use workspace::{Db, File};

use crate::resolution::resolutions;
use crate::{facts, javascript, names, python};

/// A name that an import takes from a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The name; `default` for JavaScript's.
    pub name: CompactString,
    /// The module.
    pub module: File,
    /// Where it is taken, in the importing file.
    pub span: SpanId,
    /// Whether it is taken for a type checker, and not when the program runs.
    pub for_types: bool,
}

/// The names that a file takes from modules of the root which do not have them, for certain.
pub fn missing(db: &dyn Db, file: File) -> Vec<Asked> {
    match facts(db, file).kind.language {
        Language::Python | Language::PythonStub => missing_in_python(db, file),
        Language::JavaScript | Language::TypeScript | Language::Tsx => missing_in_javascript(db, file),
        _ => Vec::new(),
    }
}

/// The names that a module offers, sorted.
pub fn offered(db: &dyn Db, module: File) -> Vec<CompactString> {
    let mut names: Vec<CompactString> = match facts(db, module).kind.language {
        Language::Python | Language::PythonStub => {
            python::exports(db, module).names().iter().filter(|name| !name.starts_with('*')).cloned().collect()
        }
        _ => own_exports(db, module).names.iter().cloned().collect(),
    };
    names.sort_unstable();
    names
}

fn missing_in_python(db: &dyn Db, file: File) -> Vec<Asked> {
    let own = facts(db, file);
    let resolutions = resolutions(db, file);
    let mut out = Vec::new();
    for (reference, resolution) in own.references.iter().zip(resolutions.iter()) {
        let is_name = reference.namespace == Namespace::PYTHON_MODULE && reference.role == "name" && !python::may_fail(reference.flags);
        let (Some(name), Some(module)) = (reference.member.as_deref().filter(|_| is_name), resolution.file()) else { continue };
        if !python::lacks(db, file, reference, module, name) {
            continue;
        }
        out.push(Asked { name: name.into(), module, span: reference.span, for_types: reference.flags.has(Flags::TYPE_ONLY) });
    }
    out
}

fn missing_in_javascript(db: &dyn Db, file: File) -> Vec<Asked> {
    let Some(taken) = names::names(db, file) else { return Vec::new() };
    // What tests work on is as incomplete as they want it.
    if syntax::place::is_data(file.path(db).as_str()) {
        return Vec::new();
    }
    let own = facts(db, file);
    let resolutions = resolutions(db, file);
    let module = |specifier: &str| {
        let named = own.references.iter().zip(resolutions.iter());
        named
            .filter(|(reference, _)| reference.namespace == Namespace::JS_MODULE && reference.name == specifier)
            .find_map(|(_, resolution)| resolution.file())
    };
    let mut out = Vec::new();
    let is_asked = |mention: &&Mention| mention.namespace == Namespace::JS_SYMBOL && !javascript::may_fail(mention.flags);
    for mention in taken.references.iter().filter(is_asked) {
        let Some(module) = module(&mention.scope).filter(|module| *module != file) else { continue };
        if !may_export(db, module, &mention.name) && !javascript::may_be_common(db, file, module) {
            out.push(Asked { name: mention.name.clone(), module, span: mention.span, for_types: false });
        }
    }
    out
}

/// Whether a module of JavaScript or TypeScript exports a name, or passes it on; or more than can be read off.
fn may_export(db: &dyn Db, module: File, name: &str) -> bool {
    let mut seen = FxHashSet::default();
    let mut open = vec![module];
    while let Some(next) = open.pop() {
        if !seen.insert(next) {
            continue;
        }
        let own = own_exports(db, next);
        // `export *` passes on all but the default.
        if own.opaque || own.names.contains(name) && (next == module || name != "default") {
            return true;
        }
        open.extend(&own.passed_on);
    }
    false
}

fn says_there_are_more(db: &dyn Db, module: File) -> bool {
    let names = names::names(db, module);
    names.is_some_and(|names| names.definitions.iter().any(|mention| mention.namespace == Namespace::JS_SYMBOL && mention.name == MORE))
}

/// What a module exports by itself, and whose exports it passes on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Own {
    names: FxHashSet<CompactString>,
    opaque: bool,
    passed_on: Vec<File>,
}

#[salsa::tracked(returns(clone))]
fn own_exports(db: &dyn Db, module: File) -> Arc<Own> {
    let facts = facts(db, module);
    let is_code = matches!(facts.kind.language, Language::JavaScript | Language::TypeScript | Language::Tsx);
    let names: FxHashSet<CompactString> = facts
        .definitions
        .iter()
        .filter(|definition| definition.namespace == Namespace::JS_SYMBOL)
        .map(|definition| definition.name.clone())
        .collect();
    let stars = facts
        .references
        .iter()
        .zip(resolutions(db, module).iter())
        .filter(|(reference, _)| reference.namespace == Namespace::JS_MODULE && reference.flags.has(Flags::STAR))
        .map(|(_, resolution)| resolution.file())
        .collect::<Vec<_>>();
    // What exports nothing is no module, or is filled in elsewhere.
    let is_open = names.is_empty() && stars.is_empty() || says_there_are_more(db, module);
    let opaque = !is_code || facts.status != Status::Parsed || is_open || stars.contains(&None);
    Arc::new(Own { names, opaque, passed_on: stars.into_iter().flatten().collect() })
}
