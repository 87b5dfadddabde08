//! Puts the files below `queries/` into the program.

#![allow(clippy::disallowed_methods)] // a build script may

#[path = "../embed.rs"]
mod embed;

fn main() -> std::io::Result<()> {
    embed::embed("../../queries", "queries.rs", |name| name.ends_with(".scm") || name.ends_with(".yaml"))
}
