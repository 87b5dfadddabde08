//! What handlers take from a request; each says what is wrong as a [`crate::problem::Problem`].

pub mod body;
mod params;
mod versions;

pub use body::Json;
pub use params::{AgentId, Id, Query, is_agent_id};
pub use versions::{etag, if_match, is_known};
