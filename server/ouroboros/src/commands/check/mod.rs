//! `ouroboros check`: everything at once, for a terminal or a pipeline.
//!
//! [`options`] is the command line. A [`session`] makes reports and sends them through [`steps`], [`print`] writes
//! them down; [`fix`], [`watch`] and [`baseline`] do the same in their own ways. [`since`] and [`policy`] look into
//! the repository's history.

mod baseline;
mod fix;
mod options;
mod owner;
mod policy;
mod print;
mod session;
mod since;
mod steps;
mod watch;

use std::process::ExitCode;

pub use options::Options;
use session::Session;

use crate::output;

/// What is said when a computation was cancelled, which only a writer can do.
const CANCELLED: &str = "internal error: cancelled although nothing writes";

/// Runs it.
///
/// # Errors
/// Paths that do not exist or belong to no common root, steps that refuse, output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    options.make_sense()?;
    let mut session = Session::open(options)?;
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
        return baseline::write(&context, &session.judge(&snapshot)?, session.fail_on(&snapshot), output);
    }
    let checked = session.check(&snapshot)?;
    print::report(&context, &checked, output)?;
    Ok(if checked.fails() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
