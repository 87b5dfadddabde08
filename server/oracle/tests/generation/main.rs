//! The laws of generation: G makes files of a DNA, R reads values back from files.
//!
//! They are held over random declarations and edits, and over every generator that comes with the program.

mod arbitrary;
mod latency;
mod laws;
mod shipped;
mod world;
