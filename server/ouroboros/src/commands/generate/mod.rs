//! `ouroboros generate`: what the generators of a repository make, shown, checked and written.
//!
//! There is one way to write: a plan in memory becomes changes, and those are made all or not at all.

mod bless;
mod eject;
mod list;
mod once;
mod out;
mod tell;

use std::path::PathBuf;
use std::process::ExitCode;

use alpha::changes::{Book, Changes, Request, changes};
use alpha::formatting::Formatting;
use clap::Args;
use oracle::{Host, Severity};
use workspace::transaction::{self, Step};
use workspace::{Database, Root, Trust};

use crate::{output, root, trusted};

/// Options of `generate`.
#[derive(Args)]
pub struct Options {
    /// The generators, as the DNA calls them; all of them when none is named.
    names: Vec<String>,
    /// The repository, or a folder in it; the current folder when it is not given.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Without any DNA: a generator that comes with this program (`ouroboros:NAME`), or the file of one.
    #[arg(long = "use", value_name = "GENERATOR", requires = "out", conflicts_with_all = ["names", "root"])]
    uses: Option<String>,
    /// What that is given, in YAML or JSON.
    #[arg(long, value_name = "FILE", requires = "uses")]
    with: Option<PathBuf>,
    #[command(flatten)]
    action: Action,
    /// With `--apply`, `--diff` or `--check`: replace also what was edited by hand or made by nobody.
    #[arg(long)]
    force: bool,
    /// Trust the repository for this run: formatters that its generators declare are run. `ouroboros trust` approves
    /// them one by one, and for good.
    #[arg(long)]
    trust: bool,
}

/// What is done; the differences are shown when nothing is said.
#[derive(Args)]
#[group(multiple = false)]
struct Action {
    /// Show what would change, and write nothing.
    #[arg(long)]
    diff: bool,
    /// Say what would change, and fail when anything would.
    #[arg(long)]
    check: bool,
    /// Write what would change: all of it, or nothing.
    #[arg(long)]
    apply: bool,
    /// Write everything into another folder, which is made, and remember nothing.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Print the generators of the repository and those that come with this program.
    #[arg(long)]
    list: bool,
    /// Print what the DNA would have to say for the generators to write what is on the disk.
    #[arg(long)]
    read_back: bool,
    /// Let the files become people's own: no generator writes them again.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    eject: Vec<PathBuf>,
    /// Write what the tests of the generators give now into the folders of what they expect.
    #[arg(long)]
    bless: bool,
}

/// A repository whose generators are at work.
struct Session {
    host: Host,
    root: Root,
    /// Absolute path of the root.
    path: PathBuf,
    /// Whether the person trusts the repository for this run.
    trust: bool,
}

/// Runs it.
///
/// # Errors
/// No DNA, a generator that does not exist, a lock file that cannot be read, a disk that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    if let (Some(uses), Some(out)) = (&options.uses, &options.action.out) {
        return once::run(uses, options.with.as_deref(), out, output);
    }
    let folder = options.root.clone().into_iter().collect::<Vec<_>>();
    let path = root::find(&folder)?.root;
    if transaction::recover(&path)? {
        anstream::eprintln!("ouroboros: an interrupted generation was finished or taken back first");
    }
    let mut host = Host::new(None);
    let root = host.open_root(&path);
    let session = Session { host, root, path, trust: options.trust };
    if options.action.list {
        return list::run(&session, output);
    }
    session.check_names(&options.names)?;
    let request = Request { generators: options.names.clone(), force: options.force, ..Request::default() };
    match &options.action {
        Action { out: Some(folder), .. } => out::run(&session, &request, folder, output),
        Action { eject, .. } if !eject.is_empty() => eject::run(&session, eject, output),
        Action { bless: true, .. } => bless::run(&session, &request, output),
        Action { read_back: true, .. } => tell::read_back(&session, &request, output),
        action => {
            let planned = session.changes(&request)?;
            if action.apply {
                let failed = session.tell_problems(&request, output)?;
                session.write(&planned)?;
                tell::applied(&session, &planned, output)?;
                Ok(ExitCode::from(u8::from(failed || !planned.held.is_empty() || planned.conflicts() > 0)))
            } else {
                tell::planned(&session, &planned, !action.check, output)?;
                let failed = session.tell_problems(&request, output)?;
                let behind = action.check && !planned.is_settled();
                Ok(ExitCode::from(u8::from(failed || behind)))
            }
        }
    }
}

impl Session {
    /// Asks something of the state that was read.
    fn ask<T>(&self, question: impl FnOnce(&Database) -> T) -> Result<T, String> {
        self.host.snapshot().ask(question).map_err(|_| "internal error: cancelled although nothing writes".to_owned())
    }

    fn check_names(&self, names: &[String]) -> Result<(), String> {
        let known = self.ask(|db| alpha::project::names(db, self.root))?;
        if known.is_empty() && !names.is_empty() {
            return Err(format!("the DNA of {} declares no generators", self.path.display()));
        }
        if let Some(name) = names.iter().find(|name| !known.contains(name)) {
            let meant = dna::closest(name, known.iter().map(String::as_str)).map(|meant| format!("; did you mean `{meant}`?"));
            return Err(format!(
                "the DNA declares no generator `{name}`{}",
                meant.unwrap_or_else(|| format!("; it has {}", known.join(", ")))
            ));
        }
        Ok(())
    }

    fn changes(&self, request: &Request) -> Result<Changes, String> {
        let formatting = self.formatting()?;
        self.ask(|db| changes(db, self.root, request, &|maker, product| formatting.format(maker, product)))?
    }

    /// What outputs go through. The person's configuration is read where there is anything to ask it.
    fn formatting(&self) -> Result<Formatting, String> {
        let any = !self.ask(|db| alpha::formatting::declarations(db, self.root))?.is_empty();
        let trust = if any { trusted::trust(&self.path, self.trust)? } else { Trust::Nothing };
        Ok(Formatting { folder: self.path.clone(), trust })
    }

    fn write(&self, planned: &Changes) -> Result<usize, String> {
        let files = planned.files.iter().map(|change| (change.path.clone(), change.after.clone()));
        self.apply(files.chain(planned.bookkeeping.iter().cloned()))
    }

    /// Writes and removes files of the root: all of them, or none.
    fn apply(&self, files: impl IntoIterator<Item = Book>) -> Result<usize, String> {
        let steps = files.into_iter().map(|(path, text)| Step { path, bytes: text.map(|text| text.as_bytes().to_vec()) });
        transaction::apply(&self.path, &steps.collect::<Vec<_>>())
    }

    /// Prints what stands in the way of making everything; says whether anything does.
    fn tell_problems(&self, request: &Request, output: output::Options) -> Result<bool, String> {
        let found = self.ask(|db| oracle::generation::blocking(db, self.root, &request.generators))?;
        if !found.is_empty() {
            output.print(&tell::problems(&found))?;
        }
        Ok(found.iter().any(|finding| finding.severity == Severity::Error))
    }
}
