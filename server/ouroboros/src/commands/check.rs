//! `ouroboros check`: everything at once, for a terminal or a pipeline.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use oracle::{Host, Severity};

use crate::root;

/// Options of `check`.
#[derive(Args)]
pub struct Options {
    /// Files or folders to report on; the current folder when none is named.
    paths: Vec<PathBuf>,
}

/// Runs it.
///
/// # Errors
/// Paths that do not exist.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let target = root::find(&options.paths)?;
    let mut host = Host::new(std::env::var_os("VIRTUAL_ENV").map(PathBuf::from));
    let root = host.open_root(&target.root);
    let snapshot = host.snapshot();
    let cancelled = |_| "internal error: cancelled although nothing writes".to_owned();
    snapshot.prime(root, &|_, _| {}).map_err(cancelled)?;
    let report = snapshot.report(root, &|path| target.wants(path)).map_err(cancelled)?;
    for finding in &report.findings {
        anstream::println!(
            "{}:{}:{}: {} {}: {}",
            finding.path,
            finding.start.line + 1,
            finding.start.column + 1,
            finding.severity.as_str(),
            finding.code,
            finding.message
        );
    }
    anstream::println!("{:?}", report.statistics);
    Ok(if report.worst() >= Some(Severity::Error) { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
