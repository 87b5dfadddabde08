//! `ouroboros schema`: the JSON Schemas of what this program reads and writes.

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
    /// DNA, the declared architecture of a repository.
    Dna,
    /// A generator as systems before version 1 wrote it.
    DnaV0,
    /// The file of a generator, `generator.yaml`.
    Generator,
    /// The manifest of an agent, `*.agent.yaml`.
    Agent,
    /// The settings of an editor, which are below `ouroboros` there.
    Settings,
}

/// Runs it.
///
/// # Errors
/// A standard output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    output.print(match options.schema {
        Schema::Report => oracle::report::schema(),
        Schema::Dna => dna::schema(),
        Schema::DnaV0 => schemas::text("dna-v0").unwrap_or_default(),
        Schema::Generator => schemas::text("generator").unwrap_or_default(),
        Schema::Agent => schemas::text("agent").unwrap_or_default(),
        Schema::Settings => lsp::settings_schema(),
    })?;
    Ok(ExitCode::SUCCESS)
}
