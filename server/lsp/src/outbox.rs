//! The one way out: everything the client is sent, in the order it was sent, from whichever thread.

use serde::Serialize;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::notification::{LogMessage, Notification};
use tower_lsp::ls_types::{LogMessageParams, MessageType};

/// A handle to send with. Never blocks: a worker may hold a snapshot.
#[derive(Clone)]
pub struct Outbox {
    frames: mpsc::UnboundedSender<Option<Vec<u8>>>,
}

/// The other end, to be written out.
pub type Outgoing = mpsc::UnboundedReceiver<Option<Vec<u8>>>;

impl Outbox {
    /// Both ends.
    pub fn new() -> (Outbox, Outgoing) {
        let (frames, outgoing) = mpsc::unbounded_channel();
        (Outbox { frames }, outgoing)
    }

    /// Sends any message.
    pub fn send(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => {
                let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
                frame.extend(body);
                // Nobody listens only when the session is over.
                let _ = self.frames.send(Some(frame));
            }
            Err(error) => tracing::error!("a message could not be written as JSON: {error}"),
        }
    }

    /// Sends a warning for the editor's log.
    pub fn warn(&self, message: String) {
        tracing::warn!("{message}");
        self.notify::<LogMessage>(&LogMessageParams { typ: MessageType::WARNING, message });
    }

    /// Sends nothing more, from this handle or any other.
    pub fn end(&self) {
        let _ = self.frames.send(None);
    }

    /// Sends a notification.
    pub fn notify<N: Notification>(&self, params: &N::Params) {
        match serde_json::to_value(params) {
            Ok(params) => self.send(&Request::build(N::METHOD).params(params).finish()),
            Err(error) => tracing::error!("{} could not be written as JSON: {error}", N::METHOD),
        }
    }
}

/// Writes frames until the end was said or the stream is closed.
pub async fn write(mut outgoing: Outgoing, mut output: impl AsyncWrite + Unpin) {
    while let Some(Some(mut bytes)) = outgoing.recv().await {
        let mut last = false;
        // What has piled up goes out at once.
        while let (false, Ok(more)) = (last || bytes.len() > 1 << 20, outgoing.try_recv()) {
            last = more.is_none();
            bytes.extend(more.into_iter().flatten());
        }
        if output.write_all(&bytes).await.is_err() || output.flush().await.is_err() || last {
            return;
        }
    }
}
