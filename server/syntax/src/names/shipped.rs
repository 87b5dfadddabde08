//! The files below `queries/`, which come with the program.

/// Path and text of each, by path.
pub(super) const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/queries.rs"));
