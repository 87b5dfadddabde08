//! What is kept in memory to answer fast, and follows the store.

mod directory;
mod maps;
mod task;

pub use directory::{Directory, Listing, Wanted};
pub use maps::{Map, Maps};
pub use task::{Waited, wait_for};
