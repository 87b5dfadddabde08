//! `textDocument/publishDiagnostics`: the client is told, open or not.
//!
//! **Invariant:** what was computed from a state that is no more is not published, and no version after a
//! newer one.

use std::sync::Arc;

use dashmap::DashMap;
use oracle::{Cancellable, Document, Snapshot};
use rayon::prelude::*;
use tower_lsp::ls_types::notification::PublishDiagnostics;
use tower_lsp::ls_types::{PublishDiagnosticsParams, Uri};
use workspace::File;

use crate::diagnostics::Report;
use crate::diagnostics::survey::Survey;
use crate::session::Session;
use crate::view::View;

/// What the client was told last about each document.
#[derive(Default)]
pub struct Published {
    by_uri: DashMap<Uri, Told>,
}

struct Told {
    revision: u64,
    version: Option<i32>,
    id: String,
    empty: bool,
}

impl Published {
    /// Notes that a document was closed: what it has next has no version.
    pub fn closed(&self, uri: &Uri) {
        if let Some(mut told) = self.by_uri.get_mut(uri) {
            told.version = None;
        }
    }

    /// Whether this very text was told about.
    fn covers(&self, uri: &Uri, version: Option<i32>) -> bool {
        self.by_uri.get(uri).is_some_and(|told| told.version == version)
    }
}

/// Publishes open documents, those whose text is new first. Called on the writer's thread.
pub fn open_documents(session: &Arc<Session>, snapshot: Snapshot, revision: u64) {
    let session = Arc::clone(session);
    let workers = Arc::clone(&session);
    workers.workers.foreground(move || {
        let mut open: Vec<(Uri, File)> = Vec::new();
        for (document, file) in snapshot.documents() {
            open.extend(session.names.open(document).map(|open| (open.uri, file)));
        }
        let version = |file: File| file.overlay(snapshot.db()).map(|overlay| overlay.version);
        let (same, new): (Vec<_>, Vec<_>) = open.into_iter().partition(|(uri, file)| session.published.covers(uri, version(*file)));
        for documents in [new, same] {
            let told: Cancellable<()> = documents
                .into_par_iter()
                .map_with(snapshot.clone(), |snapshot, (uri, file)| {
                    let report = View::new(&session, snapshot).report(file)?;
                    publish(&session, uri, report, revision);
                    Ok(())
                })
                .collect();
            if told.is_err() {
                // A newer state is on its way, and with it a newer job.
                return;
            }
        }
    });
}

/// Publishes what a survey found, and clears what it found no more.
pub fn all_documents(session: &Session, survey: &Survey) {
    for (uri, report) in survey.documents.values() {
        publish(session, uri.clone(), report.clone(), survey.revision);
    }
    let cleared = session.published.by_uri.iter().filter(|told| !told.empty && told.version.is_none());
    let cleared: Vec<Uri> = cleared.map(|told| told.key().clone()).filter(|uri| !survey.documents.contains_key(uri.as_str())).collect();
    for uri in cleared {
        publish(session, uri, Report::new(None, Vec::new()), survey.revision);
    }
}

fn publish(session: &Session, uri: Uri, report: Report, revision: u64) {
    if revision != session.revision() || !is_newest(session, &uri, report.version) {
        return;
    }
    let empty = report.items.is_empty();
    // The entry stays locked until the message is on its way, so that messages leave in order.
    let entry = session.published.by_uri.entry(uri.clone());
    let told = match entry {
        dashmap::Entry::Occupied(entry) => entry.into_ref(),
        // Nobody needs to hear that a closed file is fine and always was.
        dashmap::Entry::Vacant(_) if empty && report.version.is_none() => return,
        dashmap::Entry::Vacant(entry) => entry.insert(Told { revision: 0, version: None, id: String::new(), empty: true }),
    };
    let mut told = told;
    if told.revision > revision {
        return;
    }
    told.revision = revision;
    if told.id == report.id && (report.version.is_none() || told.version == report.version) {
        told.version = report.version;
        return;
    }
    (told.version, told.id, told.empty) = (report.version, report.id, empty);
    session.outbox.notify::<PublishDiagnostics>(&PublishDiagnosticsParams { uri, diagnostics: report.items, version: report.version });
}

/// Whether no newer text of the document has been received, even if the writer has not seen it yet.
fn is_newest(session: &Session, uri: &Uri, version: Option<i32>) -> bool {
    let document: Document = session.names.document(uri);
    session.names.open(&document).map(|open| open.version) == version
}
