//! What is wrong with one document by itself: its shape (L2) and its sense (L3).
//!
//! A rule about documents is a [`Check::Document`]: it sees one text as [`DocumentContext`] and says places in it. All
//! of them run in one query per file, on one tree, which is dropped.
//!
//! **Invariant:** what is said of the shape of a file on the disk, of a buffer and of a text that would be generated is
//! said by the same function.

mod context;
mod found;
mod hadolint;
pub mod kubernetes;
mod located;
mod made;
pub mod named;
mod shape;
pub(crate) mod tree;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use syntax::place::is_data;
use syntax::{DocumentKind, Facts, Language, Problem, Role, Status, Templating};
use workspace::{Db, File, RelPath, Settings, Span};

use crate::rule::{Check, panicked, rules};
use crate::silence::silencing;

use named::InRoot;

pub use context::DocumentContext;
pub use found::{Found, Said};
pub use located::Located;
pub(crate) use shape::schemas_for;
pub use shape::{Held, SHAPE, UNUSABLE};

/// Which documents a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Those in this role.
    Role(Role),
    /// Those in this language, whatever their role.
    Language(Language),
}

impl Subject {
    fn has(self, kind: DocumentKind) -> bool {
        match self {
            Subject::Role(role) => kind.role == role,
            Subject::Language(language) => kind.language == language,
        }
    }
}

/// What is wrong with the document in `file`, by place.
#[salsa::tracked(returns(clone))]
pub fn judged(db: &dyn Db, file: File) -> Arc<[Problem]> {
    let facts = graph::facts(db, file);
    // What tests read is as wrong as they want it, unless the DNA names a schema for it.
    let is_data = || is_data(file.path(db).as_str());
    let is_held = || is_held(db, file, &facts, is_data);
    let is_judged = is_judged(facts.kind) && !is_data();
    let is_read = matches!(facts.status, Status::Parsed | Status::Recovered);
    // Most files are no documents: of the others it is asked what is kept from people.
    if !is_read || !(is_judged || is_held()) || is_of_another(db, file, facts.kind.role) {
        return Arc::from([]);
    }
    let is_silent = silencing(db, file);
    // Nothing about a document by itself is told where two things so different are not.
    if is_silent(SHAPE) && is_silent("L3/duplicate-name") {
        return Arc::from([]);
    }
    let Some(text) = graph::text(db, file) else { return Arc::from([]) };
    let settings = file.root(db).map(|root| root.settings(db)).unwrap_or_default();
    let context = DocumentContext::new(file.path(db), facts.kind, &text, &settings);
    let mut found = in_root(db, file, context, &judge);
    found.retain(|problem| !is_silent(problem.code));
    if !found.is_empty() && facts.kind.language == Language::Yaml {
        let made = made::made(&text);
        found.retain(|problem| !made.iter().any(|part| part.contains(&problem.span.start)));
    }
    found.into()
}

/// Whether a workflow is one of another repository, of which there is a copy here: GitHub runs those at the top.
fn is_of_another(db: &dyn Db, file: File, role: Role) -> bool {
    let holder = || std::iter::successors(file.folder(db), |folder| folder.parent(db)).find(|folder| folder.path(db).name() == ".github");
    role == Role::Workflow
        && holder().and_then(|folder| folder.parent(db)).is_some_and(|top| {
            // One of several repositories in one folder has its own.
            !top.path(db).as_str().is_empty() && top.entries(db).get(".git").is_none()
        })
}

/// Asks something of a document of `file` among the files of its root.
pub(crate) fn in_root<T>(db: &dyn Db, file: File, context: DocumentContext<'_>, ask: &dyn Fn(&DocumentContext<'_>) -> T) -> T {
    match file.root(db) {
        Some(root) => ask(&context.among(&InRoot { db, root })),
        None => ask(&context),
    }
}

/// Whether a schema was named for a document: for it, or in it, which counts for nothing in what tests read.
fn is_held(db: &dyn Db, file: File, facts: &Facts, is_data: impl Fn() -> bool) -> bool {
    facts.kind.language.is_tree()
        && facts.kind.templating == Templating::None
        && !shape::has_reader(facts.kind.role)
        && (facts.references.iter().any(|reference| reference.role == "$schema") && !is_data()
            || file.root(db).is_some_and(|root| named::any_chosen(db, root) && named::choice(db, root, file.path(db)).is_some()))
        && dna::editing::subject(db, file).is_none()
}

/// Whether anything is said about documents of this kind.
fn is_judged(kind: DocumentKind) -> bool {
    kind.templating == Templating::None
        && (shape::has_shape(kind.role)
            || rules()
                .iter()
                .any(|rule| matches!(rule.check, Check::Document(subjects, _) if subjects.iter().any(|subject| subject.has(kind)))))
}

/// What the schemas of `text` as the file `path` do not allow, by place; nothing of a text that is filled in first.
pub fn shapes(path: &RelPath, kind: DocumentKind, text: &str) -> Vec<Problem> {
    if kind.templating != Templating::None {
        return Vec::new();
    }
    let (settings, mut out) = (Settings::default(), Vec::new());
    shape::check(&DocumentContext::new(path, kind, text, &settings), &mut out);
    out.retain(|problem| problem.code == SHAPE);
    in_order(out)
}

/// What is wrong with a document that is not filled in first.
fn judge(context: &DocumentContext<'_>) -> Vec<Problem> {
    let kind = context.kind;
    let mut out = Vec::new();
    shape::check(context, &mut out);
    for rule in rules() {
        let Check::Document(subjects, check) = rule.check else { continue };
        if !subjects.iter().any(|subject| subject.has(kind)) {
            continue;
        }
        let mut found = Found::new(rule.code);
        match catch_unwind(AssertUnwindSafe(|| check(context, &mut found))) {
            Ok(()) => out.extend(found.into_problems()),
            Err(panic) => {
                let message = panicked(rule, panic);
                out.push(Problem { code: "L1/internal-error", span: Span::default(), message, related: Vec::new(), fix: None });
            }
        }
    }
    if kind.language == Language::Dockerfile {
        hadolint::take_accepted(context, &mut out);
    }
    in_order(out)
}

/// By place; what an alias repeats is said once, where it is written.
fn in_order(mut out: Vec<Problem>) -> Vec<Problem> {
    out.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    out.dedup_by(|a, b| (a.span, a.code, &a.message) == (b.span, b.code, &b.message));
    out
}
