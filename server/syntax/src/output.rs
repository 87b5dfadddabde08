//! What a language's extractor gets, and where it puts what it finds.

use compact_str::CompactString;
use workspace::{RelPath, Span};

use crate::facts::{Definition, DefinitionKind, Flags, Namespace, Problem, ProblemFix, Reference, SpanId, Status};
use crate::grammar::Chosen;
use crate::import_time::ImportTime;
use crate::kind::DocumentKind;
use crate::manifest::Manifest;
use crate::names::{Mention, Names, PART, Set};
use crate::plan::Plan;

/// What changes how a text is read, beyond the text: facts about the surroundings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Options {
    /// The oldest Python the nearest manifest allows, as (major, minor); the newest known when it names none.
    pub python: (u8, u8),
    /// Languages whose grammar the DNA turns on or off.
    pub languages: Chosen,
}

/// The newest Python whose grammar the parser knows.
pub const NEWEST_PYTHON: (u8, u8) = (3, 14);

impl Default for Options {
    fn default() -> Self {
        Options { python: NEWEST_PYTHON, languages: Chosen::default() }
    }
}

/// One text to read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Where it is, below its root.
    pub path: &'a RelPath,
    /// The text: UTF-8, without a byte order mark.
    pub text: &'a str,
    /// What it is.
    pub kind: DocumentKind,
    /// What else matters.
    pub options: Options,
    /// What it is asked for.
    pub set: &'a Set,
}

/// Collects facts and ranges in step, so that the ids of the one name the other.
#[derive(Debug)]
pub struct Output {
    /// How reading went; [`Status::Recovered`] once a syntax error was reported.
    pub status: Status,
    /// See [`crate::Facts`].
    pub definitions: Vec<Definition>,
    /// See [`crate::Facts`].
    pub references: Vec<Reference>,
    /// See [`crate::Facts`].
    pub manifest: Option<Box<Manifest>>,
    /// See [`crate::Facts`].
    pub plan: Option<Box<Plan>>,
    /// What happens when it is imported, of a Python module that imports anything itself.
    pub import_time: Option<Box<ImportTime>>,
    /// See [`crate::Facts`].
    pub names: Names,
    /// See [`crate::Ranges`].
    pub spans: Vec<Span>,
    /// See [`crate::Ranges`].
    pub problems: Vec<Problem>,
}

impl Default for Output {
    fn default() -> Self {
        Output {
            status: Status::Parsed,
            definitions: Vec::new(),
            references: Vec::new(),
            manifest: None,
            plan: None,
            import_time: None,
            names: Names::default(),
            spans: Vec::new(),
            problems: Vec::new(),
        }
    }
}

impl Output {
    /// Remembers a range and gives it a name.
    pub fn span(&mut self, span: Span) -> SpanId {
        self.spans.push(span);
        SpanId(self.spans.len() as u32 - 1)
    }

    /// Records a definition; `span` is its name's.
    pub fn define(&mut self, namespace: Namespace, kind: DefinitionKind, name: &str, span: Span) {
        let span = self.span(span);
        self.definitions.push(Definition { namespace, name: CompactString::from(name), kind, span });
    }

    /// Records a reference; `span` is its name's.
    pub fn refer(&mut self, namespace: Namespace, role: &'static str, name: &str, member: Option<&str>, flags: Flags, span: Span) {
        let span = self.span(span);
        self.references.push(Reference {
            namespace,
            name: CompactString::from(name),
            member: member.map(CompactString::from),
            role,
            flags,
            span,
        });
    }

    /// Records a name of a namespace that data declares, where it is given (`defines`) or used, with what it is a name within.
    #[allow(clippy::too_many_arguments)] // a mention has as many parts
    pub fn mention(
        &mut self,
        defines: bool,
        namespace: Namespace,
        name: &str,
        scope: &[String],
        role: &'static str,
        flags: Flags,
        span: Span,
    ) {
        let span = self.span(span);
        let mut joined = CompactString::default();
        for (number, part) in scope.iter().enumerate() {
            if number > 0 {
                joined.push(PART);
            }
            joined.push_str(part);
        }
        let mention = Mention { namespace, name: CompactString::from(name), scope: joined, role, flags, span };
        if defines { &mut self.names.definitions } else { &mut self.names.references }.push(mention);
    }

    /// Reports what cannot be read: `L1/syntax-error`.
    pub fn syntax_error(&mut self, span: Span, message: impl Into<String>) {
        self.status = Status::Recovered;
        self.problem("L1/syntax-error", span, message);
    }

    /// Reports something about the text under any L1 code.
    pub fn problem(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.problems.push(Problem { code, span, message: message.into(), related: Vec::new(), fix: None });
    }

    /// Adds an explaining place to the last problem.
    pub fn related(&mut self, span: Span, message: impl Into<String>) {
        if let Some(problem) = self.problems.last_mut() {
            problem.related.push((span, message.into()));
        }
    }

    /// Adds a fix to the last problem: one that may be applied without looking.
    pub fn fix(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>) {
        self.fix_if_sure(title, span, text, true);
    }

    /// Adds what is probably meant: a fix that somebody should look at.
    pub fn propose(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>) {
        self.fix_if_sure(title, span, text, false);
    }

    /// Adds a fix that may be applied without looking when `safe`.
    pub fn fix_if_sure(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>, safe: bool) {
        if let Some(problem) = self.problems.last_mut() {
            problem.fix = Some(ProblemFix { title: title.into(), span, text: text.into(), safe });
        }
    }

    /// Gives up on the text: no facts, only what was reported.
    pub fn skip(&mut self) {
        self.status = Status::Skipped;
        self.definitions.clear();
        self.references.clear();
        self.manifest = None;
        self.plan = None;
        self.import_time = None;
        self.names = Names::default();
    }
}
