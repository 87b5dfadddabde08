// Made by ouroboros: generator `agent`, template `rust/lib.rs.j2`.
//! Keeps the search index of the shop up to date.

pub mod handlers;
mod server;
pub mod types;

pub use server::Agent;
