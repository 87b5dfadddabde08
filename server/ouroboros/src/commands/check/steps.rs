//! From what was found to what is reported: one step after the other.
//!
//! A step is a function in a file of its own. It may take findings away, or mark them, and it may refuse. What
//! an option does to the report stands there and nowhere else; [`STEPS`] says in which order.

use oracle::{Report, Snapshot};
use workspace::Root;

use super::options::Options;
use super::policy::Policy;
use super::{baseline, owner, since};
use crate::root::Target;

/// What every step may ask.
pub struct Context<'a> {
    /// The command line.
    pub options: &'a Options,
    /// The state that was judged.
    pub snapshot: &'a Snapshot,
    /// The root that was checked.
    pub root: Root,
    /// What of it was asked for.
    pub target: &'a Target,
    /// The law, when it is not the working tree's own.
    pub policy: Option<&'a Policy>,
}

/// One step. Its error is a message for the person; the exit code is 2 then.
pub type Step = fn(&Context<'_>, Report) -> Result<Report, String>;

/// All of them, in order.
// The baseline comes first: it has to see everything, so as not to take what another step hides for mended.
const STEPS: &[Step] = &[baseline::step, since::step, level, owner::step];

/// Takes every step.
///
/// # Errors
/// The first one's that refuses.
pub fn all(context: &Context<'_>, report: Report) -> Result<Report, String> {
    STEPS.iter().try_fold(report, |report, step| step(context, report))
}

/// `--level`: nothing above it.
fn level(context: &Context<'_>, report: Report) -> Result<Report, String> {
    Ok(match context.options.level {
        Some(level) => report.up_to(level),
        None => report,
    })
}
