//! What documents want from elsewhere is fetched beside everything else: nobody waits for it, and when it comes, it is a
//! change like any other.

use std::path::PathBuf;
use std::sync::Arc;

use oracle::{Change, Fetching};
use tokio::sync::{Notify, oneshot};
use workspace::Db;

use crate::session::Session;

/// Fetches whenever something is wanted, until the session ends.
pub async fn run(session: Arc<Session>, fetching: Fetching) {
    let wanted = Arc::new(Notify::new());
    let told = Arc::clone(&wanted);
    fetching.wishes.tell(move || told.notify_one());
    loop {
        let addresses = fetching.wishes.take();
        if addresses.is_empty() {
            wanted.notified().await;
            continue;
        }
        let (send, receive) = oneshot::channel();
        session.writer.ask(move |host| {
            let db: &dyn Db = host.db();
            let roots: Vec<PathBuf> = host.roots().into_iter().map(|root| root.path(db).clone()).collect();
            let _ = send.send(roots);
        });
        let Ok(roots) = receive.await else { return };
        let fetch = Arc::clone(&fetching.fetch);
        let Ok(texts) = tokio::task::spawn_blocking(move || fetch(&roots, addresses)).await else { continue };
        if !texts.is_empty() {
            session.writer.send(Change::Fetched { texts });
        }
    }
}
