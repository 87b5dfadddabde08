//! How documents are read.

mod core_schema;
mod cursor;
mod data;
mod yaml;
