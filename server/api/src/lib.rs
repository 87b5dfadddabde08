//! HTTP and MCP.
