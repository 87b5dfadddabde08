//! `WORKDIR` seen from a folder that only the base image knows.

use rustc_hash::FxHashSet;
use syntax::Language;

use super::official;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/relative-workdir",
    severity: Severity::Warning,
    summary: "`WORKDIR` is relative to a folder that the file does not name.",
    page: include_str!("relative_workdir.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let mut absolute: Vec<bool> = Vec::new();
    let mut names: Vec<Option<String>> = Vec::new();
    // Folders that the instructions before speak of.
    let mut made: FxHashSet<String> = FxHashSet::default();
    // Whether the last stage certainly begins in `/`.
    let mut in_root = false;
    for step in context.steps() {
        let Some((word, span)) = step.words.first() else { continue };
        match step.name.as_str() {
            "FROM" => {
                let base = names.iter().rposition(|name| name.as_ref() == Some(&word.to_ascii_lowercase()));
                absolute.push(base.is_some_and(|base| absolute[base]));
                in_root = official::works_in_root(word);
                names.push(step.words.get(2).map(|(name, _)| name.to_ascii_lowercase()));
            }
            "WORKDIR" => {
                let Some(known) = absolute.last_mut() else { continue };
                let path = word.trim_matches(['"', '\'']);
                let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
                if path.starts_with(['/', '$', '%', '\\']) || drive {
                    *known = true;
                } else if !*known && !made.contains(path) && !path.split('/').next().is_some_and(|first| made.contains(first)) {
                    let seen = if in_root { "is seen from `/`" } else { "is relative to a folder that only the base image knows" };
                    found.at(*span, format!("`{path}` {seen}: expected a path from `/`"));
                    // Once for each stage is enough.
                    *known = true;
                }
            }
            // It is where it was put, whatever the folder is.
            "COPY" | "ADD" => made.extend(step.words.last().map(|(word, _)| word.trim_matches(['.', '/']).to_owned())),
            "RUN" => {
                let words = step.words.iter().flat_map(|(word, _)| word.split_whitespace());
                made.extend(words.map(|word| word.rsplit('/').next().unwrap_or(word).trim_end_matches(".git").to_owned()));
            }
            _ => {}
        }
    }
}
