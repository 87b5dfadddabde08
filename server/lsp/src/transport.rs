//! Between bytes and the service: reads messages one by one, in order, and lets answers come in any order.
//!
//! The framework's loop is not used: it polls a fixed number of handlers, so that requests which are held open
//! would stop others, and drops what follows `initialize` closely.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use crate::frames::{Frame, Frames};
use crate::outbox::{self, Outbox, Outgoing};
use crate::service::Ordered;

/// How long the end may take.
const GRACE: Duration = Duration::from_millis(200);

/// Where messages come from.
pub type Input = Box<dyn AsyncRead + Unpin + Send>;
/// Where they go.
pub type Output = Box<dyn AsyncWrite + Unpin + Send>;

/// What a message is.
enum Incoming {
    Request(Request),
    Response(Response),
    Invalid(Id, Error),
}

/// Serves one client until it says `exit`, goes silent for good, or `gone` says that it has died.
pub async fn serve(input: Input, output: Output, mut service: Ordered, socket: ClientSocket, (outbox, outgoing): (Outbox, Outgoing)) {
    let (mut to_client, mut from_client) = socket.split();
    let writing = tokio::spawn(outbox::write(outgoing, output));
    let forward = outbox.clone();
    let forwarding = tokio::spawn(async move {
        while let Some(request) = to_client.next().await {
            forward.send(&request);
        }
    });
    let gone = service.session().client_died();
    tokio::pin!(gone);
    let mut frames = Frames::new(input);
    let mut answers = JoinSet::new();
    loop {
        let frame = tokio::select! {
            frame = frames.next() => frame,
            () = &mut gone => break,
        };
        while answers.try_join_next().is_some() {}
        let message = match frame {
            Ok(Some(Frame::Message(message))) => message,
            Ok(Some(Frame::Bad(error))) => {
                outbox.send(&Response::from_error(Id::Null, error));
                continue;
            }
            Ok(None) | Err(_) => break,
        };
        match classify(message) {
            Incoming::Request(request) => {
                let alone = matches!(request.method(), "initialize" | "shutdown");
                let last = request.method() == "exit";
                let answer = service.call(request);
                if alone {
                    // What follows relies on it: on the capabilities that were exchanged, on the state it left.
                    deliver(&outbox, answer.await);
                } else {
                    let outbox = outbox.clone();
                    answers.spawn(async move { deliver(&outbox, answer.await) });
                }
                if last {
                    break;
                }
            }
            Incoming::Response(response) => {
                let _ = from_client.send(response).await;
            }
            Incoming::Invalid(id, error) => outbox.send(&Response::from_error(id, error)),
        }
    }
    // What can be answered still goes out; a client that no longer reads is not waited for.
    let _ = tokio::time::timeout(GRACE, async { while answers.join_next().await.is_some() {} }).await;
    answers.shutdown().await;
    forwarding.abort();
    service.session().end();
    outbox.end();
    let _ = tokio::time::timeout(GRACE, writing).await;
}

fn deliver<E>(outbox: &Outbox, answer: Result<Option<Response>, E>) {
    if let Ok(Some(response)) = answer {
        outbox.send(&response);
    }
}

fn classify(mut message: Value) -> Incoming {
    let id: Id = message.get("id").and_then(|id| serde_json::from_value(id.clone()).ok()).unwrap_or_default();
    let invalid = |id: Id, why: String| Incoming::Invalid(id, Error { message: why.into(), ..Error::invalid_request() });
    if message.get("method").is_some() {
        return serde_json::from_value(message).map_or_else(|error| invalid(id, error.to_string()), Incoming::Request);
    }
    if message.get("result").is_some() || message.get("error").is_some() {
        // An error that breaks its own form is an error all the same: somebody waits for this answer.
        if let Some(error) = message.get_mut("error").filter(|error| serde_json::from_value::<Error>((*error).clone()).is_err()) {
            *error = serde_json::json!({"code": -32603, "message": error.to_string()});
        }
        return serde_json::from_value(message).map_or_else(|error| invalid(id, error.to_string()), Incoming::Response);
    }
    invalid(id, "neither a request nor an answer".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn messages_are_told_apart() {
        let cases = [
            (json!({"jsonrpc": "2.0", "id": 1, "method": "x"}), "request"),
            (json!({"jsonrpc": "2.0", "method": "x", "params": null}), "request"),
            (json!({"jsonrpc": "2.0", "id": 1, "result": null}), "response"),
            (json!({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "m", "more": 1}}), "response"),
            (json!({"jsonrpc": "2.0", "id": 1, "error": "odd"}), "response"),
            (json!({"id": 1, "method": "x"}), "invalid"),
            (json!({"jsonrpc": "2.0", "id": {}, "method": 7}), "invalid"),
            (json!({"jsonrpc": "2.0"}), "invalid"),
            (json!([]), "invalid"),
            (json!(null), "invalid"),
        ];
        for (message, expected) in cases {
            let found = match classify(message.clone()) {
                Incoming::Request(_) => "request",
                Incoming::Response(_) => "response",
                Incoming::Invalid(_, error) => {
                    assert_eq!(error.code.code(), -32600);
                    "invalid"
                }
            };
            assert_eq!(found, expected, "{message}");
        }
    }
}
