//! A request's place in the order of things: the snapshot that was asked for when the request came.

use std::cell::Cell;
use std::future::Future;

use oracle::{Snapshot, Writer};
use tokio::sync::oneshot;

tokio::task_local! {
    /// The framework hands parameters to handlers and nothing else, so the ticket travels beside.
    static TICKET: Cell<Option<Ticket>>;
}

/// A snapshot on its way, behind all changes that were sent before it was asked for.
pub struct Ticket(oneshot::Receiver<Snapshot>);

impl Ticket {
    /// Asks the writer.
    pub fn new(writer: &Writer) -> Ticket {
        let (send, receive) = oneshot::channel();
        writer.with_snapshot(move |snapshot| {
            // Nobody waits any longer when the request was cancelled.
            let _ = send.send(snapshot);
        });
        Ticket(receive)
    }

    /// The snapshot; `None` when the writer has ended.
    pub async fn redeem(self) -> Option<Snapshot> {
        self.0.await.ok()
    }

    /// Runs a handler with a ticket in its pocket.
    pub fn scope<F: Future>(ticket: Option<Ticket>, handler: F) -> impl Future<Output = F::Output> {
        TICKET.scope(Cell::new(ticket), handler)
    }

    /// The running handler's ticket; there is one only once.
    pub fn take() -> Option<Ticket> {
        TICKET.try_with(Cell::take).ok().flatten()
    }
}
