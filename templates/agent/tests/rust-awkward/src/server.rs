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
    /// """quoted""" at both ends\
    #[tool(name = "a")]
    async fn call_a(
        &self,
        Parameters(input): Parameters<types::a::Input>,
    ) -> Result<Json<types::a::Output>, String> {
        reply(handlers::a::handle(input).await)
    }

    /// // comment
    #[tool(name = "models")]
    async fn call_models(
        &self,
        Parameters(input): Parameters<types::models::Input>,
    ) -> Result<Json<types::models::Output>, String> {
        reply(handlers::models::handle(input).await)
    }

    /// # A heading, and a text that is a good deal longer than the hundred or hundred and twenty columns that formatters like to keep to.
    #[tool(name = "rebuild-the-whole-customer-search-index")]
    async fn call_rebuild_the_whole_customer_search_index(
        &self,
        Parameters(input): Parameters<types::rebuild_the_whole_customer_search_index::Input>,
    ) -> Result<Json<types::rebuild_the_whole_customer_search_index::Output>, String> {
        reply(handlers::rebuild_the_whole_customer_search_index::handle(input).await)
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
