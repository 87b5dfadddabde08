//! What happens once the client is ready: roots are opened, files are watched, settings are asked for.

use std::sync::Arc;

use oracle::Change;
use serde_json::{Value, json};
use tower_lsp::ls_types::{
    ConfigurationItem, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeParams, OneOf, Registration,
    RelativePattern,
};
use workspace::watch::{Event, Watcher};

use crate::diagnostics::survey;
use crate::notifications::open_folder;
use crate::session::Session;
use crate::settings::{SECTION, Settings};

/// The folders that `initialize` names, newest form first.
pub fn remember_folders(session: &Session, params: &InitializeParams) {
    #[allow(deprecated)] // older clients send only this
    let root = params.root_uri.clone();
    let named = params.workspace_folders.clone().filter(|folders| !folders.is_empty());
    let uris = named.map_or_else(|| root.into_iter().collect(), |folders| folders.into_iter().map(|folder| folder.uri).collect());
    let _ = session.first_folders.set(uris);
}

/// Starts everything.
pub fn start(session: &Arc<Session>) {
    for uri in session.first_folders.get().into_iter().flatten() {
        open_folder(session, uri);
    }
    session.spawn(survey::run(Arc::clone(session)));
    session.spawn(survey::refresh(Arc::clone(session)));
    if !session.support().register_watchers {
        watch(session);
    }
    let registering = Arc::clone(session);
    session.spawn(async move { register(&registering).await });
    if session.support().configuration {
        read_settings(session, None);
    }
}

/// Asks the client to tell about files and settings, as far as it does so only when asked.
async fn register(session: &Session) {
    let support = session.support();
    let mut wanted = Vec::new();
    let mut add = |method: &str, options: Value| {
        wanted.push(Registration { id: format!("ouroboros/{method}"), method: method.to_owned(), register_options: Some(options) });
    };
    if support.register_watchers {
        let relative = |uri| GlobPattern::Relative(RelativePattern { base_uri: OneOf::Right(uri), pattern: "**/*".to_owned() });
        let folders = session.names.folders();
        let patterns: Vec<_> = if support.relative_patterns && !folders.is_empty() {
            folders.into_iter().map(|folder| relative(folder.uri)).collect()
        } else {
            vec![GlobPattern::String("**/*".to_owned())]
        };
        let watchers = patterns.into_iter().map(|glob_pattern| FileSystemWatcher { glob_pattern, kind: None }).collect();
        add("workspace/didChangeWatchedFiles", json!(DidChangeWatchedFilesRegistrationOptions { watchers }));
    }
    if support.register_configuration {
        add("workspace/didChangeConfiguration", json!({"section": SECTION}));
    }
    if !wanted.is_empty() {
        if let Err(error) = session.client.register_capability(wanted).await {
            session.warn(format!("the editor does not tell about changes outside of it: {error}"));
            watch(session);
        }
    }
}

/// Watches files ourselves.
fn watch(session: &Session) {
    let (writer, outbox) = (session.writer.clone(), session.outbox.clone());
    let stale = Arc::clone(&session.watches_stale);
    let started = Watcher::start(move |event| {
        match event {
            Event::Changed(paths) => writer.send(Change::Files { paths }),
            Event::Lost(why) => {
                outbox.warn(why);
                writer.send(Change::Rescan);
            }
        }
        stale.store(true, std::sync::atomic::Ordering::Release);
    });
    match started {
        Ok(watcher) => {
            let _ = session.watcher.set(watcher);
            session.watches_stale.store(true, std::sync::atomic::Ordering::Release);
            session.stir.notify_one();
        }
        Err(error) => session.warn(format!("files cannot be watched, so changes made outside the editor are not seen: {error}")),
    }
}

/// Asks for our section of the settings, or takes it from what was sent when the client does not answer.
pub fn read_settings(session: &Arc<Session>, sent: Option<&Value>) {
    if !session.support().configuration {
        if let Some(section) = sent.and_then(|sent| sent.get(SECTION)) {
            take_settings(session, section);
        }
        return;
    }
    let asking = Arc::clone(session);
    session.spawn(async move {
        let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
        match asking.client.configuration(vec![item]).await {
            // What was given with `initialize` holds where the client has nothing to say.
            Ok(answer) => match answer.first().filter(|section| !section.is_null()) {
                Some(section) => take_settings(&asking, section),
                None => tracing::debug!("the client has no settings for us"),
            },
            Err(error) => asking.warn(format!("the editor did not tell its settings: {error}")),
        }
    });
}

/// Takes the settings and tells what is wrong with them.
pub fn take_settings(session: &Arc<Session>, section: &Value) {
    let (settings, mistakes) = Settings::read(section);
    for mistake in mistakes {
        session.warn(mistake);
    }
    session.set_settings(settings);
}
