//! `textDocument/diagnostic`: the client asks about a document when it thinks best.

use std::path::PathBuf;
use std::sync::Arc;

use dashmap::DashMap;
use oracle::Cancellable;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
};

use crate::diagnostics::Report;
use crate::requests::{Handler, ask};
use crate::session::Session;
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

/// Answers with all that can be said by now. In the first moments a little more is waited for.
///
/// # Errors
/// When the client's diagnostics are pushed: whoever asks would be told everything twice.
pub async fn answer(session: &Arc<Session>, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
    if !session.support().pull {
        return Err(Error::method_not_found());
    }
    let uri = params.text_document.uri;
    let (mut report, mut unread) = ask::<DocumentDiagnostic>(session, uri.clone()).await?;
    if let Some(root) = &unread {
        session.reading.wait(root).await;
        (report, unread) = ask::<DocumentDiagnostic>(session, uri.clone()).await?;
    }
    session.answers.note(&uri, &report);
    if unread.is_some() {
        // Should it be read just now, that look knew nothing of this answer: another must.
        session.stir.notify_one();
    }
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

/// The question behind it: the report, and the root that has more to say once it has been read.
struct DocumentDiagnostic;

impl Handler for DocumentDiagnostic {
    type Params = Uri;
    type Answer = (Report, Option<PathBuf>);

    fn answer(view: &View<'_>, uri: &Uri) -> Cancellable<(Report, Option<PathBuf>)> {
        let Some(file) = view.file(uri) else { return Ok((Report::new(None, Vec::new()), None)) };
        let root = file.root(view.db()).map(|root| root.path(view.db()));
        let unread = root.filter(|path| view.session.reading.end(path).is_none());
        Ok((view.report(file)?, unread.cloned()))
    }
}
