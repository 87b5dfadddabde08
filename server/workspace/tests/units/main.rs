//! Texts, files and what is known of them, case by case.

#![allow(clippy::disallowed_methods)] // tests may

mod archive;
mod kept;
mod seen;
mod texts;
mod transaction;
mod trust;
