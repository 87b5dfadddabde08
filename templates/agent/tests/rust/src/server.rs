// Made by ouroboros: generator `agent`, template `rust/server.rs.j2`.
//! Offers the capabilities as MCP tools.

use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};
use rmcp::{Json, ServerHandler, tool, tool_handler, tool_router};

use crate::{handlers, types};

/// The agent's server, with a tool for each capability.
#[derive(Debug, Clone, Default)]
pub struct Agent;

#[tool_router]
impl Agent {
    /// Rebuilds the index of one folder.
    #[tool(name = "reindex")]
    async fn call_reindex(
        &self,
        Parameters(input): Parameters<types::reindex::Input>,
    ) -> Result<Json<types::reindex::Output>, String> {
        reply(handlers::reindex::handle(input).await)
    }

    /// Forgets everything.
    #[tool(name = "drop-index")]
    async fn call_drop_index(
        &self,
        Parameters(input): Parameters<types::drop_index::Input>,
    ) -> Result<Json<types::drop_index::Output>, String> {
        reply(handlers::drop_index::handle(input).await)
    }
}

/// A failure becomes a result that says so, with its causes: the caller reads it.
fn reply<T>(result: anyhow::Result<T>) -> Result<Json<T>, String> {
    match result {
        Ok(output) => Ok(Json(output)),
        Err(error) => Err(format!("{error:#}")),
    }
}

#[tool_handler]
impl ServerHandler for Agent {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new(
                env!("CARGO_PKG_NAME"),
                env!("CARGO_PKG_VERSION"),
            ))
            .with_instructions(env!("CARGO_PKG_DESCRIPTION"))
    }
}
