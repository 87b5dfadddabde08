//! Rules about documents, and what they find in one.

use regex::Regex;
use workspace::Span;

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
    /// The kinds of object that the rule is about; empty: any. Most rules about objects have some, so they are asked first.
    pub kinds: Vec<String>,
    /// What else a document must say for the rule to apply: the value at each path is one of these.
    pub conditions: Vec<(Path, Vec<Expected>)>,
    /// The nodes that have names.
    pub each: Path,
    /// The name of each node, seen from it or from the document.
    pub at: Path,
    /// What of the place that `at` leads to is the name.
    pub take: Take,
    /// What the name looks like within that text: the group `name`, and `scope` where it has one.
    pub pattern: Option<Regex>,
    /// What the name is a name within.
    pub scope: Vec<Scope>,
    /// What kind of place it is.
    pub role: &'static str,
    /// Whether a name there may stand for nothing.
    pub optional: Optional,
}

/// Whether a name may stand for nothing.
#[derive(Debug)]
pub enum Optional {
    /// It may not.
    Never,
    /// It may.
    Always,
    /// It may where the value at this place, seen from the node, is `true`.
    Where(Path),
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
    let kind = root.text_of("kind").map_or("", |kind| kind.text);
    let applies = |rule: &&&Rule| {
        (rule.kinds.is_empty() || rule.kinds.iter().any(|of| of == kind))
            && rule.conditions.iter().all(|(path, expected)| holds(path, expected, text, root))
    };
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
        let may_lack = match &self.optional {
            Optional::Never => false,
            Optional::Always => true,
            Optional::Where(path) => find(path, text, root, node).iter().any(|at| *at.value() == Value::Bool(true)),
        };
        let flags = if may_lack { Flags::OPTIONAL } else { Flags::default() };
        let Some(pattern) = &self.pattern else {
            self.mention(&name, &scope, flags, place.span, out);
            return;
        };
        for found in pattern.captures_iter(&name) {
            let Some(part) = found.name("name").filter(|part| !part.is_empty()) else { continue };
            let span = if self.take == Take::Entry { place.span } else { place.part(part.start(), part.end()) };
            match found.name("scope") {
                Some(inner) => {
                    let scope: Vec<String> = scope.iter().cloned().chain([inner.as_str().to_owned()]).collect();
                    self.mention(part.as_str(), &scope, flags, span, out);
                }
                None => self.mention(part.as_str(), &scope, flags, span, out),
            }
        }
    }

    fn mention(&self, name: &str, scope: &[String], flags: Flags, span: Span, out: &mut Output) {
        out.mention(self.defines, self.namespace, name, scope, self.role, flags, span);
    }
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
