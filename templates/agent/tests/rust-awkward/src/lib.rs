// Made by ouroboros: generator `agent`, template `rust/lib.rs.j2`.
//! Says "it's" \ back\\slash */ {{ name }} {% raw %} <!-- --> """ ''' `tick` #{x} ${HOME} second line third 🐍 é

pub mod handlers;
mod server;
pub mod types;

pub use server::Agent;
