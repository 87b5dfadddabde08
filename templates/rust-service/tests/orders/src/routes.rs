// Made by ouroboros: generator `rust-service`, template `src/routes.rs.j2`.
//! What the service does: one module per route, yours to edit.

pub mod cancel_order;
pub mod list_orders;
pub mod place_order;
pub mod show_order;
