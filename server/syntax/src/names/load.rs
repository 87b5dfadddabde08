//! Reads a file of rules: its namespaces and its rules about documents, with the place of every mistake.

use globset::{Glob, GlobBuilder, GlobMatcher};
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoSuchName;
use workspace::{SeverityOverride, Span};

use super::document::{Expected, Optional, Rule, Scope, Take};
use super::form::Form;
use super::path::{Path, Start};
use super::pattern::Pattern;
use super::set::{About, Within};
use crate::facts::Namespace;
use crate::kind::{Language, Role};
use crate::manifest::tree::{At, Text, Value};
use crate::nearest::nearest;
use crate::stored::constant;

/// Something that a file of queries says and that cannot be used.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mistake {
    /// Where, in that file.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
}

/// What documents a rule is about.
#[derive(Debug)]
pub(super) enum Subject {
    Role(Role),
    Language(Language),
    Files(GlobMatcher),
}

/// What one file of rules says.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) namespaces: Vec<(Namespace, About)>,
    /// What documents all of its rules are about.
    pub(super) subjects: Vec<Subject>,
    pub(super) rules: Vec<Rule>,
    pub(super) mistakes: Vec<Mistake>,
}

const TOP: &[&str] = &["on", "files", "namespaces", "names"];
const ABOUT: &[&str] = &["what", "within", "unresolved", "unique", "means"];
const RULE: &[&str] = &["define", "refer", "if", "each", "at", "take", "inside", "match", "form", "scope", "role", "optional"];

/// Reads `text`, a file of rules.
pub(super) fn load(text: &str) -> Loaded {
    let tree = crate::yaml::tree(text);
    let mut loader = Loader { text, out: Loaded::default() };
    if let Some(tree) = &tree {
        let documents: Vec<At<'_, '_>> = tree.root().into_iter().flat_map(At::items).collect();
        match documents[..] {
            [document] => loader.file(document),
            [] => {}
            [_, second, ..] => loader.mistake(second.span(), "a file of rules is one document".to_owned()),
        }
    }
    loader.out
}

struct Loader<'t> {
    text: &'t str,
    out: Loaded,
}

impl<'t> Loader<'t> {
    fn mistake(&mut self, span: Span, message: String) {
        self.out.mistakes.push(Mistake { span, message });
    }

    fn known(&mut self, at: At<'t, 't>, what: &str, names: &[&str]) {
        for (key, _) in at.entries() {
            if !names.contains(&key.text) {
                let close = nearest(key.text, names.iter().copied()).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
                self.mistake(key.span, format!("`{}` is no key of {what}{close}", key.text));
            }
        }
    }

