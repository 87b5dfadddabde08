//! The MCP server: the operations as tools for coding agents, over standard streams or streamable HTTP.
//!
//! A model reads what comes back, and a repository may hold text that is written to steer it. So whatever quotes the
//! repository is in a field whose description says that it is data, and in the text that models see it stands between two
//! marks that nobody can foresee; see [`mod@content`].

mod content;
mod resources;
mod server;
mod tools;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::http::request::Parts;
use futures_util::future::BoxFuture;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

pub use server::Server;

use crate::operations::Workspace;

/// Bytes of one message: the texts that `verify` takes, and what JSON makes of them.
const LONGEST_MESSAGE: usize = 64 << 20;

/// What a caller may do, beside what the person's trust in the root allows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    /// Look.
    Read,
    /// Also apply.
    Write,
}

/// Says what the sender of an HTTP request may do.
pub type Guard = Arc<dyn Fn(&Parts) -> Access + Send + Sync>;

/// Speaks MCP over two streams until the other side closes its end. Nothing else may write to `output`.
///
/// # Errors
/// The other side speaks something else.
pub fn serve(
    workspace: Workspace,
    input: impl AsyncRead + Send + Unpin + 'static,
    output: impl AsyncWrite + Send + Unpin + 'static,
    until: CancellationToken,
) -> BoxFuture<'static, Result<(), String>> {
    served(workspace, Box::new(input), Box::new(output), until)
}

/// Boxed, so that it is compiled here, once.
fn served(
    workspace: Workspace,
    input: Box<dyn AsyncRead + Send + Unpin>,
    output: Box<dyn AsyncWrite + Send + Unpin>,
    until: CancellationToken,
) -> BoxFuture<'static, Result<(), String>> {
    Box::pin(async move {
        let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(LONGEST_MESSAGE);
        let running = match Server::new(workspace, None).serve_with_ct(transport, until).await {
            Ok(running) => running,
            // Nobody said anything.
            Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => return Ok(()),
            Err(error) => return Err(format!("the client does not speak MCP: {error}")),
        };
        running.waiting().await.map(drop).map_err(|error| format!("internal error: {error}"))
    })
}

/// Streamable HTTP at `path`, to be mounted where tokens, roles, `Host` and `Origin` have been checked already: it checks none of
/// them itself. `guard` says what a request that came so far may do; sessions and streams end with `until`.
pub fn router(path: &str, workspace: Workspace, guard: Guard, until: CancellationToken) -> Router {
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .disable_allowed_origins()
        .with_max_request_body_bytes(LONGEST_MESSAGE)
        .with_cancellation_token(until);
    let server = move || Ok::<_, io::Error>(Server::new(workspace.clone(), Some(Arc::clone(&guard))));
    Router::new().route_service(path, StreamableHttpService::<_, LocalSessionManager>::new(server, Arc::default(), config))
}
