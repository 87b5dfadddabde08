//! What is done to tasks.

mod attempts;
mod change;
mod claim;
mod read;
mod submit;
mod sweep;

pub(crate) use attempts::{Beats, Finish};
pub(crate) use change::{Cancel, Retry};
pub(crate) use claim::Claim;
pub(crate) use read::{counts, list, one, result};
pub(crate) use submit::Submit;
pub(crate) use sweep::Sweep;
