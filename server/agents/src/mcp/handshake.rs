//! The beginning of a connection: which revision of the protocol an agent speaks.
//!
//! An agent of revision 2026-07-28 answers `server/discover`; an older one refuses that, or says nothing, and is greeted
//! with `initialize`. `rmcp` would try the same, but waits for ten seconds, whatever time there is, and takes the answer
//! of an agent that starts slowly for the one to its second question. So the question is asked here, and every late
//! answer to it is left out.

use std::time::Duration;

use rmcp::model::{
    ClientCapabilities, ClientConfig, ClientJsonRpcMessage, ClientRequest, DiscoverRequest, DiscoverRequestParams, ErrorCode,
    Implementation, JsonRpcMessage, NumberOrString, ProtocolVersion, RequestId, RequestMetaObject, ServerJsonRpcMessage,
};
use rmcp::service::{ClientInitializeError, ClientLifecycleMode, RoleClient, RunningService};
use rmcp::transport::Transport;
use rmcp::transport::async_rw::AsyncRwTransport;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::listener::Listener;

/// The id of the first question: no other is text.
const PROBE: &str = "probe";

/// Who we are.
pub fn config() -> ClientConfig {
    let mut config = ClientConfig::new(ClientCapabilities::default(), Implementation::new("ouroboros", env!("CARGO_PKG_VERSION")));
    config.protocol_version = ProtocolVersion::V_2025_11_25;
    config
}

/// Agrees on a revision.
///
/// # Errors
/// Why that did not come about: a message.
pub async fn start<R, W>(
    listener: Listener,
    read: R,
    write: W,
    close: &CancellationToken,
    within: Duration,
) -> Result<RunningService<RoleClient, Listener>, String>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let mut line = Line { inner: AsyncRwTransport::new_client(read, write).with_max_line_length(usize::MAX) };
    // One that is silent is given half of the time: it may be slow, or so old that it ignores what it does not know.
    let is_modern = match tokio::time::timeout(within / 2, line.probe()).await {
        Ok(answer) => answer?,
        Err(_) => false,
    };
    let lifecycle = if is_modern {
        ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }
    } else {
        ClientLifecycleMode::Initialize
    };
    let served = rmcp::service::serve_client_with_lifecycle_and_ct(listener, line, lifecycle, close.clone()).await;
    served.map_err(|error| match error {
        ClientInitializeError::ConnectionClosed(_) => GONE.to_owned(),
        other => format!("it does not agree on how to be asked: {other}"),
    })
}

/// What is said of an agent whose connection ended too early.
pub const GONE: &str = "it ended, or closed its output, before it could be asked";

/// A transport that leaves out answers to the probe.
struct Line<R: AsyncRead, W: AsyncWrite> {
    inner: AsyncRwTransport<RoleClient, R, W>,
}

impl<R, W> Line<R, W>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    /// Whether it speaks the revision that begins with `server/discover`.
    async fn probe(&mut self) -> Result<bool, String> {
        let config = config();
        let meta = RequestMetaObject::with_client_context(ProtocolVersion::V_2026_07_28, config.client_info, config.capabilities);
        let mut discover = DiscoverRequest::new(DiscoverRequestParams {});
        discover.extensions.insert(meta);
        let id = RequestId::String(PROBE.into());
        let request = ClientJsonRpcMessage::request(ClientRequest::DiscoverRequest(discover), id);
        self.inner.send(request).await.map_err(|_| GONE.to_owned())?;
        loop {
            match self.inner.receive().await.ok_or(GONE)? {
                JsonRpcMessage::Response(response) if is_probe(&response.id) => return Ok(true),
                // An answer to a question that could not be read has no id.
                JsonRpcMessage::Error(error) if error.id.as_ref().is_none_or(is_probe) => {
                    // What only a newer one says: asking again says more.
                    let newer = [ErrorCode::UNSUPPORTED_PROTOCOL_VERSION, ErrorCode::MISSING_REQUIRED_CLIENT_CAPABILITY];
                    let offers_older = error.error.data.as_ref().is_some_and(|data| {
                        let supported = data.get("supported").and_then(serde_json::Value::as_array);
                        supported.is_some_and(|all| !all.iter().any(|one| one == "2026-07-28"))
                    });
                    return Ok(newer.contains(&error.error.code) && !offers_older);
                }
                _ => {}
            }
        }
    }
}

fn is_probe(id: &RequestId) -> bool {
    matches!(id, NumberOrString::String(text) if **text == *PROBE)
}

impl<R, W> Transport<RoleClient> for Line<R, W>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = std::io::Error;

    fn send(&mut self, item: ClientJsonRpcMessage) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.inner.send(item)
    }

    async fn receive(&mut self) -> Option<ServerJsonRpcMessage> {
        loop {
            let message = self.inner.receive().await?;
            let id = match &message {
                JsonRpcMessage::Response(response) => Some(&response.id),
                JsonRpcMessage::Error(error) => error.id.as_ref(),
                _ => None,
            };
            if !id.is_some_and(is_probe) {
                return Some(message);
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await
    }
}
