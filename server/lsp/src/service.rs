//! The layer that keeps the client's order.
//!
//! The framework starts every handler as a future of its own, so that what a handler does at its first line may
//! happen after what a later one did. Here, in [`Service::call`], messages are still one after the other: a
//! change of a document goes to the writer, and a question gets its place behind all changes before it.
//!
//! **Invariant:** nothing in `call` waits.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_util::FutureExt;
use futures_util::future::{self, BoxFuture};
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Request, Response};
use tower_lsp::{ExitedError, LspService};
use tracing::Instrument;

use crate::server::Server;
use crate::session::{Phase, Session};
use crate::ticket::Ticket;
use crate::{notifications, requests};

/// The framework's service with the order kept.
pub struct Ordered {
    inner: LspService<Server>,
    session: Arc<Session>,
}

impl Ordered {
    /// Wraps the framework's service.
    pub fn new(inner: LspService<Server>) -> Ordered {
        let session = Arc::clone(inner.inner().session());
        Ordered { inner, session }
    }

    /// What the session knows.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }
}

impl Service<Request> for Ordered {
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = BoxFuture<'static, Result<Option<Response>, ExitedError>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ExitedError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let phase = self.session.phase();
        if phase == Phase::Running && request.id().is_none() && notifications::take(&self.session, &request) {
            return future::ok(None).boxed();
        }
        let refusal = match phase {
            Phase::Starting if request.method() != "initialize" => Some(not_initialized()),
            Phase::ShutDown => Some(Error::invalid_request()),
            _ => None,
        };
        let id = request.id().cloned();
        if let (Some(error), Some(id)) = (refusal, &id) {
            return future::ok(Some(Response::from_error(id.clone(), error))).boxed();
        }
        match request.method() {
            "shutdown" => self.session.set_phase(Phase::ShutDown),
            "exit" => self.session.set_phase(Phase::Exited),
            _ => {}
        }
        let span = tracing::info_span!("request", method = request.method(), id = id.as_ref().map(tracing::field::display));
        let reads = id.is_some() && requests::READING.contains(&request.method());
        let ticket = reads.then(|| Ticket::new(&self.session.writer));
        let (session, method, start) = (Arc::clone(&self.session), request.method().to_owned(), Instant::now());
        let answer = Ticket::scope(ticket, self.inner.call(request));
        let whole = async move {
            // A panic in a handler is answered like any other failure: a client must not wait for ever.
            let answer = AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| {
                tracing::error!("a handler panicked");
                Ok(id.map(|id| Response::from_error(id, Error::internal_error())))
            });
            if let Ok(Some(response)) = &answer {
                session.trace(&method, start.elapsed(), response);
            }
            answer
        };
        whole.instrument(span).boxed()
    }
}

fn not_initialized() -> Error {
    Error { code: ErrorCode::ServerError(-32002), message: "the server was not initialized".into(), data: None }
}
