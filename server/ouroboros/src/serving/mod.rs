//! What `serve` needs besides the server: which store, which process has a workspace, who works in it, what the system
//! wants to hear.

pub mod beside;
pub mod declared;
pub mod place;
pub mod probe;
pub mod service;
pub mod store;
pub mod tools;
pub mod worker;
