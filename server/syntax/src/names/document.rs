//! Rules about documents, and what they find in one.

use std::borrow::Cow;

use workspace::RelPath;

use super::folder_scope;
use super::form::Form;
use super::path::{Path, find, select};
use super::pattern::Pattern;
use crate::facts::{Flags, Namespace};
use crate::kind::Role;
use crate::manifest::tree::{At, Text, Value};
use crate::output::{Output, Source};

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
    /// The parts of that text in which names stand; all of it when absent.
    pub inside: Option<Pattern>,
    /// What the name looks like within that text: the group `name`, and `scope` where it has one.
    pub pattern: Option<Pattern>,
    /// What that text, or the name in it, is to be read as.
    pub form: Form,
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
    /// The path of the file.
    File,
    /// The path of the file's folder.
    Folder,
    /// The value at a place, a path that is seen from the top of the repository.
    Top(Path),
}

/// Puts what `rules` find in the document below `root` into `out`.
pub(crate) fn collect(rules: &[&Rule], source: &Source<'_>, root: At<'_, '_>, out: &mut Output) {
    if rules.is_empty() {
        return;
    }
    // A list of objects is its items.
    if source.kind.role == Role::Kubernetes
        && let Some(items) = root.get("items").filter(|_| root.text_of("kind").is_some_and(|kind| kind.text.ends_with("List")))
    {
        items.items().for_each(|item| collect_one(rules, source, item, out));
    } else {
        collect_one(rules, source, root, out);
    }
}

fn collect_one(rules: &[&Rule], source: &Source<'_>, root: At<'_, '_>, out: &mut Output) {
    let text = source.text;
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
            rule.record(source, root, node, at, out);
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
    fn record<'t>(&self, source: &Source<'t>, root: At<'t, 't>, node: At<'t, 't>, at: At<'t, 't>, out: &mut Output) {
        let value = || written(source.text, at);
        let taken = match self.take {
            Take::Value => value().map(|value| (Cow::Borrowed(value.text), value)),
            Take::Key => at.key().map(|key| (Cow::Borrowed(key.text), key)),
            Take::Entry => at.key().zip(value()).map(|(key, value)| (Cow::Owned(format!("{}={}", key.text, value.text)), value)),
        };
        let Some((name, place)) = taken.filter(|(name, _)| !name.is_empty()) else { return };
        let span = |start: usize, end: usize| match self.take {
            Take::Entry => place.span,
            _ if end - start == name.len() => place.span,
            _ => place.part_in(source.text, start..end),
        };
        let may_lack = match &self.optional {
            Optional::Never => false,
            Optional::Always => true,
            Optional::Where(path) => find(path, source.text, root, node).iter().any(|at| *at.value() == Value::Bool(true)),
        };
        let flags = if may_lack { Flags::OPTIONAL } else { Flags::default() };
        let whole = 0..name.len();
        let inside = self.inside.as_ref().map(|inside| inside.regex().find_iter(&name).map(|part| part.range()).collect::<Vec<_>>());
        let mut scope: Option<Vec<String>> = None;
        for part in inside.as_deref().unwrap_or(std::slice::from_ref(&whole)) {
            let mut mention = |said: &str, inner: Option<&str>, start: usize, end: usize| {
                let scope = scope.get_or_insert_with(|| self.scope.iter().map(|part| part.read(source, root, node)).collect());
                let inner = inner.map(str::to_owned);
                let scope: Vec<String> = scope.iter().cloned().chain(inner).collect();
                out.mention(self.defines, self.namespace, said, &scope, self.role, flags, span(start, end));
            };
            let text = &name[part.clone()];
            let Some(pattern) = &self.pattern else {
                for (said, range) in self.form.names(text) {
                    mention(&said, None, part.start + range.start, part.start + range.end);
                }
                continue;
            };
            for found in pattern.regex().captures_iter(text) {
                let Some(named) = found.name("name").filter(|named| !named.is_empty()) else { continue };
                let inner = found.name("scope").map(|inner| inner.as_str());
                for (said, _) in self.form.names(named.as_str()) {
                    mention(&said, inner, part.start + named.start(), part.start + named.end());
                }
            }
        }
    }
}

impl Scope {
    fn read(&self, source: &Source<'_>, root: At<'_, '_>, node: At<'_, '_>) -> String {
        let text = source.text;
        let value =
            |path: &Path| find(path, text, root, node).into_iter().find_map(|at| written(text, at).map(|value| value.text.to_owned()));
        match self {
            Scope::Text(text) => text.clone(),
            Scope::Value(path) => value(path).unwrap_or_default(),
            Scope::Key(path) => {
                let first = find(path, text, root, node).into_iter().find_map(|at| at.key().map(|key| key.text.to_owned()));
                first.unwrap_or_default()
            }
            Scope::File => source.path.to_string(),
            Scope::Folder => folder_scope(source.path.parent().unwrap_or_else(RelPath::root).as_str()),
            // A path that leads out is that of nothing here.
            Scope::Top(path) => {
                value(path).map_or_else(String::new, |path| RelPath::root().resolve(&path).map_or(path, |path| folder_scope(path.as_str())))
            }
        }
    }
}
