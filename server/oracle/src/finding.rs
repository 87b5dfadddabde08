//! A finding as queries keep it: about facts, without places.

use dna::Declared;
use syntax::SpanId;
use workspace::{Directory, File, SeverityOverride};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// What a person's choice means; `None` for off.
    pub fn chosen(choice: SeverityOverride) -> Option<Severity> {
        match choice {
            SeverityOverride::Off => None,
            SeverityOverride::Info => Some(Severity::Info),
            SeverityOverride::Warning => Some(Severity::Warning),
            SeverityOverride::Error => Some(Severity::Error),
        }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// A file.
    File(File),
    /// A folder as such.
    Folder(Directory),
}

/// Where in its file a finding stands, by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Anchor {
    /// The range of a fact.
    Fact(SpanId),
    /// The range of a part of the declared architecture.
    Dna(dna::SpanId),
    /// A range of a text that whoever judged had read: of a template, say.
    Span(workspace::Span),
    /// A line, from 0.
    Line(u32),
    /// The file as a whole: shown at its start.
    Start,
}

/// What editors may show differently.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Tag {
    /// Not needed: shown faded.
    Unnecessary,
    /// Still works and should go: shown struck out.
    Deprecated,
}

/// Another place that explains a finding.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Related {
    /// Its file.
    pub file: File,
    /// Where in it.
    pub anchor: Anchor,
    /// What is there.
    pub message: String,
}

impl Related {
    /// A place in one of the texts that the DNA is made of; `None` when none of the root's files shows it.
    pub fn dna(declared: &Declared, span: dna::SpanId, message: impl Into<String>) -> Option<Related> {
        let mut message = message.into();
        if let Some(preset) = declared.preset_of(span) {
            message.push_str(&format!(", in the preset `{}{preset}`", dna::presets::PREFIX));
        }
        Some(Related { file: declared.file_of(span)?, anchor: Anchor::Dna(span), message })
    }
}

/// Replaces the text of one place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Edit {
    /// The file.
    pub file: File,
    /// The text that goes.
    pub anchor: Anchor,
    /// The text that comes.
    pub text: String,
}

/// A way to mend a finding.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// The changes, all or none.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without looking.
    pub safe: bool,
}

/// What a rule found.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's own judgement; settings may change it when the finding is rendered.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// Where in it.
    pub anchor: Anchor,
    /// What was looked for and where.
    pub message: String,
    /// What explains it.
    pub related: Vec<Related>,
    /// How to mend it.
    pub fixes: Vec<Fix>,
    /// How to show it.
    pub tags: Vec<Tag>,
}

impl Finding {
    /// A finding about a fact of `file`, with nothing to add.
    pub fn new(code: &'static str, severity: Severity, file: File, anchor: Anchor, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity,
            place: Place::File(file),
            anchor,
            message: message.into(),
            related: Vec::new(),
            fixes: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// A finding about a place in one of the texts that the DNA is made of.
    pub fn dna(code: &'static str, severity: Severity, declared: &Declared, span: dna::SpanId, message: String) -> Option<Finding> {
        let message = match declared.preset_of(span) {
            Some(preset) => format!("in the preset `{}{preset}`: {message}", dna::presets::PREFIX),
            None => message,
        };
        Some(Finding::new(code, severity, declared.file_of(span)?, Anchor::Dna(span), message))
    }

    /// With one more explaining place.
    #[must_use]
    pub fn related(mut self, file: File, anchor: Anchor, message: impl Into<String>) -> Finding {
        self.related.push(Related { file, anchor, message: message.into() });
        self
    }

    /// With a fix that replaces one place of the same file.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, file: File, anchor: Anchor, text: impl Into<String>, safe: bool) -> Finding {
        self.fixes.push(Fix { title: title.into(), edits: vec![Edit { file, anchor, text: text.into() }], safe });
        self
    }

    /// With a fix that replaces what the finding stands at by what was probably meant, for somebody to look at. One about a
    /// folder has no text to replace.
    #[must_use]
    pub fn change_to(self, text: impl Into<String>) -> Finding {
        let Place::File(file) = self.place else { return self };
        let (text, anchor) = (text.into(), self.anchor);
        self.fix(format!("Change to `{text}`"), file, anchor, text, false)
    }
}