    fn text_of(&mut self, at: At<'t, 't>, key: &str) -> Option<Text<'t>> {
        let value = at.get(key)?;
        let text = value.text();
        if text.is_none() {
            self.mistake(value.span(), format!("expected text under `{key}`"));
        }
        text
    }

    fn file(&mut self, document: At<'t, 't>) {
        self.known(document, "a file of rules", TOP);
        for (name, about) in document.entries_of("namespaces") {
            self.known(about, "a namespace", ABOUT);
            let about = self.about(name.text, about);
            self.out.namespaces.push((Namespace::named(constant(name.text)), about));
        }
        self.out.subjects = self.subjects(document);
        let Some(names) = document.get("names") else { return };
        if TOP[..2].iter().all(|key| document.get(key).is_none()) {
            self.mistake(names.span(), "these rules are about no documents: `on` names roles or languages, `files` globs".to_owned());
        }
        for rule in names.items() {
            self.known(rule, "a rule", RULE);
            let made = self.rules(rule);
            self.out.rules.extend(made);
        }
    }

    fn about(&mut self, name: &str, at: At<'t, 't>) -> About {
        let what = self.text_of(at, "what").map_or(name, |what| what.text).to_owned();
        let within = self.text_of(at, "within").map_or(Within::Root, |within| match within.text {
            "document" | "file" => Within::File,
            "folder" => Within::Folder,
            "root" => Within::Root,
            _ => {
                self.mistake(within.span, "expected `file`, `folder` or `root`".to_owned());
                Within::Root
            }
        });
        let unresolved = self.text_of(at, "unresolved").and_then(|severity| {
            let known = named::<SeverityOverride>(severity.text);
            if known.is_none() {
                self.mistake(severity.span, "expected `error`, `warning`, `info` or `off`".to_owned());
            }
            known.filter(|severity| *severity != SeverityOverride::Off)
        });
        let means = at.get("means").into_iter().flat_map(|list| list.items().filter_map(|item| item.text()).collect::<Vec<_>>());
        let means = means.map(|namespace| Namespace::named(constant(namespace.text))).collect();
        About { what, within, unresolved, unique: at.is_true("unique"), means }
    }

    fn subjects(&mut self, document: At<'t, 't>) -> Vec<Subject> {
        let mut subjects = Vec::new();
        for word in document.texts_of("on") {
            let subject = named(word.text).map(Subject::Role).or_else(|| named(word.text).map(Subject::Language));
            match subject {
                Some(subject) => subjects.push(subject),
                None => self.mistake(word.span, format!("`{}` is neither a role of documents nor a language", word.text)),
            }
        }
        for word in document.texts_of("files") {
            match glob(word.text) {
                Ok(glob) => subjects.push(Subject::Files(glob.compile_matcher())),
                Err(error) => self.mistake(word.span, format!("this is no glob: {}", error.kind())),
            }
        }
        subjects
    }

    /// A rule, and once more for each other path under `each`.
    fn rules(&mut self, at: At<'t, 't>) -> Vec<Rule> {
        let Some(each) = at.get("each") else { return self.rule(at, None).into_iter().collect() };
        let nodes: Vec<At<'t, 't>> = if *each.value() == Value::List { each.items().collect() } else { vec![each] };
        let mut out = Vec::new();
        for node in nodes {
            match node.text() {
                Some(path) => out.extend(self.rule(at, Some(path))),
                None => self.mistake(node.span(), "expected a path, or a list of paths, under `each`".to_owned()),
            }
        }
        out
    }

    fn rule(&mut self, at: At<'t, 't>, each: Option<Text<'t>>) -> Option<Rule> {
        let (defines, namespace) = match (self.text_of(at, "define"), self.text_of(at, "refer")) {
            (Some(namespace), None) => (true, namespace),
            (None, Some(namespace)) => (false, namespace),
            _ => {
                self.mistake(at.span(), "a rule says `define: NAMESPACE` or `refer: NAMESPACE`".to_owned());
                return None;
            }
        };
        let each = each.map(|each| self.path(each)).unwrap_or_default();
        let path = self.path_of(at, "at");
        let (each, path) = match (each, path) {
            (Some(each), Some(path)) => (each, path),
            (Some(each), None) => (each, Path::read("@").ok()?),
            (None, Some(path)) => (path, Path::read("@").ok()?),
            (None, None) => {
                if at.get("at").is_none() && at.get("each").is_none() {
                    self.mistake(at.span(), "a rule says where the names stand: `at: $.path.of.the.name`".to_owned());
                }
                return None;
            }
        };
        if each.start() == Start::Node {
            self.mistake(at.span(), "the first path of a rule starts at the document, with `$`".to_owned());
            return None;
        }
        let take = self.text_of(at, "take").map_or(Take::Value, |take| match take.text {
            "value" => Take::Value,
            "key" => Take::Key,
            "entry" => Take::Entry,
            _ => {
                self.mistake(take.span, "expected `value`, `key` or `entry`".to_owned());
                Take::Value
            }
        });
        let inside = self.pattern(at, "inside").map(|(pattern, _)| pattern);
        let pattern = self.pattern(at, "match").and_then(|(pattern, span)| {
            let named = pattern.has_group("name");
            if !named {
                self.mistake(span, "expected a group `(?<name>…)`: what it matches is the name".to_owned());
            }
            named.then_some(pattern)
        });
        let form = self.text_of(at, "form").map_or(Form::Plain, |written| {
            Form::named(written.text).unwrap_or_else(|message| {
                self.mistake(written.span, message);
                Form::Plain
            })
        });
        let role = match self.text_of(at, "role") {
            Some(role) => role.text,
            None => path.last_name().or_else(|| each.last_name()).unwrap_or_default(),
        };
        let optional = match at.get("optional") {
            None => Optional::Never,
            Some(_) if at.is_true("optional") => Optional::Always,
            Some(value) => match value.text() {
                Some(path) => self.path(path).map_or(Optional::Never, Optional::Where),
                None => Optional::Never,
            },
        };
        let mut conditions = self.conditions(at);
        let kinds = kinds(&mut conditions);
        let scope = self.scope(at);
        let namespace = Namespace::named(constant(namespace.text));
        Some(Rule {
            namespace,
            defines,
            kinds,
            conditions,
            role: constant(role),
            each,
            at: path,
            take,
            inside,
            pattern,
            form,
            scope,
            optional,
        })
    }

    fn conditions(&mut self, at: At<'t, 't>) -> Vec<(Path, Vec<Expected>)> {
        let mut conditions = Vec::new();
        for (path, expected) in at.entries_of("if") {
            let Some(path) = self.path(path) else { continue };
            let values = if *expected.value() == Value::List { expected.items().collect() } else { vec![expected] };
            let values = values.into_iter().map(|value| {
                let written = value.text().map_or_else(|| self.text.get(value.span().range()).unwrap_or_default(), |text| text.text);
                match written {
                    "present" => Expected::Present,
                    "absent" => Expected::Absent,
                    text => Expected::Text(text.to_owned()),
                }
            });
            conditions.push((path, values.collect()));
        }
        conditions
    }

    fn scope(&mut self, at: At<'t, 't>) -> Vec<Scope> {
        let Some(scope) = at.get("scope") else { return Vec::new() };
        let parts = if *scope.value() == Value::List { scope.items().collect() } else { vec![scope] };
        let mut out = Vec::new();
        for part in parts {
            let read = if let Some(path) = part.text() {
                self.path(path).map(Scope::Value)
            } else if let Some(path) = part.text_of("key") {
                self.path(path).map(Scope::Key)
            } else if let Some(text) = part.text_of("text") {
                Some(Scope::Text(text.text.to_owned()))
            } else if let Some(path) = part.text_of("top") {
                self.path(path).map(Scope::Top)
            } else {
                let file = part.text_of("file").and_then(|file| match file.text {
                    "path" => Some(Scope::File),
                    "folder" => Some(Scope::Folder),
                    _ => None,
                });
                if file.is_none() {
                    let expected = "expected a path, or one of `key: PATH`, `top: PATH`, `text: WORD`, `file: path` and `file: folder`";
                    self.mistake(part.span(), expected.to_owned());
                }
                file
            };
            out.extend(read);
        }
        out
    }

    fn pattern(&mut self, at: At<'t, 't>, key: &str) -> Option<(Pattern, Span)> {
        let written = self.text_of(at, key)?;
        match Pattern::read(written.text) {
            Ok(pattern) => Some((pattern, written.span)),
            Err(error) => {
                self.mistake(written.span, format!("this is no pattern: {error}"));
                None
            }
        }
    }

    fn path_of(&mut self, at: At<'t, 't>, key: &str) -> Option<Path> {
        let text = self.text_of(at, key)?;
        self.path(text)
    }

    fn path(&mut self, text: Text<'t>) -> Option<Path> {
        match Path::read(text.text) {
            Ok(path) => Some(path),
            Err(mistake) => {
                let at = mistake.at.min(text.text.len());
                self.mistake(text.part(at, text.text.len()), format!("this is no JSONPath: {}", mistake.message));
                None
            }
        }
    }
}

/// Takes the condition on the kind of an object out of a rule's, where it names kinds.
fn kinds(conditions: &mut Vec<(Path, Vec<Expected>)>) -> Vec<String> {
    let text = |expected: &Expected| if let Expected::Text(text) = expected { Some(text.clone()) } else { None };
    let Some(at) = conditions.iter().position(|(path, _)| path.is_key("kind")) else { return Vec::new() };
    let Some(kinds) = conditions[at].1.iter().map(text).collect::<Option<Vec<String>>>() else { return Vec::new() };
    conditions.remove(at);
    kinds
}

/// The value of an enumeration by its name in reports.
fn named<'de, T: serde::Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(IntoDeserializer::<NoSuchName>::into_deserializer(name)).ok()
}

fn glob(text: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(text).literal_separator(true).build()
}
