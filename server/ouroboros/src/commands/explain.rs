//! `ouroboros explain`: the page of a rule.

use std::process::ExitCode;

use clap::Args;
use oracle::rule::find;

use crate::format::page;
use crate::output;

/// Options of `explain`.
#[derive(Args)]
pub struct Options {
    /// A rule's code, with or without its level: `L4/import-cycle` or `import-cycle`.
    code: String,
}

/// Runs it.
///
/// # Errors
/// A code that no rule has.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let rule = find(&options.code)?;
    let text = if output.coloured() { page::write(rule.page, output::width()) } else { rule.page.to_owned() };
    output.print(&text)?;
    Ok(ExitCode::SUCCESS)
}
