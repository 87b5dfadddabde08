//! JSON and JSON with comments: the verdict of L1, and the manifests that are written in it.
//!
//! The scanner is our own: libraries stop at the first mistake, recurse, or do not see duplicate keys, and
//! a repository of forty thousand JSON files wants to be read as fast as it can be loaded.

mod keys;
mod lex;
mod scan;
#[cfg(test)]
mod tests;
pub(crate) mod top;

use crate::facts::Status;
use crate::kind::{Language, Role};
use crate::manifest::tree::Tree;
use crate::output::{Output, Source};
use crate::place::is_read_by_tests;
use crate::{declared, manifest, names};

pub(crate) use scan::shown;

/// The tree of a text, whatever is wrong with it. `lenient` allows comments, trailing commas and an empty document.
pub fn tree(text: &str, lenient: bool) -> Option<Tree<'_>> {
    scan::scan(text, lenient, true, &mut Output::default())
}

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let lenient = source.kind.language == Language::Jsonc;
    let declares = declared::wants(source.kind.role);
    let wanted = declares || matches!(source.kind.role, Role::PackageJson | Role::Tsconfig | Role::HomeAssistantManifest);
    let rules = source.set.rules_about(source);
    let tree = scan::scan(source.text, lenient, wanted || !rules.is_empty(), out);
    let is_several = || is_a_value_a_line(source.text) || is_read_by_tests(source.path.as_str()) && is_a_stream(source.text);
    let other = || may_be_another_format(source.path.name()) || !wanted && (is_several() || is_part_of_an_object(source.text));
    if out.status != Status::Parsed && other() {
        *out = Output { status: Status::Unchecked, ..Output::default() };
        return;
    }
    if let Some(root) = tree.as_ref().and_then(|tree| tree.root()) {
        names::document::collect(&rules, source, root, out);
        if declares {
            declared::read(source, root, out);
        } else if wanted {
            manifest::read_json(source.kind.role, root, out);
        }
    }
}

/// Whether each line is a document: logs, tables and exports are often kept so in files that are called `.json`.
fn is_a_value_a_line(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines().nth(1).is_some() && lines().all(|line| line.starts_with(['{', '['])) && lines().all(reads)
}

/// Whether a program puts a text between braces, as it puts others: it begins with a key.
fn is_part_of_an_object(text: &str) -> bool {
    text.trim_start().starts_with('"') && reads(&format!("{{{}}}", text.trim_end().trim_end_matches(',')))
}

/// Whether several documents follow each other, each from the beginning of a line: what a program has written, and a test reads.
fn is_a_stream(text: &str) -> bool {
    let starts: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes())
        .map(|newline| newline + 1)
        .filter(|at| text[*at..].starts_with(['{', '[']))
        .chain([text.len()])
        .collect();
    let mut from = 0;
    let all = starts.iter().all(|&to| reads(&text[std::mem::replace(&mut from, to)..to]));
    all && starts.len() > 1
}

fn reads(text: &str) -> bool {
    let mut out = Output::default();
    scan::scan(text, false, false, &mut out);
    out.status == Status::Parsed
}

/// Configuration whose name does not say whether it is JSON, JSON5 or YAML.
fn may_be_another_format(name: &str) -> bool {
    matches!(name, ".babelrc" | ".eslintrc" | ".jscsrc" | ".jshintrc" | ".prettierrc" | ".swcrc" | ".watchmanconfig")
}
