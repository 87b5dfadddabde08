//! Being built.

use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(_source: &Source<'_>, _out: &mut Output) {}

/// Whether an encoding cookie names an encoding that is not UTF-8.
pub fn declares_other_encoding(_bytes: &[u8]) -> bool {
    false
}
