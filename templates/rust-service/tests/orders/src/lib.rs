// Made by ouroboros: generator `rust-service`, template `src/lib.rs.j2`.
//! Takes the orders of the shop.

mod app;
mod config;
mod health;
mod routes;
mod state;

pub use app::app;
pub use config::Config;
pub use state::AppState;
