//! dependency-cruiser: rules over paths, which are regular expressions.

use std::path::Path;

use oracle::Severity;
use workspace::{FileKind, FileSystem};

use super::below;
use super::draft::{Demand, Draft, Ends, Part, Rule, Target};
use super::regex::globs;
use super::value::Value;

/// What a rule may say of an end beside its path, and what that is here.
const SAID: [(&str, &str); 12] = [
    ("orphan", "files that nothing imports"),
    ("couldNotResolve", "`L4/unresolved-import` says it, always"),
    ("dependencyTypes", "kinds of dependencies"),
    ("dependencyTypesNot", "kinds of dependencies"),
    ("moreThanOneDependencyType", "kinds of dependencies"),
    ("exoticallyRequired", "`require` by another name"),
    ("license", "licences"),
    ("licenseNot", "licences"),
    ("preCompilationOnly", "imports of types"),
    ("numberOfDependentsLessThan", "counts of dependents"),
    ("numberOfDependentsMoreThan", "counts of dependents"),
    ("moreUnstable", "stability"),
];

/// The contracts of a configuration.
pub fn draft(system: &dyn FileSystem, root: &Path, config: &Value) -> Draft {
    let kind = |path: &str| below(root, path).and_then(|path| system.metadata(&path).ok()).map(|metadata| metadata.kind);
    let is_folder = |path: &str| kind(path) == Some(FileKind::Directory);
    let mut reader = Reader { draft: Draft::default(), is_folder: &is_folder };
    for (key, line, value) in config.entries() {
        match key.as_str() {
            "forbidden" => value.items().iter().for_each(|rule| reader.forbidden(rule)),
            "allowed" => reader.allowed(value, *line),
            "required" => value.items().iter().for_each(|rule| {
                reader.draft.lose(rule.line, format!("`{}`: what a module has to depend on is not judged", name(rule)));
            }),
            "extends" => reader.draft.lose(*line, "`extends`: rules of other files are not carried over"),
            "options" => {
                for key in ["exclude", "includeOnly"] {
                    if let Some((_, line, _)) = value.entries().iter().find(|(known, ..)| known == key) {
                        reader
                            .draft
                            .lose(*line, format!("`options.{key}`: all files are judged; `checks.ignore` would hide some from every rule"));
                    }
                }
            }
            "$schema" | "allowedSeverity" => {}
            key => reader.draft.lose(*line, format!("`{key}` is nothing that is known of dependency-cruiser")),
        }
    }
    reader.draft
}

fn name(rule: &Value) -> &str {
    rule.text_of("name").unwrap_or("unnamed")
}

struct Reader<'a> {
    draft: Draft,
    is_folder: &'a dyn Fn(&str) -> bool,
}

/// An end of a rule.
enum End {
    /// All files.
    All,
    /// Those of these parts.
    Parts(Vec<Part>),
    /// All but those.
    Not(Vec<Part>),
}

