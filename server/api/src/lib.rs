//! HTTP and MCP, and the operations that they and the built-in agents share.
//!
//! A [`Server`] answers for a store: it holds nothing that another process of the same store would not answer as well. A
//! request passes [`shell`] (for whom, by whom, how often, how large, how long), then its one handler in [`routes`], which reads
//! the store or submits a task; what agents do is theirs.
//!
//! **Invariant:** nothing is served without a token but probes, the description of the API and the pages of the dashboard;
//! nothing changes anything for a viewer.
//!
//! **Invariant:** every error is a [`problem::Problem`].

pub mod app;
pub mod auth;
pub mod config;
mod dashboard;
pub mod extract;
pub mod mcp;
pub mod net;
pub mod observe;
pub mod openapi;
pub mod operations;
pub mod problem;
pub mod read;
mod routes;
pub mod server;
pub mod shell;
pub mod view;

pub use auth::Source;
pub use config::{Config, Limits, Root};
pub use net::Cidr;
pub use observe::{Telemetry, telemetry};
pub use server::{Additions, Bound, Routes, Server};
