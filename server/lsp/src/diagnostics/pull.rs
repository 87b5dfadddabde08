//! `textDocument/diagnostic`: the client asks about a document when it thinks best.

use dashmap::DashMap;
use oracle::Cancellable;
use tower_lsp::ls_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
};

use crate::diagnostics::Report;
use crate::requests::Handler;
use crate::view::View;

/// What was answered last about each document.
#[derive(Default)]
pub struct Answers {
    by_uri: DashMap<Uri, Answer>,
}

struct Answer {
    version: Option<i32>,
    id: String,
    /// What the client was last asked to pull again for.
    refreshed: String,
}

impl Answers {
    /// Notes an answer.
    pub fn note(&self, uri: &Uri, report: &Report) {
        let answer = Answer { version: report.version, id: report.id.clone(), refreshed: report.id.clone() };
        self.by_uri.insert(uri.clone(), answer);
    }

    /// Forgets a document, since it was closed.
    pub fn forget(&self, uri: &Uri) {
        self.by_uri.remove(uri);
    }

    /// Whether the client has asked about exactly this text.
    pub fn covers(&self, uri: &Uri, version: i32) -> bool {
        self.by_uri.get(uri).is_some_and(|answer| answer.version == Some(version))
    }

    /// Whether the client should ask again although its text is the same; true once for each new content.
    pub fn outdated(&self, uri: &Uri, report: &Report) -> bool {
        let Some(mut answer) = self.by_uri.get_mut(uri) else { return false };
        // A text that it was not yet asked about will be asked about anyway.
        if answer.version != report.version || answer.refreshed == report.id {
            return false;
        }
        answer.refreshed.clone_from(&report.id);
        answer.id != report.id
    }
}

/// The request.
pub struct DocumentDiagnostic;

impl Handler for DocumentDiagnostic {
    type Params = DocumentDiagnosticParams;
    type Answer = DocumentDiagnosticReportResult;

    fn answer(view: &View<'_>, params: &DocumentDiagnosticParams) -> Cancellable<DocumentDiagnosticReportResult> {
        let uri = &params.text_document.uri;
        let report = match view.file(uri) {
            Some(file) => view.report(file)?,
            None => Report::new(None, Vec::new()),
        };
        view.session.answers.note(uri, &report);
        let answer = if params.previous_result_id.as_ref() == Some(&report.id) {
            DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: report.id },
            })
        } else {
            DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                related_documents: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(report.id), items: report.items },
            })
        };
        Ok(DocumentDiagnosticReportResult::Report(answer))
    }
}
