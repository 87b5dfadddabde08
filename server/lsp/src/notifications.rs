//! What the client tells: read and handed on in the order it was told, before anything else happens.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use oracle::{Change, Document};
use serde::de::DeserializeOwned;
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::{
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, NumberOrString, SetTraceParams, Uri,
    WorkDoneProgressCancelParams,
};

use crate::names::Open;
use crate::session::Session;
use crate::{convert, discovery, start};

/// Takes a notification, if it is one of those that are taken here. Does not wait.
pub fn take(session: &Arc<Session>, request: &Request) -> bool {
    let told = match request.method() {
        "initialized" => {
            start::start(session);
            Ok(())
        }
        "textDocument/didOpen" => with(request, |params| did_open(session, params)),
        "textDocument/didChange" => with(request, |params| did_change(session, params)),
        "textDocument/didClose" => with(request, |params| did_close(session, &params)),
        "textDocument/didSave" => with(request, |params| did_save(session, &params)),
        "textDocument/willSave" => Ok(()),
        "workspace/didChangeWatchedFiles" => with(request, |params| did_change_watched_files(session, params)),
        "workspace/didChangeWorkspaceFolders" => with(request, |params| did_change_folders(session, params)),
        "workspace/didChangeConfiguration" => with(request, |params| did_change_configuration(session, params)),
        "window/workDoneProgress/cancel" => with(request, |params| stop_progress(session, &params)),
        "$/setTrace" => with(request, |params: SetTraceParams| session.set_trace(params.value)),
        _ => return false,
    };
    if let Err(error) = told {
        session.warn(format!("{} was ignored: its parameters are wrong: {error}", request.method()));
    }
    true
}

fn with<P: DeserializeOwned>(request: &Request, take: impl FnOnce(P)) -> Result<(), serde_json::Error> {
    let params = request.params().unwrap_or(&serde_json::Value::Null);
    P::deserialize(params).map(take)
}

fn did_open(session: &Arc<Session>, params: DidOpenTextDocumentParams) {
    let opened = params.text_document;
    discover(session, &opened.uri);
    let document = session.names.document(&opened.uri);
    session.names.opened(document.clone(), Open { uri: opened.uri, version: opened.version });
    let language = Some(opened.language_id).filter(|id| !id.is_empty());
    session.writer.send(Change::Open { document, text: opened.text, version: opened.version, language });
}

fn did_change(session: &Session, params: DidChangeTextDocumentParams) {
    let document = session.names.document(&params.text_document.uri);
    let version = params.text_document.version;
    session.names.edited(&document, version);
    let place = |range: tower_lsp::ls_types::Range| (convert::line_column(range.start), convert::line_column(range.end));
    let edits = params.content_changes.into_iter().map(|change| (change.range.map(place), change.text)).collect();
    session.writer.send(Change::Edit { document, version, edits, unit: session.support().unit });
}

fn did_close(session: &Session, params: &DidCloseTextDocumentParams) {
    let uri = &params.text_document.uri;
    let document = session.names.document(uri);
    session.names.closed(&document);
    session.published.closed(uri);
    session.answers.forget(uri);
    session.writer.send(Change::Close { document });
}

/// The disk's state changed; it counts once the document is closed, and its name may be new.
fn did_save(session: &Session, params: &DidSaveTextDocumentParams) {
    if let Document::Disk(path) = session.names.document(&params.text_document.uri) {
        session.files_changed(Change::Files { paths: vec![path] });
    }
}

fn did_change_watched_files(session: &Session, params: DidChangeWatchedFilesParams) {
    let paths: Vec<_> = params.changes.iter().filter_map(|change| session.names.real_path(&change.uri)).collect();
    if !paths.is_empty() {
        session.files_changed(Change::Files { paths });
    }
}

fn did_change_folders(session: &Arc<Session>, params: DidChangeWorkspaceFoldersParams) {
    for folder in params.event.removed {
        if let Some(gone) = session.names.remove_folder(&folder.uri) {
            session.reading.forget(&gone.real);
            session.rewatch.notify_one();
            session.files_changed(Change::CloseRoot { path: gone.real });
        }
    }
    for folder in params.event.added {
        open_folder(session, &folder.uri);
    }
}

/// Opens a folder as a root.
pub fn open_folder(session: &Session, uri: &Uri) {
    match session.names.add_folder(&*session.system, uri) {
        Some(folder) => {
            session.rewatch.notify_one();
            session.files_changed(Change::OpenRoot { path: folder.real });
        }
        None => session.warn(format!("{} is no folder that can be read", uri.as_str())),
    }
}

/// Without any folder, a file brings its own.
fn discover(session: &Session, uri: &Uri) {
    let Document::Disk(path) = session.names.document(uri) else { return };
    let given = session.first_folders.get().is_some_and(|folders| !folders.is_empty());
    if given || session.names.folders().iter().any(|folder| path.starts_with(&folder.real)) {
        return;
    }
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    if let Some(uri) = discovery::root(&*session.system, &path, home.as_deref()).and_then(Uri::from_file_path) {
        open_folder(session, &uri);
    }
}

fn did_change_configuration(session: &Arc<Session>, params: DidChangeConfigurationParams) {
    start::read_settings(session, Some(&params.settings));
}

fn stop_progress(session: &Session, params: &WorkDoneProgressCancelParams) {
    let NumberOrString::String(token) = &params.token else { return };
    if let Some(stopped) = session.stoppable.get(token) {
        stopped.store(true, Ordering::Relaxed);
    }
}