impl Reader<'_> {
    fn forbidden(&mut self, rule: &Value) {
        let severity = match rule.text_of("severity").unwrap_or("warn") {
            "error" => Severity::Error,
            "info" => Severity::Info,
            "ignore" => return,
            _ => Severity::Warning,
        };
        let empty = Value::nothing(rule.line);
        let (from, to) = (rule.get("from").unwrap_or(&empty), rule.get("to").unwrap_or(&empty));
        if to.is_true("circular") {
            self.draft.judge("L4/import-cycle", severity);
            if from.get("path").is_some() || to.entries().len() != 1 {
                self.draft.lose(rule.line, format!("`{}`: circles are judged everywhere, not only between these paths", name(rule)));
            }
            return;
        }
        if to.is_true("couldNotResolve") && from.get("path").is_none() && to.get("path").is_none() {
            self.draft.judge("L4/unresolved-import", severity);
            return;
        }
        let is_undeclared =
            |value: &Value| value.texts_of("dependencyTypes").iter().any(|(kind, _)| matches!(*kind, "npm-no-pkg" | "unknown"));
        if is_undeclared(to) {
            self.draft.judge("L4/undeclared-dependency", severity);
            if to.get("path").is_none() {
                return;
            }
        }
        for end in [from, to] {
            if let Some((key, what)) = SAID.iter().find(|(key, _)| end.get(key).is_some()) {
                return self.draft.lose(rule.line, format!("`{}`, `{key}`: {what} are not judged by rules of a DNA", name(rule)));
            }
        }
        // `false`: what cannot be reached from anywhere.
        let reachable = to.get("reachable").map(|_| to.is_true("reachable"));
        if reachable == Some(false) {
            return self.draft.lose(rule.line, format!("`{}`: what nothing reaches is not judged", name(rule)));
        }
        let before = self.draft.parts.len();
        match self.end(rule, from).zip(self.end(rule, to)) {
            Some((from, to)) => self.deny(rule, severity, from, to, reachable == Some(true)),
            // No part is made for a rule that is none.
            None => self.draft.parts.truncate(before),
        }
    }

    fn deny(&mut self, rule: &Value, severity: Severity, from: End, to: End, is_reach: bool) {
        let mut except: Vec<Part> = Vec::new();
        let (from, to): (Ends, Ends) = match (from, to) {
            (End::Parts(from), End::Parts(to)) => (Some(from), Some(to)),
            (End::All, End::Parts(to)) => (None, Some(to)),
            (End::Parts(from), End::All) => (Some(from), None),
            // What a component does inside of itself is never denied.
            (End::Not(not), End::Parts(to)) => {
                except.extend(not.into_iter().filter(|part| !to.contains(part)));
                (None, Some(to))
            }
            (End::Parts(from), End::Not(not)) => {
                except.extend(not.into_iter().filter(|part| !from.contains(part)));
                (Some(from), None)
            }
            _ => {
                self.draft.lose(rule.line, format!("`{}`: a rule of a DNA names at least one of its ends", name(rule)));
                return;
            }
        };
        if from.is_none() || to.is_none() {
            self.rest(&from, &to);
        }
        let demand = if is_reach { Demand::Forbid(from, to) } else { Demand::Deny(from, to) };
        let why = rule.text_of("comment").map(str::to_owned);
        self.draft.rules.push(Rule { name: name(rule).to_owned(), demand, except, severity: Some(severity), why });
    }

    /// Everything else has to be a component, too, for `*` to mean it.
    fn rest(&mut self, from: &Ends, to: &Ends) {
        let known: Vec<Part> = from.iter().chain(to).flatten().copied().collect();
        let tops: Vec<String> = known
            .iter()
            .flat_map(|part| self.draft.parts[*part].paths.clone())
            .filter_map(|path| path.split_once('/').map(|(top, _)| top.to_owned()))
            .filter(|top| !top.contains('*') && (self.is_folder)(top))
            .collect();
        for top in tops {
            self.draft.part(&[&top], vec![top.clone()]);
        }
    }

    /// The parts of an end; `None` where it cannot be said, which is told.
    fn end(&mut self, rule: &Value, end: &Value) -> Option<End> {
        let path = end.texts_of("path");
        let not = end.texts_of("pathNot");
        if !path.is_empty() && !not.is_empty() {
            let line = not[0].1;
            self.draft.lose(line, format!("`{}`: no component is all of a `path` but a `pathNot`", name(rule)));
            return None;
        }
        let written = if path.is_empty() { &not } else { &path };
        let mut parts = Vec::new();
        for (expression, line) in written {
            let Some(paths) = globs(expression, self.is_folder) else {
                self.draft.lose(*line, format!("`{}`: no glob says what `{expression}` does", name(rule)));
                return None;
            };
            for path in paths {
                let name: Vec<&str> = path.split('/').filter(|part| part.chars().any(char::is_alphanumeric)).collect();
                parts.push(self.draft.part(&name, vec![path.clone()]));
            }
        }
        Some(match (path.is_empty(), not.is_empty()) {
            (true, true) => End::All,
            (false, _) => End::Parts(parts),
            _ => End::Not(parts),
        })
    }

    /// All that may be: `uses` for each part that is named as one that depends.
    fn allowed(&mut self, rules: &Value, line: usize) {
        let before = self.draft.parts.len();
        let mut pairs: Vec<(Vec<Part>, Vec<Part>)> = Vec::new();
        for rule in rules.items() {
            let empty = Value::nothing(rule.line);
            let ends = (rule.get("from").unwrap_or(&empty), rule.get("to").unwrap_or(&empty));
            let is_plain = [ends.0, ends.1].iter().all(|end| end.entries().iter().all(|(key, ..)| key == "path" || key == "pathNot"));
            let named = if is_plain { self.end(rule, ends.0).zip(self.end(rule, ends.1)) } else { None };
            let Some((End::Parts(from), End::Parts(to))) = named else {
                // With one rule less, less would be allowed.
                self.draft.parts.truncate(before);
                return self.draft.lose(line, "`allowed`: not carried over, since one of its rules is no pair of paths");
            };
            pairs.push((from, to));
        }
        for part in 0..self.draft.parts.len() {
            let own = pairs.iter().filter(|(from, _)| from.iter().any(|from| self.draft.with_inner(*from).contains(&part)));
            let uses: Vec<Target> = own.flat_map(|(_, to)| to.iter().copied().map(Target::Part)).collect();
            if pairs.iter().any(|(from, to)| from.contains(&part) || to.contains(&part)) {
                self.draft.parts[part].uses = Some(uses);
            }
        }
        self.draft.note("`allowed`: what lies in no component is not constrained");
    }
}
