// Made by ouroboros: generator `agent`, template `rust/types.rs.j2`.
//! What each capability takes and gives; the schemas of the tools are made from these types.

pub mod drop_index;
pub mod reindex;
