//! Being built.

use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(_source: &Source<'_>, _out: &mut Output) {}
