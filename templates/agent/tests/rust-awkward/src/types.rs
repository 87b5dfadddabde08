// Made by ouroboros: generator `agent`, template `rust/types.rs.j2`.
//! What each capability takes and gives; the schemas of the tools are made from these types.

pub mod a;
pub mod models;
pub mod rebuild_the_whole_customer_search_index;
