//! What an agent can do, as it says itself.

use rmcp::model::{ClientRequest, ListToolsRequest, PaginatedRequestParams, ServerResult};
use rmcp::service::{Peer, RoleClient};
use serde_json::Value;

use super::unexpected;
use crate::capability::Capability;

/// The most tools of one agent.
const TOOLS: usize = 1000;
/// The most pages of them.
const PAGES: usize = 100;

/// All of its tools, in its own order.
///
/// # Errors
/// What went wrong: a message.
pub async fn list(peer: &Peer<RoleClient>) -> Result<Vec<Capability>, String> {
    let mut out: Vec<Capability> = Vec::new();
    let mut cursor = None;
    for _ in 0..PAGES {
        let params = PaginatedRequestParams::default().with_cursor(cursor.clone());
        let request = ListToolsRequest::with_param(params);
        let answer = peer.send_request(ClientRequest::ListToolsRequest(request)).await.map_err(|error| error.to_string())?;
        let ServerResult::ListToolsResult(page) = answer else { return Err(unexpected(&answer, "a list of tools")) };
        for tool in page.tools {
            let name = tool.name.into_owned();
            if out.iter().any(|known| known.name == name) {
                return Err(format!("it has two tools that are called `{name}`"));
            }
            out.push(Capability {
                name,
                description: tool.description.map(Into::into),
                input: Value::Object((*tool.input_schema).clone()),
                output: tool.output_schema.map(|schema| Value::Object((*schema).clone())),
            });
        }
        if out.len() > TOOLS {
            return Err(format!("it has more than {TOOLS} tools"));
        }
        match page.next_cursor {
            None => return Ok(out),
            next if next == cursor => return Err("its list of tools does not end: a page leads to itself".to_owned()),
            next => cursor = next,
        }
    }
    Err(format!("its list of tools has more than {PAGES} pages"))
}
