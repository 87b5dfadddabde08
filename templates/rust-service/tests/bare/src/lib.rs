// Made by ouroboros: generator `rust-service`, template `src/lib.rs.j2`.
//! Answers probes.

mod app;
mod config;
mod health;
mod state;

pub use app::app;
pub use config::Config;
pub use state::AppState;
