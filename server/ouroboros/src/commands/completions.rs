//! `ouroboros completions`: what a shell needs to complete this program's command line.

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::output;

/// Options of `completions`.
#[derive(Args)]
pub struct Options {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs it for `command`, the program's whole command line.
///
/// # Errors
/// A standard output that cannot be written.
pub fn run(options: &Options, mut command: Command, output: output::Options) -> Result<ExitCode, String> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "ouroboros", &mut script);
    output.print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
