//! Rules about documents, and what they find in one.

use regex::Regex;
use workspace::Span;

use super::form::Form;
use super::path::{Path, find, select};
use crate::facts::{Flags, Namespace};
use crate::kind::Role;
use crate::manifest::tree::{At, Text, Value};
use crate::output::Output;

/// Places of documents at which names of one namespace are given or used.
#[derive(Debug)]
pub struct Rule {
    /// What is found.
    pub namespace: Namespace,
    /// Whether names are given there; else they are used.
    pub defines: bool,
    /// What a document must say for the rule to apply: the value at each path is one of these.
    pub conditions: Vec<(Path, Vec<Expected>)>,
    /// The nodes that have names.
    pub each: Path,
    /// The name of each node, seen from it or from the document.
    pub at: Path,
    /// What of the place that `at` leads to is the name.
    pub take: Take,
    /// What the name looks like within that text: the group `name`, and `scope` where it has one.
    pub pattern: Option<Regex>,
    /// What that text, or the name in it, is to be read as.
    pub form: Form,
    /// What the name is a name within.
    pub scope: Vec<Scope>,
    /// What kind of place it is.
    pub role: &'static str,
    /// What is special about it.
    pub flags: Flags,
}

/// What a condition takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expected {
    /// This text.
    Text(String),
    /// Anything.
    Present,
    /// No such place.
    Absent,
}

/// What of a place is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Take {
    /// Its value.
    Value,
    /// The key it stands under.
    Key,
    /// Both, as `key=value`; the range is that of the value.
    Entry,
}

/// One part of a scope.
#[derive(Debug)]
pub enum Scope {
    /// The value at a place.
    Value(Path),
    /// The key that a place stands under.
    Key(Path),
    /// Always the same.
    Text(String),
}

/// Puts what `rules` find in the document below `root` into `out`. `text` is what the tree was read from.
pub(super) fn collect(rules: &[&Rule], role: Role, text: &str, root: At<'_, '_>, out: &mut Output) {
    // A list of objects is its items.
    if role == Role::Kubernetes
        && let Some(items) = root.get("items").filter(|_| root.text_of("kind").is_some_and(|kind| kind.text.ends_with("List")))
    {
        items.items().for_each(|item| collect_one(rules, text, item, out));
    } else {
        collect_one(rules, text, root, out);
    }
}

fn collect_one(rules: &[&Rule], text: &str, root: At<'_, '_>, out: &mut Output) {
    let applies = |rule: &&&Rule| rule.conditions.iter().all(|(path, expected)| holds(path, expected, text, root));
    let rules: Vec<&Rule> = rules.iter().filter(applies).copied().collect();
    let paths: Vec<&Path> = rules.iter().map(|rule| &rule.each).collect();
    select(&paths, text, root, root, |number, node| {
        let rule = rules[number];
        for at in find(&rule.at, text, root, node) {
            rule.record(text, root, node, at, out);
        }
    });
}

fn holds(path: &Path, expected: &[Expected], text: &str, root: At<'_, '_>) -> bool {
    let places = find(path, text, root, root);
    let fits = |expected: &Expected| match expected {
        Expected::Present => !places.is_empty(),
        Expected::Absent => places.is_empty(),
        Expected::Text(wanted) => places.iter().any(|at| written(text, *at).is_some_and(|value| value.text == wanted)),
    };
    expected.iter().any(fits)
}

/// A scalar as text: a number as it is written, nothing for `null`.
fn written<'t>(text: &'t str, at: At<'t, 't>) -> Option<Text<'t>> {
    match at.value() {
        Value::Text(value) => Some(Text { text: value, span: at.span() }),
        Value::List | Value::Table => None,
        Value::Bool(_) | Value::Other => {
            let written = text.get(at.span().range())?;
            let is_number = written.starts_with(|c: char| c.is_ascii_digit() || c == '-') || matches!(at.value(), Value::Bool(_));
            is_number.then_some(Text { text: written, span: at.span() })
        }
    }
}

impl Rule {
    fn record<'t>(&self, text: &'t str, root: At<'t, 't>, node: At<'t, 't>, at: At<'t, 't>, out: &mut Output) {
        let value = || written(text, at);
        let taken = match self.take {
            Take::Value => value().map(|value| (value.text.to_owned(), value)),
            Take::Key => at.key().map(|key| (key.text.to_owned(), key)),
            Take::Entry => at.key().zip(value()).map(|(key, value)| (format!("{}={}", key.text, value.text), value)),
        };
        let Some((name, place)) = taken.filter(|(name, _)| !name.is_empty()) else { return };
        let scope: Vec<String> = self.scope.iter().map(|part| part.read(text, root, node)).collect();
        let Some(pattern) = &self.pattern else {
            for (said, range) in self.form.names(&name) {
                let span = if self.take == Take::Entry || range.len() == name.len() { place.span } else { part_of(text, place, range) };
                self.mention(&said, &scope, span, out);
            }
            return;
        };
        for found in pattern.captures_iter(&name) {
            let Some(part) = found.name("name").filter(|part| !part.is_empty()) else { continue };
            let span = if self.take == Take::Entry { place.span } else { part_of(text, place, part.range()) };
            let inner = found.name("scope").map(|inner| inner.as_str().to_owned());
            let scope: Vec<String> = scope.iter().cloned().chain(inner).collect();
            for (said, _) in self.form.names(part.as_str()) {
                self.mention(&said, &scope, span, out);
            }
        }
    }

    fn mention(&self, name: &str, scope: &[String], span: Span, out: &mut Output) {
        out.mention(self.defines, self.namespace, name, scope, self.role, self.flags, span);
    }
}

/// Where a part of a text stands that is written otherwise than it reads - folded, indented, escaped -: at the same word, as far as
/// words can be counted.
fn part_of(source: &str, text: Text<'_>, range: std::ops::Range<usize>) -> Span {
    let (start, end) = (text.span.start as usize, text.span.end as usize);
    let written = source.get(start..end).unwrap_or_default();
    if written.len() == text.text.len() {
        return text.part(range.start, range.end);
    }
    let word = &text.text[range.clone()];
    let before = text.text[..range.start].matches(word).count();
    let found = written.match_indices(word).nth(before).filter(|_| !word.is_empty());
    found.map_or(text.span, |(at, _)| Span::new(start + at, start + at + word.len()))
}

impl Scope {
    fn read(&self, text: &str, root: At<'_, '_>, node: At<'_, '_>) -> String {
        match self {
            Scope::Text(text) => text.clone(),
            Scope::Value(path) => {
                let first = find(path, text, root, node).into_iter().find_map(|at| written(text, at).map(|value| value.text.to_owned()));
                first.unwrap_or_default()
            }
            Scope::Key(path) => {
                let first = find(path, text, root, node).into_iter().find_map(|at| at.key().map(|key| key.text.to_owned()));
                first.unwrap_or_default()
            }
        }
    }
}
