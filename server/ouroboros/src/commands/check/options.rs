//! The command line of `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use oracle::{Level, Severity};

/// Options of `check`.
#[derive(Args)]
pub struct Options {
    /// Files or folders to report on; the current folder when none is named.
    pub paths: Vec<PathBuf>,
    /// Show findings up to this level only.
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<Level>,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Write the report to this file, all or nothing, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 1 when something at least this bad was found; overrides the repository's own choice.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Show infos one by one where they are only counted otherwise (formats text and github).
    #[arg(short, long)]
    pub verbose: bool,
    /// Neither use nor keep what was read for another run.
    #[arg(long, env = "OUROBOROS_NO_CACHE")]
    pub no_cache: bool,
    /// Show no progress bar.
    #[arg(long)]
    pub no_progress: bool,
}

/// How the report is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: findings with the lines they are about, and a summary.
    Text,
    /// For programs: see `ouroboros schema report`.
    Json,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// What makes a check fail.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Anything.
    Info,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
}

impl From<FailOn> for Severity {
    fn from(choice: FailOn) -> Severity {
        match choice {
            FailOn::Info => Severity::Info,
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Error,
        }
    }
}
