//! Who tells what happens to files outside the editor: the client, where it can be asked to, else we ourselves.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use oracle::Change;
use serde_json::json;
use tower_lsp::ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, OneOf, Registration, RelativePattern, Unregistration,
};
use workspace::watch::{Event, Watcher};

use crate::session::Session;

const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Keeps everything watched, whatever folders come and go, until the session ends.
pub async fn run(session: Arc<Session>) {
    if !session.support().register_watchers {
        return watch(&session);
    }
    let (mut known, mut count) = (Vec::new(), 0);
    loop {
        let wanted = patterns(&session);
        if wanted != known {
            let id = |count: u32| format!("ouroboros/watch/{count}");
            let watchers = wanted.iter().cloned().map(|glob_pattern| FileSystemWatcher { glob_pattern, kind: None }).collect();
            let options = json!(DidChangeWatchedFilesRegistrationOptions { watchers });
            let register = Registration { id: id(count + 1), method: METHOD.to_owned(), register_options: Some(options) };
            if let Err(error) = session.client.register_capability(vec![register]).await {
                tracing::info!("the editor does not watch files for us: {error}");
                return watch(&session);
            }
            // Only now, so that nothing happens unseen in between.
            if count > 0 {
                let old = Unregistration { id: id(count), method: METHOD.to_owned() };
                if let Err(error) = session.client.unregister_capability(vec![old]).await {
                    tracing::info!("the editor goes on watching what was closed: {error}");
                }
            }
            (known, count) = (wanted, count + 1);
        }
        session.rewatch.notified().await;
    }
}

/// Everything below the open folders. A pattern that is not relative holds below all of them.
fn patterns(session: &Session) -> Vec<GlobPattern> {
    let all = "**/*".to_owned();
    if !session.support().relative_patterns {
        return vec![GlobPattern::String(all)];
    }
    let relative = |uri| GlobPattern::Relative(RelativePattern { base_uri: OneOf::Right(uri), pattern: all.clone() });
    session.names.folders().into_iter().map(|folder| relative(folder.uri)).collect()
}

/// Watches files ourselves.
fn watch(session: &Session) {
    let (writer, outbox, stale) = (session.writer.clone(), session.outbox.clone(), Arc::clone(&session.watches_stale));
    let mut said = HashSet::new();
    let started = Watcher::start(move |event| {
        match event {
            Event::Changed(paths) => writer.send(Change::Files { paths }),
            Event::Lost(why) => {
                // The look at everything helps each time; the sentence only once.
                if said.insert(why.clone()) {
                    outbox.warn(why);
                }
                writer.send(Change::Rescan);
            }
        }
        stale.store(true, Ordering::Release);
    });
    match started {
        Ok(watcher) => {
            let _ = session.watcher.set(watcher);
            session.watches_stale.store(true, Ordering::Release);
            session.stir.notify_one();
        }
        Err(error) => session.warn(format!("files cannot be watched, so changes made outside the editor are not seen: {error}")),
    }
}
