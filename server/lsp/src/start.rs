//! What happens once the client is ready: roots are opened, files are watched, settings are asked for.

use std::sync::Arc;

use serde_json::{Value, json};
use tower_lsp::ls_types::{ConfigurationItem, InitializeParams, Registration};

use crate::clock;
use crate::diagnostics::survey;
use crate::fetching;
use crate::notifications::open_folder;
use crate::session::Session;
use crate::settings::{SECTION, Settings};
use crate::watching;

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
    clock::start(session);
    for uri in session.first_folders.get().into_iter().flatten() {
        open_folder(session, uri);
    }
    session.spawn(survey::run(Arc::clone(session)));
    session.spawn(survey::refresh(Arc::clone(session)));
    session.spawn(watching::run(Arc::clone(session)));
    if let Some(fetching) = session.fetching.clone() {
        session.spawn(fetching::run(Arc::clone(session), fetching));
    }
    if session.support().configuration {
        let asking = Arc::clone(session);
        session.spawn(async move {
            if asking.support().register_configuration {
                let method = "workspace/didChangeConfiguration";
                let options = Some(json!({"section": SECTION}));
                let wanted = Registration { id: format!("ouroboros/{method}"), method: method.to_owned(), register_options: options };
                if let Err(error) = asking.client.register_capability(vec![wanted]).await {
                    asking.warn(format!("the editor does not tell when its settings change: {error}"));
                }
            }
        });
        read_settings(session, None);
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
