//! `ouroboros check`: everything at once, for a terminal or a pipeline.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use oracle::{Change, Host, Level, Report, Severity, Snapshot};
use workspace::{Date, Root, SeverityOverride};

use crate::format::{View, github, json, sarif, text};
use crate::progress::Progress;
use crate::root::Target;
use crate::{output, root};

/// Options of `check`.
#[derive(Args)]
pub struct Options {
    /// Files or folders to report on; the current folder when none is named.
    paths: Vec<PathBuf>,
    /// Show findings up to this level only.
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    /// How to write the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to this file, all or nothing, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Exit with 1 when something at least this bad was found; overrides the repository's own choice.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Show infos one by one where they are only counted otherwise (formats text and github).
    #[arg(short, long)]
    verbose: bool,
    /// The day by which suppressions end, as YYYY-MM-DD; the system's, in UTC, when none is named.
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
    /// Show no progress bar.
    #[arg(long)]
    no_progress: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: findings with the lines they are about, and a summary.
    Text,
    /// For programs: see `ouroboros schema report`.
    Json,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Info,
    Warning,
    Error,
}

/// Runs it.
///
/// # Errors
/// Paths that do not exist or belong to no common root, output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let target = root::find(&options.paths)?;
    let mut host = Host::new(std::env::var_os("VIRTUAL_ENV").map(PathBuf::from));
    host.apply(Change::Today { date: options.today.unwrap_or_else(crate::today::today) });
    let root = host.open_root(&target.root);
    let snapshot = host.snapshot();
    let report = report(options, &snapshot, root, &target)?;
    if report.statistics.files == 0 {
        let what = options.paths.first().map_or_else(|| ".".to_owned(), |path| path.display().to_string());
        tracing::warn!("there is nothing to check in {what}: no files, or all of them are ignored");
    }
    let fail_on = fail_on(options, &snapshot, root);
    let view = View {
        db: snapshot.db(),
        root,
        report: &report,
        infos: options.verbose || fail_on == Some(Severity::Info),
        width: if options.output.is_some() { output::WIDTH } else { output::width() },
    };
    let written = match options.format {
        Format::Text => text::write(&view),
        Format::Json => json::write(&report),
        Format::Sarif => sarif::write(&view),
        Format::Github => github::write(&view, &github::prefix(checkout().as_deref(), &target.root)),
    };
    match &options.output {
        None => output.print(&written)?,
        Some(path) => {
            let written = if output.color == output::Color::Always { written } else { output::plain(&written) };
            workspace::write::atomically(path, written.as_bytes())
                .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
        }
    }
    let failed = fail_on.is_some_and(|worst| report.worst() >= Some(worst));
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn report(options: &Options, snapshot: &Snapshot, root: Root, target: &Target) -> Result<Report, String> {
    let cancelled = |_| "internal error: cancelled although nothing writes".to_owned();
    let progress = Progress::new(!options.no_progress);
    snapshot.prime(root, &|done, all| progress.at(done, all)).map_err(cancelled)?;
    drop(progress);
    let report = snapshot.report(root, &|path| target.wants(path)).map_err(cancelled)?;
    Ok(match options.level {
        Some(level) => report.up_to(level),
        None => report,
    })
}

/// The least severity that makes the check fail; `None` when nothing does.
fn fail_on(options: &Options, snapshot: &Snapshot, root: Root) -> Option<Severity> {
    match options.fail_on {
        Some(FailOn::Info) => Some(Severity::Info),
        Some(FailOn::Warning) => Some(Severity::Warning),
        Some(FailOn::Error) => Some(Severity::Error),
        None => Severity::chosen(root.settings(snapshot.db()).fail_on.unwrap_or(SeverityOverride::Error)),
    }
}

/// The folder that GitHub's paths are relative to.
fn checkout() -> Option<PathBuf> {
    use workspace::FileSystem;
    workspace::Disk.canonicalize(&PathBuf::from(std::env::var_os("GITHUB_WORKSPACE")?)).ok()
}
