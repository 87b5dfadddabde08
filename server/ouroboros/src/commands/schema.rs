//! `ouroboros schema`: the JSON Schemas of what this program writes.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::output;

/// Options of `schema`.
#[derive(Args)]
pub struct Options {
    /// Of what.
    #[arg(value_enum)]
    schema: Schema,
}

#[derive(Clone, Copy, ValueEnum)]
enum Schema {
    /// The report of `check --format json`.
    Report,
}

/// Runs it.
///
/// # Errors
/// A standard output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let Schema::Report = options.schema;
    output.print(oracle::report::schema())?;
    Ok(ExitCode::SUCCESS)
}
