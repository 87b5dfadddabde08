//! The language server: the protocol's side of [`oracle::Host`].
//!
//! A message passes [`frames`], [`transport`] and [`service`], one after the other and in order; there a change
//! goes to the writer and a question gets its snapshot. Answers are computed by [`workers`] and leave through
//! [`outbox`] in any order.
//!
//! **Invariant:** this is the only crate that knows the protocol's types and URIs.
//!
//! **Invariant:** the task that reads messages never computes and never waits for what does.
//!
//! **Invariant:** no snapshot is held while something is awaited; the writer would wait with it.

mod capabilities;
mod clock;
mod convert;
mod diagnostics;
mod discovery;
mod edits;
mod fetching;
mod frames;
mod generation;
mod names;
mod notifications;
mod outbox;
mod pages;
mod progress;
mod reading;
mod requests;
mod server;
mod service;
mod session;
mod settings;
mod start;
mod support;
mod symbols;
mod ticket;
mod transport;
mod view;
mod watching;
mod workers;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use oracle::Host;
use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::LspService;

pub use crate::clock::Clock;
use crate::outbox::Outbox;
use crate::server::Server;
use crate::service::Ordered;
use crate::session::{Phase, Session, Threads};

/// The JSON Schema of the settings that an editor is asked for.
pub fn settings_schema() -> &'static str {
    settings::schema()
}

/// Serves one client over a pair of streams until it leaves. Says whether it left as the protocol asks, by
/// `shutdown` and `exit`. Must run on a tokio runtime with time.
///
/// # Errors
/// When the system gives no threads.
pub fn serve(
    host: Host,
    clock: Clock,
    input: impl AsyncRead + Unpin + Send + 'static,
    output: impl AsyncWrite + Unpin + Send + 'static,
) -> BoxFuture<'static, std::io::Result<bool>> {
    served(host, clock, Box::new(input), Box::new(output))
}

/// Knows no types of others and boxes what it makes, so that it is compiled here, once, and not with everyone who waits for it.
fn served(host: Host, clock: Clock, input: transport::Input, output: transport::Output) -> BoxFuture<'static, std::io::Result<bool>> {
    Box::pin(async move {
        let threads = Threads::start(host)?;
        let (outbox, outgoing) = Outbox::new();
        let sending = outbox.clone();
        let (service, socket) = LspService::build(move |client| Server::new(Session::new(threads, clock, client, sending)))
            .custom_method("ouroboros/plan", Server::plan)
            .finish();
        let service = Ordered::new(service);
        let session = Arc::clone(service.session());
        transport::serve(input, output, service, socket, (outbox, outgoing)).await;
        Ok(session.phase() == Phase::Exited)
    })
}
