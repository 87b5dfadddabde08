// Made by ouroboros: generator `rust-service`, template `src/lib.rs.j2`.
//! Says "it's" \ back\\slash */ {{ name }} {% raw %} <!-- --> ``` #{x} ${HOME} second line third 🐍 é

mod app;
mod config;
mod health;
mod routes;
mod state;

pub use app::app;
pub use config::Config;
pub use state::AppState;
