//! `ouroboros check`: everything at once, for a terminal or a pipeline.
//!
//! [`options`] is the command line. A [`session`] makes reports and sends them through [`steps`], [`print`] writes
//! them down; [`fix`], [`watch`] and [`baseline`] do the same in their own ways. [`probes`] runs what may be
//! run first. [`since`] and [`policy`] look into
//! the repository's history.

mod baseline;
mod fix;
mod options;
mod owner;
mod policy;
mod print;
mod probes;
mod session;
mod since;
mod steps;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

pub use options::Options;
use session::Session;

use crate::output;

/// What is said when a computation was cancelled, which only a writer can do.
const CANCELLED: &str = "internal error: cancelled although nothing writes";

/// Writes a baseline of what there is now to `file`, in the root that `paths` belong to, and says how many findings
/// in how many files it knows; `None`: there is nothing to know, and nothing was written.
///
/// # Errors
/// Those of checking, and of writing.
pub fn write_first_baseline(paths: Vec<PathBuf>, file: PathBuf) -> Result<Option<(usize, usize)>, String> {
    let options = Options { paths, baseline: Some(file), write_baseline: true, ..Options::default() };
    let session = Session::open(&options)?;
    let snapshot = session.host.snapshot();
    let (report, fail_on) = (session.judge(&snapshot)?, session.fail_on(&snapshot));
    if report.worst().is_none_or(|worst| worst < oracle::Severity::Warning) {
        return Ok(None);
    }
    let written = baseline::write(&session.context(&snapshot), &report, fail_on)?;
    Ok(Some((written.now.findings(), written.now.files())))
}

/// Runs it.
///
/// # Errors
/// Paths that do not exist or belong to no common root, steps that refuse, output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    options.make_sense()?;
    let mut session = Session::open(options)?;
    session.fetch()?;
    if options.watch {
        return watch::run(session, output);
    }
    if options.fix {
        let fixed = fix::in_memory(&mut session)?;
        if options.diff {
            return fix::show(&session, &fixed, output);
        }
        fix::save(&mut session, fixed);
    }
    let snapshot = session.host.snapshot();
    let context = session.context(&snapshot);
    if baseline::is_wanted(options) {
        let written = baseline::write(&context, &session.judge(&snapshot)?, session.fail_on(&snapshot))?;
        return baseline::say(&context, &written, output).map(|()| ExitCode::SUCCESS);
    }
    let checked = session.check(&snapshot)?;
    print::report(&context, &checked, output)?;
    session.remember(&snapshot)?;
    let code = if checked.fails() { ExitCode::from(1) } else { ExitCode::SUCCESS };
    // The process ends here: taking a database apart piece by piece, only to do so, takes as long as a twentieth of a check.
    std::mem::forget((snapshot, session));
    Ok(code)
}
