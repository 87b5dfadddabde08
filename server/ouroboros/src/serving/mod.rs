//! What `serve` needs besides the server: which store, which process has a workspace, what the system wants to hear.

pub mod place;
pub mod service;
pub mod store;
