//! The questions a client asks: one file each, behind one small trait.

pub mod call_hierarchy;
pub mod code_action;
pub mod code_lens;
pub mod completion;
pub mod definition;
pub mod document_link;
pub mod document_symbol;
pub mod execute;
pub mod highlight;
pub mod hover;
pub mod plan;
pub mod references;
pub mod rename;
pub mod semantic_tokens;
pub mod will_rename;
pub mod workspace_symbol;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use oracle::{Cancellable, Snapshot};
use salsa::{CancellationToken, Cancelled, Database};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, Result};

use crate::session::Session;
use crate::ticket::Ticket;
use crate::view::View;

/// The requests that read a snapshot, and so get their place in the order of things when they come.
pub const READING: &[&str] = &[
    "textDocument/diagnostic",
    "textDocument/codeAction",
    "codeAction/resolve",
    "textDocument/codeLens",
    "workspace/executeCommand",
    "ouroboros/plan",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareCallHierarchy",
    "callHierarchy/incomingCalls",
    "callHierarchy/outgoingCalls",
    "textDocument/hover",
    "textDocument/documentLink",
    "textDocument/documentSymbol",
    "textDocument/completion",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/semanticTokens/full",
    "workspace/symbol",
    "workspace/willRenameFiles",
];

/// A question that one snapshot answers.
pub trait Handler: 'static {
    /// What is asked.
    type Params: Send + Sync + 'static;
    /// What is answered.
    type Answer: Send + 'static;

    /// Computes the answer, on a thread of its own. Asked again of a newer state when this one is overtaken.
    ///
    /// # Errors
    /// Only that.
    fn answer(view: &View<'_>, params: &Self::Params) -> Cancellable<Self::Answer>;
}

/// Stops the work for a request when the handler that waits for it is dropped: because the client cancelled it,
/// or because the session ends.
struct Stop(CancellationToken);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Asks `R` until a state holds for long enough to answer.
///
/// # Errors
/// When the handler panics or the session ends.
pub async fn ask<R: Handler>(session: &Arc<Session>, params: R::Params) -> Result<R::Answer> {
    let params = Arc::new(params);
    let mut ticket = Ticket::take();
    let mut failures = 0;
    while failures < 3 {
        let ticket = ticket.take().unwrap_or_else(|| Ticket::new(&session.writer));
        let Some(snapshot) = ticket.redeem().await else { break };
        let _stop = Stop(snapshot.db().cancellation_token());
        let (send, receive) = oneshot::channel();
        let (asking, params) = (Arc::clone(session), Arc::clone(&params));
        session.workers.foreground(move || {
            let answer = guarded::<R>(&asking, &snapshot, &params);
            // The writer waits for this. Nothing may come before it.
            drop(snapshot);
            let _ = send.send(answer);
        });
        match receive.await {
            Ok(Some(Ok(answer))) => return Ok(answer),
            Ok(Some(Err(Cancelled::PendingWrite))) => {}
            // Another thread failed where this one waited for it; it may not fail again.
            Ok(Some(Err(_))) => failures += 1,
            Ok(None) | Err(_) => break,
        }
    }
    Err(Error::internal_error())
}

/// `None` when the handler panicked.
fn guarded<R: Handler>(session: &Session, snapshot: &Snapshot, params: &R::Params) -> Option<Cancellable<R::Answer>> {
    let view = View::new(session, snapshot);
    let answer = catch_unwind(AssertUnwindSafe(|| Cancelled::catch(AssertUnwindSafe(|| R::answer(&view, params)))));
    match answer {
        Ok(answer) => Some(answer.and_then(|answer| answer)),
        Err(_) => {
            tracing::error!("a question could not be answered for a panic; this is a bug in Ouroboros: please report it");
            None
        }
    }
}
