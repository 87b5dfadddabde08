//! The subcommands, one file each: `Options` for clap, and `run`, which returns the exit code or a message.

pub mod agents;
pub mod check;
pub mod completions;
pub mod explain;
pub mod generate;
pub mod graph;
pub mod init;
pub mod lsp;
pub mod map;
pub mod mcp;
pub mod rules;
pub mod schema;
pub mod serve;
pub mod stats;
pub mod tasks;
pub mod trust;
pub mod why;
