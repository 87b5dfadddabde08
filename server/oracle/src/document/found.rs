//! What a rule about documents says.

use syntax::{Problem, ProblemFix};
use workspace::Span;

/// Collects what one rule finds in one document.
#[derive(Debug)]
pub struct Found {
    code: &'static str,
    problems: Vec<Problem>,
}

/// What was just said, to add to.
pub struct Said<'a>(&'a mut Problem);

impl Found {
    pub(super) fn new(code: &'static str) -> Found {
        Found { code, problems: Vec::new() }
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Says something of a place: what was found and what was expected, in one sentence without a full stop.
    pub fn at(&mut self, span: Span, message: impl Into<String>) -> Said<'_> {
        let at = self.problems.len();
        self.problems.push(Problem { code: self.code, span, message: message.into(), related: Vec::new(), fix: None });
        Said(&mut self.problems[at])
    }

    /// Says something of a word, and which one was probably meant.
    pub fn misspelt(&mut self, span: Span, message: impl Into<String>, near: Option<&str>) -> Said<'_> {
        let message = message.into();
        match near {
            Some(near) => self.at(span, format!("{message}; did you mean `{near}`?")).propose(format!("Change to `{near}`"), span, near),
            None => self.at(span, message),
        }
    }
}

impl Said<'_> {
    /// Another place of the same document that explains it.
    pub fn related(self, span: Span, message: impl Into<String>) -> Self {
        self.0.related.push((span, message.into()));
        self
    }

    /// A fix that may be applied without looking.
    pub fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.0.fix = Some(ProblemFix { title: title.into(), span, text: text.into(), safe: true });
        self
    }

    /// What was probably meant: a fix that somebody should look at.
    pub fn propose(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.0.fix = Some(ProblemFix { title: title.into(), span, text: text.into(), safe: false });
        self
    }
}
