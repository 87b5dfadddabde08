//! HTTP and MCP.

pub mod operations;
