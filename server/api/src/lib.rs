//! HTTP and MCP, and the operations that they and the built-in agents share.

pub mod mcp;
pub mod operations;
