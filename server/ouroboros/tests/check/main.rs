//! What the options of `check` do, and `init`: the program run in small repositories.

#![allow(clippy::disallowed_methods)] // tests may

mod baseline;
#[path = "../common/mod.rs"]
mod common;
mod fixes;
mod formats;
mod init;
mod owners;
mod stdin;
mod watch;
