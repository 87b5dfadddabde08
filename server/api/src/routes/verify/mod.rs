//! Verifying a folder of a workspace, or an archive that is sent.

pub mod look;
pub mod submit;
mod upload;

/// The capability behind it.
const CAPABILITY: &str = "verify";
