// Made by ouroboros: generator `agent`, template `rust/handlers.rs.j2`.
//! What the agent does: one module per capability, yours to edit.

pub mod drop_index;
pub mod reindex;
