//! `ouroboros check`: everything at once, for a terminal or a pipeline.
//!
//! [`options`] is the command line, [`judge`] makes the report and sends it through [`steps`], [`print`] writes
//! it down; here stands what happens in which order, and what the exit code is.

mod judge;
mod options;
mod print;
mod steps;

use std::path::PathBuf;
use std::process::ExitCode;

use oracle::{Host, Severity, Snapshot};
use workspace::{Root, SeverityOverride};

pub use options::Options;
use steps::Context;

use crate::{output, root};

/// Runs it.
///
/// # Errors
/// Paths that do not exist or belong to no common root, output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let target = root::find(&options.paths)?;
    let host = Host::new(std::env::var_os("VIRTUAL_ENV").map(PathBuf::from));
    let mut host = if options.no_cache { host } else { host.remembering() };
    let root = host.open_root(&target.root);
    let snapshot = host.snapshot();
    let context = Context { options, snapshot: &snapshot, root, target: &target };
    let report = judge::report(&context)?;
    if report.statistics.files == 0 {
        let what = options.paths.first().map_or_else(|| ".".to_owned(), |path| path.display().to_string());
        tracing::warn!("there is nothing to check in {what}: no files, or all of them are ignored");
    }
    let fail_on = fail_on(options, &snapshot, root);
    print::report(&context, &report, fail_on, output)?;
    snapshot.remember(root).map_err(|_| "internal error: cancelled although nothing writes".to_owned())?;
    let failed = fail_on.is_some_and(|worst| report.worst() >= Some(worst));
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The least severity that makes the check fail; `None` when nothing does.
fn fail_on(options: &Options, snapshot: &Snapshot, root: Root) -> Option<Severity> {
    match options.fail_on {
        Some(choice) => Some(choice.into()),
        None => Severity::chosen(root.settings(snapshot.db()).fail_on.unwrap_or(SeverityOverride::Error)),
    }
}
