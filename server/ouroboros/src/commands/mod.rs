//! The subcommands, one file each: `Options` for clap, and `run`, which returns the exit code or a message.

pub mod check;
pub mod lsp;
pub mod stats;
