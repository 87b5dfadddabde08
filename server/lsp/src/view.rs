//! What a question sees: one snapshot, in the client's terms.

use oracle::{Cancellable, Rendered, Severity, Snapshot, Tag};
use serde_json::json;
use syntax::Ranges;
use tower_lsp::ls_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Range, Uri,
};
use workspace::{Database, File, Span};

use crate::convert;
use crate::diagnostics::Report;
use crate::reading::End;
use crate::session::Session;
use crate::settings::Settings;
use crate::support::Support;

/// Who diagnostics are from.
pub const SOURCE: &str = "ouroboros";

/// A snapshot with the session it is asked for.
pub struct View<'a> {
    /// The state.
    pub snapshot: &'a Snapshot,
    /// The client.
    pub session: &'a Session,
}

impl<'a> View<'a> {
    /// Joins both.
    pub fn new(session: &'a Session, snapshot: &'a Snapshot) -> View<'a> {
        View { snapshot, session }
    }

    /// The database.
    pub fn db(&self) -> &'a Database {
        self.snapshot.db()
    }

    /// What the client can do.
    pub fn support(&self) -> &'a Support {
        self.session.support()
    }

    /// The file that a URI names.
    pub fn file(&self, uri: &Uri) -> Option<File> {
        self.snapshot.document(&self.session.names.document(uri))
    }

    /// What the client calls a file; buffers without a place are known by what opened them.
    pub fn uri(&self, file: File) -> Option<Uri> {
        let names = &self.session.names;
        match self.snapshot.absolute(file) {
            Some(path) => names.uri(&path),
            None => {
                let (document, _) = self.snapshot.documents().find(|(_, open)| *open == file)?;
                names.open(document).map(|open| open.uri)
            }
        }
    }

    /// The version of the text that this state holds, for open documents.
    pub fn version(&self, file: File) -> Option<i32> {
        file.overlay(self.db()).map(|overlay| overlay.version)
    }

    /// A place in the file as an offset.
    pub fn offset(&self, file: File, position: tower_lsp::ls_types::Position) -> u32 {
        convert::offset(&graph::ranges(self.db(), file).lines, position, self.support().unit)
    }

    /// A span of the file as the client counts.
    pub fn range(&self, file: File, span: Span) -> Range {
        convert::range(&graph::ranges(self.db(), file).lines, span, self.support().unit)
    }

    /// A span of any file.
    pub fn location(&self, file: File, span: Span) -> Option<Location> {
        Some(Location { uri: self.uri(file)?, range: self.range(file, span) })
    }

    /// The findings about a file that the person wants to see, by place.
    pub fn findings(&self, file: File) -> Cancellable<Vec<Rendered>> {
        let settings = self.session.settings();
        let mut findings = if self.is_whole(file) { self.snapshot.findings(file)? } else { self.snapshot.findings_alone(file)? };
        if *settings != Settings::default() {
            let language = self.snapshot.language(file)?;
            findings.retain(|finding| settings.shows(language, oracle::Level::of(finding.code)));
        }
        Ok(findings)
    }

    /// Whether rules about the whole root have their say about a file: not before the root has been read, or
    /// the first answer would wait for all of it.
    pub fn is_whole(&self, file: File) -> bool {
        let root = file.root(self.db()).map(|root| root.path(self.db()));
        root.is_none_or(|path| self.session.reading.end(path) == Some(End::Done))
    }

    /// All that is to be told about a file.
    pub fn report(&self, file: File) -> Cancellable<Report> {
        let findings = self.findings(file)?;
        self.snapshot.ask(|db| {
            let ranges = graph::ranges(db, file);
            let items = findings.iter().map(|finding| self.diagnostic(finding, Some(&ranges))).collect();
            Report::new(self.version(file), items)
        })
    }

    /// A finding as the protocol has it; `ranges` are those of its file, if it is about one.
    pub fn diagnostic(&self, finding: &Rendered, ranges: Option<&Ranges>) -> Diagnostic {
        let support = self.support();
        let related = finding.related.iter().filter_map(|related| {
            Some(DiagnosticRelatedInformation { location: self.location(related.file, related.span)?, message: related.message.clone() })
        });
        let related: Vec<_> = if support.related_information { related.collect() } else { Vec::new() };
        let tags: Vec<_> = finding.tags.iter().filter(|_| support.tags).map(|tag| self::tag(*tag)).collect();
        Diagnostic {
            range: ranges.map_or_else(Range::default, |ranges| convert::range(&ranges.lines, finding.span, support.unit)),
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(finding.code.to_owned())),
            code_description: self.session.pages.as_ref().filter(|_| support.code_description).and_then(|pages| pages.of(finding.code)),
            source: Some(SOURCE.to_owned()),
            message: finding.message.clone(),
            related_information: Some(related).filter(|related| !related.is_empty()),
            tags: Some(tags).filter(|tags| !tags.is_empty()),
            data: support.diagnostic_data.then(|| json!({"fingerprint": finding.fingerprint})),
        }
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

fn tag(tag: Tag) -> DiagnosticTag {
    match tag {
        Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
        Tag::Deprecated => DiagnosticTag::DEPRECATED,
    }
}
