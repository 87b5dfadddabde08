//! All rules and queries that hold for a root, ready to be asked.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use globset::GlobMatcher;
use rustc_hash::FxHashMap;
use workspace::{RelPath, SeverityOverride, Span};

use super::code::Queries;
use super::document::Rule;
use super::load::{self, Mistake, Subject};
use super::{code, shipped};
use crate::facts::Namespace;
use crate::kind::{DocumentKind, Language, Role, Templating};
use crate::output::{Output, Source};
use crate::tree::Grammar;

/// How far a name is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// In its file.
    File,
    /// In the files of its folder.
    Folder,
    /// Everywhere in the root.
    Root,
}

/// What is known of a namespace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct About {
    /// What one of its names stands for, as messages put it.
    pub what: String,
    /// How far its names are seen.
    pub within: Within,
    /// What a name that nothing defines is; nothing is said when absent.
    pub unresolved: Option<SeverityOverride>,
    /// Whether two definitions of one name are a mistake.
    pub unique: bool,
    /// Other namespaces whose names are meant where one of this is used.
    pub means: Vec<Namespace>,
}

/// What a root's files are asked.
#[derive(Debug, Default)]
pub struct Set {
    hash: u64,
    namespaces: BTreeMap<&'static str, About>,
    own: Vec<&'static str>,
    rules: Vec<Rule>,
    by_role: FxHashMap<Role, Vec<Range<usize>>>,
    by_language: FxHashMap<Language, Vec<Range<usize>>>,
    by_glob: Vec<(GlobMatcher, Range<usize>)>,
    queries: FxHashMap<Grammar, Vec<Queries>>,
    mistakes: Vec<(String, Mistake)>,
}

/// Two sets of the same texts are one.
impl PartialEq for Set {
    fn eq(&self, other: &Set) -> bool {
        self.hash == other.hash
    }
}

impl Eq for Set {}

static SHIPPED: LazyLock<Arc<Set>> = LazyLock::new(|| Arc::new(Set::default().with(shipped::FILES.iter().copied(), false)));

impl Set {
    /// What comes with the program.
    pub fn shipped() -> Arc<Set> {
        Arc::clone(&SHIPPED)
    }

    /// The same and the files of a workspace: path, folder by folder as below `queries/`, and text of each.
    pub fn and<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Set {
        Set::default().with(shipped::FILES.iter().copied(), false).with(files, true)
    }

