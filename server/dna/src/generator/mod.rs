//! What a declaration says of its makers.
//!
//! A generator is written in a file of its own, `generator.yaml` beside its templates, or as an entry of
//! `generators` in the DNA, or both: the entry `use`s the file and says what it is given and where its outputs go.

pub(crate) mod file;

use compact_str::CompactString;

use crate::data::Data;
use crate::span::{SpanId, Spanned};

/// What one text says of one generator. Everything that is not written is absent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Generator {
    /// The key of the entry, or the `id` of the file.
    pub id: Spanned<CompactString>,
    /// Its own version.
    pub version: Option<Spanned<CompactString>>,
    /// One sentence.
    pub description: Option<Spanned<CompactString>>,
    /// The generator that is used: `ouroboros:NAME`, or a path from the file that says so.
    pub uses: Option<Spanned<CompactString>>,
    /// The folder that its outputs go to, as written.
    pub into: Option<Spanned<CompactString>>,
    /// The JSON Schema of what it is given.
    pub config: Option<Data>,
    /// What it is given.
    pub with: Option<Data>,
    /// What it makes.
    pub outputs: Vec<Output>,
    /// The folder of its templates, seen from the file that says so.
    pub templates: Option<Spanned<CompactString>>,
    /// Templates that are written right there, by name.
    pub inline: Vec<(Spanned<CompactString>, Spanned<CompactString>)>,
    /// What its templates use for `{{ }}`, `{% %}` and `{# #}`.
    pub delimiters: Option<Delimiters>,
    /// Commands that outputs go through.
    pub format: Vec<Formatter>,
    /// Worked examples of it.
    pub tests: Vec<GoldenTest>,
}

/// One thing a generator makes: a file, or one for each item of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// The path, with expressions in braces.
    pub path: Spanned<CompactString>,
    /// The name of the template.
    pub template: Spanned<CompactString>,
    /// `EXPRESSION as NAME`, or `EXPRESSION as KEY, VALUE`.
    pub each: Option<Spanned<CompactString>>,
    /// An expression; made only where it holds.
    pub when: Option<Spanned<CompactString>>,
    /// Who owns the file once it is made.
    pub mode: Mode,
    /// With [`Mode::Inject`]: the name of the region.
    pub anchor: Option<Spanned<CompactString>>,
    /// Whether the file says what made it.
    pub provenance: bool,
    /// In place of the generator's.
    pub delimiters: Option<Delimiters>,
    /// The whole.
    pub span: SpanId,
}

/// Who owns an output once it is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Mode {
    /// The generator: an edit by hand is a finding.
    #[default]
    Managed,
    /// Both: what people and the generator changed is joined.
    Merge,
    /// The people: made where it is absent, never touched again.
    Once,
    /// The people, but for one region.
    Inject,
}

impl Mode {
    /// The words for them.
    pub const WORDS: [(&'static str, Mode); 4] =
        [("managed", Mode::Managed), ("merge", Mode::Merge), ("once", Mode::Once), ("inject", Mode::Inject)];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Mode::WORDS.iter().find(|(_, mode)| *mode == self).map_or("", |(word, _)| word)
    }
}

/// What starts and ends the three things in a template that are not text. Pairs of start and end.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Delimiters {
    /// In place of `{{ }}`.
    pub variable: (CompactString, CompactString),
    /// In place of `{% %}`.
    pub block: (CompactString, CompactString),
    /// In place of `{# #}`.
    pub comment: (CompactString, CompactString),
}

impl Default for Delimiters {
    fn default() -> Delimiters {
        let pair = |start: &str, end: &str| (start.into(), end.into());
        Delimiters { variable: pair("{{", "}}"), block: pair("{%", "%}"), comment: pair("{#", "#}") }
    }
}

/// A command that gets an output on its standard input and writes what is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formatter {
    /// Which outputs.
    pub glob: Spanned<CompactString>,
    /// The program and its arguments.
    pub command: Vec<Spanned<CompactString>>,
    /// The whole.
    pub span: SpanId,
}

/// A worked example: given this, the generator writes exactly that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldenTest {
    /// What it is called.
    pub name: Spanned<CompactString>,
    /// What the generator is given.
    pub with: Option<Data>,
    /// The folder of what it writes then, seen from the file that says so.
    pub golden: Spanned<CompactString>,
}
