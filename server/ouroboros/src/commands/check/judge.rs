//! The report: everything is read and judged on all cores, then every step is taken.

use oracle::Report;

use super::steps::{self, Context};
use crate::progress::Progress;

/// What is reported in the end.
///
/// # Errors
/// Those of the steps.
pub fn report(context: &Context<'_>) -> Result<Report, String> {
    let cancelled = |_| "internal error: cancelled although nothing writes".to_owned();
    let progress = Progress::new(!context.options.no_progress);
    context.snapshot.prime(context.root, &|done, all| progress.at(done, all)).map_err(cancelled)?;
    drop(progress);
    let report = context.snapshot.report(context.root, &|path| context.target.wants(path)).map_err(cancelled)?;
    steps::all(context, report)
}
