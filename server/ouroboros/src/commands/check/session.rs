//! One root, opened to be checked once or again and again.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oracle::{Change, Document, Host, Report, Severity, Snapshot};
use workspace::{Disk, FileSystem, Root, SeverityOverride};

use super::CANCELLED;
use super::options::Options;
use super::policy::Policy;
use super::steps::{self, Context};
use crate::fetching::Fetcher;
use crate::progress::Progress;
use crate::root::{self, Target};

/// How often what was fetched is asked what it wants.
const MOST_ROUNDS: usize = 4;

/// The host of the root, and what of it was asked for.
pub struct Session<'a> {
    /// The command line.
    pub options: &'a Options,
    /// Holds all state.
    pub host: Host,
    /// The root.
    pub root: Root,
    /// What of it was asked for.
    pub target: Target,
    /// Whether files were read to judge them, and not just an earlier report.
    has_read: Cell<bool>,
    /// The law, when it is not the working tree's own.
    pub policy: Option<Policy>,
}

/// What came of a check.
pub struct Checked {
    /// What is reported.
    pub report: Report,
    /// The least severity that makes the check fail; `None` when nothing does.
    pub fail_on: Option<Severity>,
}

impl Checked {
    /// Whether the exit code is 1.
    pub fn fails(&self) -> bool {
        let stale = self.report.baseline.as_ref().is_some_and(|baseline| !baseline.stale.is_empty());
        stale || self.fail_on.is_some_and(|worst| self.report.worst() >= Some(worst))
    }
}

impl<'a> Session<'a> {
    /// Opens the root that the options name, and lays the text of standard input over its file.
    ///
    /// # Errors
    /// Paths that do not exist or belong to no common root; a standard input that is no text.
    pub fn open(options: &'a Options) -> Result<Session<'a>, String> {
        let policy = Policy::of(options)?;
        let target = match (&options.stdin_filename, &policy) {
            (Some(path), _) => root::of_file(path)?,
            (None, Some(policy)) => policy.target.clone(),
            (None, None) => root::find(&options.paths)?,
        };
        let system = policy.as_ref().map_or_else(|| Arc::new(Disk) as Arc<dyn FileSystem>, |policy| policy.over(Arc::new(Disk)));
        let host = Host::with_system(system, root::activated());
        // What is kept is about the working tree as it is.
        let mut host = if options.no_cache || policy.is_some() { host } else { host.remembering() };
        // A law that is elsewhere than in the working tree is the same for everybody.
        if policy.is_none() {
            let fetcher = Fetcher::new(!options.no_cache);
            if fetcher.allows_any(&target.root) {
                host = host.with_fetching(move |roots, wanted| fetcher.fetch(roots, wanted));
            }
        }
        host.apply(Change::Today { date: options.today.unwrap_or_else(crate::today::today) });
        let root = host.open_root(&target.root);
        if let (Some(_), Some(path)) = (&options.stdin_filename, target.only.first()) {
            let text = String::from_utf8(stdin()?).map_err(|_| "standard input is not UTF-8".to_owned())?;
            let path = path.under(&target.root);
            host.apply(Change::Open { document: Document::Disk(path), text, version: 0, language: None });
        }
        if options.probes {
            super::probes::run(&mut host, root, &target.root, options.trust)?;
        }
        let mut session = Session { options, host, root, target, policy, has_read: Cell::new(false) };
        if let Some(policy) = &session.policy {
            // On all cores first, since all comments are read.
            prime(&session.host.snapshot(), root, options)?;
            policy.judge_comments(&mut session.host, root)?;
        }
        Ok(session)
    }

    /// What the steps and formats may ask, about the state that `snapshot` is of.
    pub fn context<'b>(&'b self, snapshot: &'b Snapshot) -> Context<'b> {
        Context { options: self.options, snapshot, root: self.root, target: &self.target, policy: self.policy.as_ref() }
    }

    /// Checks, without taking any step.
    ///
    /// # Errors
    /// None but internal ones.
    pub fn judge(&self, snapshot: &Snapshot) -> Result<Report, String> {
        let cancelled = |_| CANCELLED.to_owned();
        // What is elsewhere may not be what it was.
        let is_whole = self.target.only.is_empty() && self.host.fetching().is_none();
        if is_whole && let Some(report) = snapshot.kept_report(self.root).map_err(cancelled)? {
            return Ok(report);
        }
        self.has_read.set(true);
        prime(snapshot, self.root, self.options)?;
        let mut report = snapshot.report(self.root, &|path| self.target.wants(path)).map_err(cancelled)?;
        if is_whole {
            snapshot.keep_report(self.root, &report).map_err(cancelled)?;
        }
        report.policy = self.policy.as_ref().map(|policy| policy.revision.clone());
        Ok(report)
    }

    /// Fetches what documents want from elsewhere, and what that wants, where the person allows it.
    ///
    /// # Errors
    /// None but internal ones.
    pub fn fetch(&mut self) -> Result<(), String> {
        for _ in 0..MOST_ROUNDS {
            if self.host.fetching().is_none() {
                break;
            }
            prime(&self.host.snapshot(), self.root, self.options)?;
            if !self.host.fetch() {
                break;
            }
        }
        Ok(())
    }

    /// Keeps what was read for later runs: to be called when nobody waits any more.
    ///
    /// # Errors
    /// None but internal ones.
    pub fn remember(&self, snapshot: &Snapshot) -> Result<(), String> {
        if !self.has_read.get() {
            return Ok(());
        }
        snapshot.remember(self.root).map_err(|_| CANCELLED.to_owned())
    }

    /// Checks, and takes every step.
    ///
    /// # Errors
    /// Those of the steps.
    pub fn check(&self, snapshot: &Snapshot) -> Result<Checked, String> {
        let report = steps::all(&self.context(snapshot), self.judge(snapshot)?)?;
        Ok(Checked { report, fail_on: self.fail_on(snapshot) })
    }

    /// The least severity that makes the check fail.
    pub fn fail_on(&self, snapshot: &Snapshot) -> Option<Severity> {
        match self.options.fail_on {
            Some(choice) => Some(choice.into()),
            None => Severity::chosen(self.root.settings(snapshot.db()).fail_on.unwrap_or(SeverityOverride::Error)),
        }
    }
}

/// Reads and judges everything on all cores.
///
/// # Errors
/// None but internal ones.
pub fn prime(snapshot: &Snapshot, root: Root, options: &Options) -> Result<(), String> {
    let progress = Progress::new(!options.no_progress);
    snapshot.prime(root, &|done, all| progress.at(done, all)).map_err(|_| CANCELLED.to_owned())
}

fn stdin() -> Result<Vec<u8>, String> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("cannot read standard input: {error}"))?;
    Ok(bytes)
}

/// The folder that the person stands in.
///
/// # Errors
/// One that is no more.
pub fn here() -> Result<PathBuf, String> {
    Disk.canonicalize(Path::new(".")).map_err(|error| format!("cannot find the current folder: {error}"))
}

/// A folder of the environment that paths in reports are relative to: the checkout of a CI runner.
pub fn checkout(variable: &str) -> Option<PathBuf> {
    Disk.canonicalize(Path::new(&std::env::var_os(variable)?)).ok()
}
