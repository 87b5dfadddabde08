//! The look at everything: in the background, when nothing has changed for a moment and nobody waits.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use oracle::{Cancellable, Rendered, Snapshot};
use salsa::Cancelled;
use tokio::sync::oneshot;
use tower_lsp::ls_types::Uri;
use workspace::{RelPath, Root};

use crate::diagnostics::{Report, push};
use crate::progress::Progress;
use crate::reading::End;
use crate::session::Session;
use crate::view::View;

/// How long nothing must have changed. Longer than a pause between two keys, shorter than a look up.
const CALM: Duration = Duration::from_millis(150);

/// The same at the beginning, when everything waits for the first look.
const FIRST_CALM: Duration = Duration::from_millis(20);

/// How long the client may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What there is to say about every document of every root.
#[derive(Debug)]
pub struct Survey {
    /// The state it was made of.
    pub revision: u64,
    /// Documents with diagnostics, by URI.
    pub documents: BTreeMap<String, (Uri, Report)>,
}

/// Looks whenever something has changed, until the session ends.
pub async fn run(session: Arc<Session>) {
    let mut progress = None;
    loop {
        session.stir.notified().await;
        let calm = if unread(&session) { FIRST_CALM } else { CALM };
        while tokio::time::timeout(calm, session.stir.notified()).await.is_ok() {}
        session.workers.quiet().await;
        resync_watches(&session);
        if progress.is_none() && unread(&session) {
            progress = Some(Arc::new(Progress::begin(&session, "Reading the repository").await));
        }
        let Some(outcome) = look(&session, progress.clone()).await else { return };
        match outcome {
            Ok(outdated) => {
                progress = None;
                if outdated {
                    session.refresh.notify_one();
                }
            }
            Err(Cancelled::Local) => {
                progress = None;
                session.stir.notify_one();
            }
            // Something changed, and with it this task was woken anew.
            Err(_) => {}
        }
    }
}

/// Whether a folder was opened that has not been read.
fn unread(session: &Session) -> bool {
    session.names.folders().iter().any(|folder| session.reading.end(&folder.real).is_none())
}

fn resync_watches(session: &Arc<Session>) {
    if session.watches_stale.swap(false, Ordering::AcqRel) && session.watcher.get().is_some() {
        let session = Arc::clone(session);
        session.clone().writer.ask(move |host| {
            if let Some(watcher) = session.watcher.get() {
                watcher.watch(host.folders());
            }
        });
    }
}

/// One look; `None` when the writer has ended.
async fn look(session: &Arc<Session>, progress: Option<Arc<Progress>>) -> Option<Cancellable<bool>> {
    let (send, receive) = oneshot::channel();
    let (asking, revisions) = (Arc::clone(session), session.revisions());
    session.writer.with_snapshot(move |snapshot| {
        let revision = revisions.load(Ordering::Acquire);
        let session = Arc::clone(&asking);
        asking.workers.background(move || {
            let done = survey(&session, &snapshot, revision, progress.as_deref());
            drop(snapshot);
            let _ = send.send(done);
        });
    });
    receive.await.ok()
}

/// Says whether the client should pull again.
fn survey(session: &Session, snapshot: &Snapshot, revision: u64, progress: Option<&Progress>) -> Cancellable<bool> {
    let view = View::new(session, snapshot);
    for &root in snapshot.roots() {
        read(session, snapshot, root, progress)?;
    }
    let pull = session.support().pull;
    let outdated = pull && outdated(&view)?;
    if !pull || session.held.load(Ordering::Acquire) > 0 {
        let survey = Arc::new(Survey { revision, documents: documents(&view)? });
        if !pull {
            push::all_documents(session, &survey);
        }
        session.survey.send_replace(Some(survey));
    }
    // Last of all, and once: another start has less to read then.
    for &root in snapshot.roots() {
        if session.reading.end(root.path(snapshot.db())) == Some(End::Done) {
            snapshot.remember(root)?;
        }
    }
    Ok(outdated)
}

/// Reads a root in full, the first time it is seen.
fn read(session: &Session, snapshot: &Snapshot, root: Root, progress: Option<&Progress>) -> Cancellable<()> {
    let path: PathBuf = root.path(snapshot.db()).clone();
    if session.reading.end(&path).is_some() {
        return Ok(());
    }
    let _span = tracing::info_span!("read", root = %path.display()).entered();
    let done = snapshot.prime_while(root, &|done, all| progress.is_none_or(|progress| progress.report(done, all)));
    match done {
        Ok(()) => session.reading.note(path, End::Done),
        Err(Cancelled::Local) => session.reading.note(path, End::Stopped),
        Err(_) => {}
    }
    done
}

/// Everything there is to say. Open documents are in it whether or not there is.
fn documents(view: &View<'_>) -> Cancellable<BTreeMap<String, (Uri, Report)>> {
    let (session, snapshot) = (view.session, view.snapshot);
    let mut out = BTreeMap::new();
    let mut take = |uri: Option<Uri>, report: Report| {
        if let Some(uri) = uri {
            out.insert(uri.as_str().to_owned(), (uri, report));
        }
    };
    for (_, file) in snapshot.documents() {
        take(view.uri(file), view.report(file)?);
    }
    for &root in snapshot.roots() {
        let path = root.path(snapshot.db());
        if session.reading.end(path) == Some(End::Stopped) {
            continue;
        }
        for file in snapshot.files_with_findings(root)? {
            let place = file.path(snapshot.db()).under(path);
            // A root inside this one speaks for itself, and open documents were taken.
            if snapshot.owner(&place) != Some(root) || view.version(file).is_some() {
                continue;
            }
            let report = view.report(file)?;
            if !report.items.is_empty() {
                take(session.names.uri(&place), report);
            }
        }
        let settings = session.settings();
        let folders = snapshot.folder_findings(root)?;
        let shown = |code| settings.shows(syntax::Language::Other, oracle::Level::of(code));
        let owned = |place: &RelPath| snapshot.owner(&place.under(path)) == Some(root);
        let wanted = |finding: &Rendered| finding.file.is_none() && shown(finding.code) && owned(&finding.path);
        let folders: Vec<_> = folders.into_iter().filter(wanted).collect();
        for findings in folders.chunk_by(|a, b| a.path == b.path) {
            let items = findings.iter().map(|finding| view.diagnostic(finding, None)).collect();
            take(session.names.uri(&findings[0].path.under(path)), Report::new(None, items));
        }
    }
    Ok(out)
}

/// Whether what the client was told about an open document holds no longer although its text is the same.
fn outdated(view: &View<'_>) -> Cancellable<bool> {
    let mut outdated = false;
    for (_, file) in view.snapshot.documents() {
        if let Some(uri) = view.uri(file) {
            outdated |= view.session.answers.outdated(&uri, &view.report(file)?);
        }
    }
    Ok(outdated)
}

/// Asks the client to pull again whenever that is wanted; one question at a time, however often.
pub async fn refresh(session: Arc<Session>) {
    loop {
        session.refresh.notified().await;
        match tokio::time::timeout(PATIENCE, session.client.workspace_diagnostic_refresh()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::info!("the client refused to refresh diagnostics: {error}"),
            Err(_) => tracing::info!("the client did not answer a request to refresh diagnostics"),
        }
    }
}
