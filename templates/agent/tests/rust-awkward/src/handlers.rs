// Made by ouroboros: generator `agent`, template `rust/handlers.rs.j2`.
//! What the agent does: one module per capability, yours to edit.

pub mod a;
pub mod models;
pub mod rebuild_the_whole_customer_search_index;
