//! Speaking the Model Context Protocol to an agent.
//!
//! Everything is asked anew: `rmcp` keeps answers of `server/discover` and `tools/list` as long as the agent allows, and
//! gives old ones where none come, which would be no sign of life.

mod answer;
mod handshake;
mod listener;
mod screen;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientRequest, DiscoverRequest, DiscoverRequestParams, PingRequest, ServerResult,
    SubscriptionFilter,
};
use rmcp::service::{Peer, PeerRequestOptions, RequestHandle, RoleClient, ServiceError};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::agent::{Call, CallError};
use crate::capability::Capability;
pub(crate) use handshake::GONE;
use listener::Listener;

/// Takes lines for people.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// The most bytes of one message of an agent.
pub const MESSAGE: usize = 16 << 20;
/// How long an agent that was told of a cancellation may take to read that.
const TOLD: Duration = Duration::from_secs(1);

/// A connection to an agent, over which it can be asked.
pub struct Connection {
    peer: Peer<RoleClient>,
    listener: Listener,
    is_modern: bool,
    close: CancellationToken,
    closed: watch::Receiver<bool>,
}

/// Opens a connection: finds out which revision of the protocol the agent speaks, and agrees on it. `most` bounds a
/// message of the agent, in bytes: one that is longer fails the call that it answers. What it writes beside messages goes
/// to `log`.
///
/// # Errors
/// That it did not come so far within `within`, or what it did instead: a message.
pub async fn connect<R, W>(read: R, write: W, most: usize, log: Log, within: Duration) -> Result<Connection, String>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let close = CancellationToken::new();
    let listener = Listener::new(Arc::clone(&log));
    let started = handshake::start(listener.clone(), screen::Screen::new(read, most, log), write, &close, within);
    let running = match tokio::time::timeout(within, started).await {
        Err(_) => Err(format!("it could not be asked after {within:?}: it does not answer as an MCP server does")),
        Ok(started) => started,
    };
    let running = running.inspect_err(|_| close.cancel())?;
    let peer = running.peer().clone();
    let info = peer.peer_info();
    let is_modern = info.as_ref().is_some_and(|info| !info.protocol_version.has_initialize());
    let tells = info.and_then(|info| info.capabilities.tools.as_ref()?.list_changed) == Some(true);
    let (tell, closed) = watch::channel(false);
    tokio::spawn(async move {
        let _ = running.waiting().await;
        tell.send_replace(true);
    });
    if is_modern && tells {
        tokio::spawn(subscribe(peer.clone(), listener.clone()));
    }
    Ok(Connection { peer, listener, is_modern, close, closed })
}

/// Since revision 2026-07-28 an agent tells of changes only whom it was asked to.
async fn subscribe(peer: Peer<RoleClient>, listener: Listener) {
    let mut filter = SubscriptionFilter::new();
    filter.tools_list_changed = Some(true);
    let Ok(mut subscription) = peer.listen(filter).await else { return };
    while let Ok(Some(_)) = subscription.next().await {
        listener.changed();
    }
}

impl Connection {
    /// Its tools.
    ///
    /// # Errors
    /// What went wrong: a message.
    pub async fn capabilities(&self) -> Result<Vec<Capability>, String> {
        tools::list(&self.peer).await
    }

    /// Returns when it said that what it can do is another now.
    pub async fn changed(&self) {
        self.listener.until_changed().await;
    }

    /// A sign of life.
    ///
    /// # Errors
    /// What went wrong: a message.
    pub async fn ping(&self) -> Result<(), String> {
        let request = if self.is_modern {
            ClientRequest::DiscoverRequest(DiscoverRequest::new(DiscoverRequestParams {}))
        } else {
            ClientRequest::PingRequest(PingRequest::default())
        };
        match self.peer.send_request(request).await {
            // It answers: that is all.
            Ok(_) | Err(ServiceError::McpError(_) | ServiceError::UnexpectedResponse) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Has it do something.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn call(&self, call: Call) -> Result<Value, CallError> {
        let Call { capability, input, cancel, progress } = call;
        let mut params = CallToolRequestParams::new(capability);
        params.arguments = match input {
            Value::Object(fields) => Some(fields),
            Value::Null => None,
            _ => return Err(CallError::Refused("what a tool takes is an object".to_owned())),
        };
        if cancel.is_cancelled() {
            return Err(CallError::Cancelled);
        }
        let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
        let sent = self.peer.send_request_with_option(request, PeerRequestOptions::no_options());
        let mut handle = sent.await.map_err(answer::failed)?;
        let _registered = self.listener.register(handle.progress_token.clone(), progress);
        tokio::select! {
            answer = &mut handle.rx => match answer {
                Ok(Ok(result)) => answer::value(result),
                Ok(Err(error)) => Err(answer::failed(error)),
                Err(_) => Err(CallError::Gone("its connection ended".to_owned())),
            },
            () = cancel.cancelled() => {
                tell_cancelled(handle).await;
                Err(CallError::Cancelled)
            }
            () = self.closed() => Err(CallError::Gone("its connection ended".to_owned())),
        }
    }

    /// Returns once it is closed, by whomever; at once when it is.
    pub async fn closed(&self) {
        let mut closed = self.closed.clone();
        while !*closed.borrow_and_update() && closed.changed().await.is_ok() {}
    }

    /// Closes it, which tells the agent to end.
    pub fn close(&self) {
        self.close.cancel();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close.cancel();
    }
}

/// Tells the agent that nobody waits for this answer. One that reads nothing is not waited for.
async fn tell_cancelled(handle: RequestHandle<RoleClient>) {
    let told = handle.cancel(Some("nobody waits for the answer any more".to_owned()));
    let _ = tokio::time::timeout(TOLD, told).await;
}

/// What `result` should have been.
fn unexpected(result: &ServerResult, what: &str) -> String {
    let text = serde_json::to_string(result).unwrap_or_default();
    let start: String = text.chars().take(200).collect();
    format!("it answered something else than {what}: {start}")
}
