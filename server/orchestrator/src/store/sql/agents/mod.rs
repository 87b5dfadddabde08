//! What is done to agents.

mod change;
mod own;
mod rows;

pub(crate) use change::{Approve, Declare, Desire, Remove};
pub(crate) use own::{Disown, Own, Report};
pub(crate) use rows::{all, one};
