//! The command line of `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use oracle::{Level, Severity};
use workspace::Date;

/// Options of `check`.
#[derive(Args, Default)]
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
    /// Do not fail on the findings that this file knows; the repository's own (`checks.baseline`) when absent.
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,
    /// Write all findings there are into the baseline; of what is not looked at, it keeps what it knows.
    #[arg(long, help_heading = "Baseline", conflicts_with_all = ["prune_baseline", "output", "statistics", "fix", "watch", "stdin_filename", "owner"])]
    pub write_baseline: bool,
    /// Take what nothing matches any more out of the baseline, and add nothing.
    #[arg(long, help_heading = "Baseline", conflicts_with_all = ["output", "statistics", "fix", "watch", "stdin_filename", "owner"])]
    pub prune_baseline: bool,
    /// Report only what the common ancestor of this revision and HEAD had not: `origin/main`, a tag, a commit.
    #[arg(long, value_name = "REV", help_heading = "History", conflicts_with_all = ["watch", "fix", "stdin_filename", "write_baseline", "prune_baseline"])]
    pub since: Option<String>,
    /// Judge by the DNA, the ignore files, the baseline and the accepting comments of this revision, not by those
    /// of the working tree.
    #[arg(long, value_name = "REV", help_heading = "History", conflicts_with_all = ["watch", "fix", "stdin_filename", "write_baseline", "prune_baseline"])]
    pub policy_rev: Option<String>,
    /// Apply the safe fixes of all findings that are shown, then check again.
    #[arg(long, help_heading = "Fixes", conflicts_with_all = ["watch", "stdin_filename"])]
    pub fix: bool,
    /// With --fix: print what would change and write nothing. Exits with 1 when something would.
    #[arg(long, help_heading = "Fixes", requires = "fix", conflicts_with_all = ["output", "statistics"])]
    pub diff: bool,
    /// Run the probes that the DNA declares and a person has approved (`ouroboros trust`), one after the other.
    #[arg(long, help_heading = "Probes", conflicts_with_all = ["watch", "fix", "stdin_filename", "policy_rev", "write_baseline", "prune_baseline"])]
    pub probes: bool,
    /// Trust the repository for this run: all of its probes are run.
    #[arg(long, help_heading = "Probes", requires = "probes")]
    pub trust: bool,
    /// Check again whenever something changes, until Ctrl-C.
    #[arg(short, long, conflicts_with = "stdin_filename")]
    pub watch: bool,
    /// Read the text of this file from standard input, and report on that file only.
    #[arg(long, value_name = "PATH", conflicts_with = "paths")]
    pub stdin_filename: Option<PathBuf>,
    /// Print how often each rule found something, instead of the findings (formats text and json).
    #[arg(long)]
    pub statistics: bool,
    /// Show findings only in files that CODEOWNERS gives to this owner. May be given several times.
    #[arg(long, value_name = "NAME")]
    pub owner: Vec<String>,
    /// Show infos one by one where they are only counted otherwise (formats text and github).
    #[arg(short, long)]
    pub verbose: bool,
    /// The day by which suppressions end, as YYYY-MM-DD; the system's, in UTC, when none is named.
    #[arg(long, value_name = "DAY")]
    pub today: Option<Date>,
    /// Neither use nor keep what was read for another run.
    #[arg(long, env = "OUROBOROS_NO_CACHE")]
    pub no_cache: bool,
    /// Show no progress bar.
    #[arg(long)]
    pub no_progress: bool,
}

impl Options {
    /// What clap cannot say.
    ///
    /// # Errors
    /// Options that contradict each other.
    pub fn make_sense(&self) -> Result<(), String> {
        if self.statistics && !matches!(self.format, Format::Text | Format::Json) {
            return Err("--statistics is written as text or json".to_owned());
        }
        Ok(())
    }
}

/// How the report is written.
#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people: findings with the lines they are about, and a summary.
    #[default]
    Text,
    /// For programs: see `ouroboros schema report`.
    Json,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit's XML, for CI servers.
    Junit,
    /// One line a finding, for editors and other programs that read lines.
    Compact,
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
