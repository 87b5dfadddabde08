//! What came of a call: as data, or why there is none.

use rmcp::model::{CallToolResult, ContentBlock, ErrorCode, ServerResult};
use rmcp::service::ServiceError;
use serde_json::{Value, json};

use super::unexpected;
use crate::agent::CallError;

/// The answer: its structured content, else its text, else whatever content it has. That an answer without any content is
/// none at all is known to the protocol only since it was asked for.
pub fn value(result: ServerResult) -> Result<Value, CallError> {
    let result = match result {
        ServerResult::CallToolResult(result) => result,
        ServerResult::EmptyResult(_) | ServerResult::TaskAckResult(_) => CallToolResult::default(),
        ServerResult::InputRequiredResult(_) => {
            return Err(CallError::Refused(
                "it asks for something that a task cannot give: what a person types, or a model's answer".to_owned(),
            ));
        }
        other => return Err(CallError::Failed(unexpected(&other, "the result of a tool"))),
    };
    if result.is_error == Some(true) {
        let said = text(&result.content).filter(|said| !said.trim().is_empty());
        let said = said.or_else(|| result.structured_content.as_ref().map(Value::to_string));
        return Err(CallError::Failed(said.unwrap_or_else(|| "it failed, and says no more".to_owned())));
    }
    Ok(match result.structured_content {
        Some(structured) => structured,
        None => text(&result.content).map_or_else(|| json!({ "content": result.content }), Value::String),
    })
}

/// Why a request failed.
pub fn failed(error: ServiceError) -> CallError {
    match error {
        ServiceError::McpError(error) => match error.code {
            ErrorCode::INVALID_PARAMS | ErrorCode::METHOD_NOT_FOUND | ErrorCode::INVALID_REQUEST => {
                CallError::Refused(error.message.into_owned())
            }
            _ => CallError::Failed(error.message.into_owned()),
        },
        ServiceError::Cancelled { .. } => CallError::Cancelled,
        ServiceError::TransportClosed | ServiceError::TransportSend(_) => CallError::Gone(error.to_string()),
        other => CallError::Failed(other.to_string()),
    }
}

/// All of it, when it is text only.
fn text(content: &[ContentBlock]) -> Option<String> {
    let texts = content.iter().map(|block| match block {
        ContentBlock::Text(text) => Some(text.text.as_str()),
        _ => None,
    });
    texts.collect::<Option<Vec<_>>>().map(|texts| texts.join("\n"))
}
