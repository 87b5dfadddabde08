// Made by ouroboros: generator `agent`, template `rust/main.rs.j2`.
//! Serves the agent on standard input and output until the input ends.

use rmcp::ServiceExt;
use rmcp::transport::stdio;
use tracing_subscriber::EnvFilter;

use reindexer::Agent;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Standard output carries the protocol.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    Agent.serve(stdio()).await?.waiting().await?;
    Ok(())
}
