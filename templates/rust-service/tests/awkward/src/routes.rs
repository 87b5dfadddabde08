// Made by ouroboros: generator `rust-service`, template `src/routes.rs.j2`.
//! What the service does: one module per route, yours to edit.

pub mod a;
pub mod a_handler_with_a_name_of_forty_letters;
pub mod patch;