    fn with<'a>(mut self, files: impl IntoIterator<Item = (&'a str, &'a str)>, own: bool) -> Set {
        let mut hasher = rustc_hash::FxHasher::default();
        self.hash.hash(&mut hasher);
        for (path, text) in files {
            (path, text).hash(&mut hasher);
            let mistakes = if path.ends_with(".scm") { self.add_queries(path, text, own) } else { self.add_rules(text, own) };
            self.mistakes.extend(mistakes.into_iter().map(|mistake| (path.to_owned(), mistake)));
        }
        self.hash = hasher.finish();
        self
    }

    fn add_queries(&mut self, path: &str, text: &str, own: bool) -> Vec<Mistake> {
        let folder = path.rsplit('/').nth(1).unwrap_or_default();
        // What a reader of ours asks itself.
        if path.ends_with("/facts.scm") {
            return Vec::new();
        }
        let grammars = grammars(folder);
        if grammars.is_empty() {
            let message = format!("`{folder}` is no language that queries can be asked of");
            return vec![Mistake { span: Span::default(), message }];
        }
        let mut mistakes = Vec::new();
        for grammar in grammars {
            let read = Queries::read(*grammar, text);
            // A test compiles those that come with the program.
            match if own { read.and_then(|queries| queries.validate().map(|()| queries)) } else { read } {
                Ok(queries) => self.queries.entry(*grammar).or_default().push(queries),
                Err(refused) => mistakes.push(Mistake { span: Span::new(refused.at, refused.at), message: refused.message }),
            }
        }
        mistakes.dedup();
        mistakes
    }

    fn add_rules(&mut self, text: &str, own: bool) -> Vec<Mistake> {
        let loaded = load::load(text);
        for (namespace, about) in loaded.namespaces {
            if own && !self.namespaces.contains_key(namespace.as_str()) {
                self.own.push(namespace.as_str());
            }
            self.namespaces.entry(namespace.as_str()).or_insert(about);
        }
        let start = self.rules.len();
        self.rules.extend(loaded.rules);
        let numbers = start..self.rules.len();
        for subject in loaded.subjects {
            match subject {
                Subject::Role(role) => self.by_role.entry(role).or_default().push(numbers.clone()),
                Subject::Language(language) => self.by_language.entry(language).or_default().push(numbers.clone()),
                Subject::Files(glob) => self.by_glob.push((glob, numbers.clone())),
            }
        }
        loaded.mistakes
    }

    /// A number that is another one for other rules and queries.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// What is known of a namespace.
    pub fn about(&self, namespace: Namespace) -> Option<&About> {
        self.namespaces.get(namespace.as_str())
    }

    /// The namespaces in which a name of this one is looked for: itself first.
    pub fn meant_by(&self, namespace: Namespace) -> impl Iterator<Item = Namespace> + '_ {
        std::iter::once(namespace).chain(self.about(namespace).into_iter().flat_map(|about| about.means.iter().copied()))
    }

    /// The other namespaces whose names are looked for in this one.
    pub fn meaning(&self, namespace: Namespace) -> impl Iterator<Item = Namespace> + '_ {
        let means = move |(_, about): &(&&'static str, &About)| about.means.contains(&namespace);
        self.namespaces.iter().filter(means).map(|(name, _)| Namespace::named(name))
    }

    /// Whether a namespace is the workspace's own: no rule of ours speaks of it.
    pub fn is_own(&self, namespace: Namespace) -> bool {
        self.own.contains(&namespace.as_str())
    }

    /// What cannot be used, with the file it stands in.
    pub fn mistakes(&self) -> &[(String, Mistake)] {
        &self.mistakes
    }

    /// The rules about this document: its tree is wanted where there are some.
    pub(crate) fn rules_about<'s>(&'s self, source: &Source<'_>) -> Vec<&'s Rule> {
        let is_tree = source.kind.templating == Templating::None && source.kind.language.is_tree();
        if is_tree { self.rules_for(source.path, source.kind).collect() } else { Vec::new() }
    }

    /// Whether a text may refer to names at all: some rule is about it, some query has a literal of it, or its reader looks itself.
    pub fn may_refer(&self, path: &RelPath, kind: DocumentKind, text: &str) -> bool {
        let asked = |grammar| self.queries.get(&grammar).is_some_and(|queries| queries.iter().any(|queries| queries.may_match(text)));
        match grammar(kind.language) {
            Some(grammar) if grammar != Grammar::Bash => asked(grammar),
            Some(_) => true,
            None => !kind.language.is_tree() || self.rules_for(path, kind).next().is_some(),
        }
    }

    fn rules_for<'s>(&'s self, path: &RelPath, kind: DocumentKind) -> impl Iterator<Item = &'s Rule> {
        let by_role = self.by_role.get(&kind.role).into_iter().flatten();
        let by_language = self.by_language.get(&kind.language).into_iter().flatten();
        let by_glob = self.by_glob.iter().filter(|(glob, _)| glob.is_match(path.as_str())).map(|(_, numbers)| numbers);
        by_role.chain(by_language).chain(by_glob).flat_map(|numbers| &self.rules[numbers.clone()])
    }

    /// Puts the names of a text of code into `out`.
    pub(crate) fn of_code(&self, source: &Source<'_>, out: &mut Output) {
        if let Some(queries) = grammar(source.kind.language).and_then(|grammar| self.queries.get(&grammar)) {
            code::collect(queries, source.text, out);
        }
    }
}

/// The grammars for which the queries of a folder are made.
fn grammars(folder: &str) -> &'static [Grammar] {
    match folder {
        "python" => &[Grammar::Python],
        "typescript" => &[Grammar::TypeScript, Grammar::Tsx],
        "rust" => &[Grammar::Rust],
        "go" => &[Grammar::Go],
        "java" => &[Grammar::Java],
        "kotlin" => &[Grammar::Kotlin],
        "c" => &[Grammar::C],
        "cpp" => &[Grammar::Cpp],
        "csharp" => &[Grammar::CSharp],
        "ruby" => &[Grammar::Ruby],
        "php" => &[Grammar::Php],
        "bash" => &[Grammar::Bash],
        _ => &[],
    }
}

/// The grammar by which code in a language is queried.
fn grammar(language: Language) -> Option<Grammar> {
    Some(match language {
        Language::Python => Grammar::Python,
        // The grammar of TypeScript with JSX reads JavaScript as well.
        Language::JavaScript | Language::Tsx => Grammar::Tsx,
        Language::TypeScript => Grammar::TypeScript,
        Language::Rust => Grammar::Rust,
        Language::Go => Grammar::Go,
        Language::Java => Grammar::Java,
        Language::Kotlin => Grammar::Kotlin,
        Language::C => Grammar::C,
        Language::Cpp => Grammar::Cpp,
        Language::CSharp => Grammar::CSharp,
        Language::Ruby => Grammar::Ruby,
        Language::Php => Grammar::Php,
        Language::Bash => Grammar::Bash,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn all_that_comes_with_the_program_can_be_used() {
        let set = Set::shipped();
        assert_eq!(set.mistakes(), []);
        for queries in set.queries.values().flatten() {
            if let Err(refused) = queries.validate() {
                panic!("{:?}: {refused:?}", queries.grammar);
            }
        }
    }
}
