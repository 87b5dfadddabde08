//! `workspace/diagnostic`: held until there is something that the client does not know.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::json;
use tower_lsp::jsonrpc::{Error, Request, Result};
use tower_lsp::ls_types::{
    FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport as Item, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::diagnostics::Report;
use crate::diagnostics::survey::Survey;
use crate::session::Session;

/// How many documents one message of a streamed answer holds.
const BATCH: usize = 100;

/// Counts a held request for as long as it is.
struct Held<'a>(&'a Session);

impl<'a> Held<'a> {
    fn new(session: &'a Session) -> Held<'a> {
        session.held.fetch_add(1, Ordering::AcqRel);
        // As long as nobody asks, only open documents are looked at.
        if session.survey.borrow().as_ref().is_none_or(|survey| survey.revision != session.revision()) {
            session.stir.notify_one();
        }
        Held(session)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Answers when something is new; until then it waits, which costs nothing.
///
/// # Errors
/// When the client's diagnostics are pushed.
pub async fn answer(session: &Arc<Session>, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
    if !session.support().pull {
        return Err(Error::method_not_found());
    }
    let known: HashMap<Uri, String> = params.previous_result_ids.into_iter().map(|known| (known.uri, known.value)).collect();
    let mut surveys = session.survey.subscribe();
    let _held = Held::new(session);
    loop {
        let survey = surveys.borrow_and_update().clone();
        if let Some(survey) = survey.filter(|survey| survey.revision == session.revision()) {
            let (news, same) = compare(session, &survey, &known);
            if !news.is_empty() {
                let mut items = news;
                items.extend(same);
                if let Some(token) = params.partial_result_params.partial_result_token {
                    for batch in items.chunks(BATCH) {
                        let params = json!({"token": token, "value": {"items": batch}});
                        session.outbox.send(&Request::build("$/progress").params(params).finish());
                    }
                    items = Vec::new();
                }
                return Ok(WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items }));
            }
        }
        if surveys.changed().await.is_err() {
            return Err(Error::internal_error());
        }
    }
}

/// What the client does not know yet, and what of that which it knows still holds.
fn compare(session: &Session, survey: &Survey, known: &HashMap<Uri, String>) -> (Vec<Item>, Vec<Item>) {
    let (mut news, mut same) = (Vec::new(), Vec::new());
    for (uri, report) in survey.documents.values() {
        let version = report.version.map(i64::from);
        match known.get(uri) {
            Some(id) if *id == report.id => same.push(unchanged(uri, version, id)),
            None if report.items.is_empty() => {}
            // The client has asked about this text itself and listens to nothing else about it.
            _ if report.version.is_some_and(|version| session.answers.covers(uri, version)) => {}
            _ => news.push(full(uri, version, report)),
        }
    }
    let nothing = Report::new(None, Vec::new());
    for (uri, id) in known.iter().filter(|(uri, _)| !survey.documents.contains_key(uri.as_str())) {
        if *id == nothing.id {
            same.push(unchanged(uri, None, id));
        } else {
            news.push(full(uri, None, &nothing));
        }
    }
    (news, same)
}

fn full(uri: &Uri, version: Option<i64>, report: &Report) -> Item {
    Item::Full(WorkspaceFullDocumentDiagnosticReport {
        uri: uri.clone(),
        version,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(report.id.clone()), items: report.items.clone() },
    })
}

fn unchanged(uri: &Uri, version: Option<i64>, id: &str) -> Item {
    Item::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
        uri: uri.clone(),
        version,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id.to_owned() },
    })
}
