//! The generator: from DNA and templates to code, types, tests and documentation, and back.
//!
//! Everything here returns data. [`project`] holds the queries: the generators of a root, what they make, and how that
//! compares with what is on the disk. [`changes`] turns that into what is to be written, and `workspace` writes it, all
//! or nothing.
//!
//! **Invariant:** what is made depends on the DNA, the templates and nothing else.

pub mod case;
pub mod changes;
pub mod completing;
pub mod engine;
pub mod formatting;
pub mod given;
pub mod golden;
pub mod guard;
pub mod judge;
mod likejinja;
pub mod literal;
pub mod lock;
pub mod make;
pub mod maker;
pub mod merge;
pub mod metered;
pub mod offered;
pub mod origin;
pub mod outpath;
pub mod partials;
pub mod pattern;
pub mod problem;
pub mod project;
pub mod provenance;
pub mod readback;
pub mod region;
pub mod seen;
pub mod shipped;
pub mod standing;
pub mod templates;
pub mod v0;
mod weight;
