//! `ouroboros stats`: the benchmark that ships. What a person waits for, on their own repository.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::root;
use crate::stats::{self, Plan};

/// Options of `stats`.
#[derive(Args)]
pub struct Options {
    /// The repository; the current folder when none is named.
    path: Option<PathBuf>,
    /// How many edits to time, and each is taken back, which is timed too.
    #[arg(long, default_value_t = 200, value_name = "N")]
    edits: usize,
    /// Which random edits.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// How to print the figures.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs it. Nothing is written: edits are made in memory, as an editor's are.
///
/// # Errors
/// A path that does not exist.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let target = root::find(options.path.as_slice())?;
    let figures = stats::measure(&target.root, &Plan { edits: options.edits, seed: options.seed })?;
    match options.format {
        Format::Text => anstream::print!("{figures}"),
        Format::Json => anstream::println!("{}", serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?),
    }
    Ok(ExitCode::SUCCESS)
}
