//! `ouroboros trust`: which commands a repository declares, and which of them the person approves.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use dna::Approvals;
use oracle::Host;
use workspace::trust::store::Store;
use workspace::{Declaration, Disk, FileSystem, Trust};

use crate::format::{ERROR, GOOD, STRONG, counted, escape};
use crate::{output, root, trusted};

/// Options of `trust`.
#[derive(Args)]
pub struct Options {
    /// The repository, or a folder in it; the current folder when none is named.
    path: Option<PathBuf>,
    /// Show the commands and whether they are approved, and ask nothing.
    #[arg(long, conflicts_with_all = ["revoke", "yes"])]
    list: bool,
    /// Trust the repository no longer: all of its approvals go.
    #[arg(long, conflicts_with = "yes")]
    revoke: bool,
    /// Approve everything that is pending, without asking.
    #[arg(short, long)]
    yes: bool,
}

/// Runs it.
///
/// # Errors
/// A configuration that cannot be believed, understood or written; no terminal to ask on.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let folder = root::find(options.path.as_slice())?.root;
    let name = folder.to_str().ok_or_else(|| format!("{} is not UTF-8: such a path cannot be trusted", folder.display()))?;
    let store = Store::of_person().ok_or("there is no folder for your configuration: set HOME or XDG_CONFIG_HOME")?;
    if options.revoke {
        return revoke(&store, &folder, name, output);
    }
    let declared = declared(&folder)?;
    let known = trusted::parse(&store, &store.read(&folder)?)?;
    let trust = known.trust(name);
    output.print(&listed(&folder, name, &declared, &known, &trust))?;
    let pending: Vec<&Declaration> = declared.iter().filter(|declaration| !trust.allows(declaration)).collect();
    if options.list {
        return Ok(ExitCode::SUCCESS);
    }
    if pending.is_empty() {
        return trust_root(&store, &folder, name, trust == Trust::Nothing, options.yes, output);
    }
    let approved = if options.yes { pending.clone() } else { ask(&pending)? };
    if !approved.is_empty() {
        store.edit(&folder, |text| {
            let mut all = trusted::parse(&store, text)?;
            all.approve(name, approved.iter().copied());
            all.write(text).map(Some).map_err(|why| format!("{}: {why}", store.file().display()))
        })?;
    }
    output.print(&format!(
        "{} approved, in {}\n",
        counted(approved.len(), "command"),
        escape::terminal(&store.file().display().to_string())
    ))?;
    Ok(ExitCode::from(u8::from(approved.len() < pending.len())))
}

/// Trusts a root in which nothing is pending, where the person wants that: coding agents and tasks may write to it then.
fn trust_root(store: &Store, folder: &Path, name: &str, is_new: bool, yes: bool, output: output::Options) -> Result<ExitCode, String> {
    if !is_new {
        return Ok(ExitCode::SUCCESS);
    }
    let may_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    if !yes && !may_ask {
        output.print("It is not trusted: `ouroboros trust --yes` lets coding agents and tasks apply generations and fixes in it.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    if yes || said_yes("Trust it, so that coding agents and tasks may apply generations and fixes in it?")? {
        store.edit(folder, |text| {
            let mut all = trusted::parse(store, text)?;
            all.approve(name, []);
            all.write(text).map(Some).map_err(|why| format!("{}: {why}", store.file().display()))
        })?;
        output.print(&format!("{} is trusted, in {}\n", escape::terminal(name), escape::terminal(&store.file().display().to_string())))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Every command that the root declares: its DNA, and the manifests of its agents.
fn declared(folder: &Path) -> Result<Vec<Declaration>, String> {
    let mut host = Host::new(None);
    let root = host.open_root(folder);
    let all = host.snapshot().ask(|db| {
        let dna = dna::dna(db, root);
        let probes = dna.as_deref().map_or_else(Vec::new, |dna| dna.checks.probes.iter().map(dna::Probe::declaration).collect());
        // Those of the person are theirs already, and what they replace does not run.
        let person = agents::discovery::folder_of_person();
        let agents = agents::discovery::found(&Disk, folder, dna.as_deref(), person.as_deref()).agents;
        let agents = agents.into_iter().filter_map(|agent| agent.declaration).collect();
        [alpha::formatting::declarations(db, root), probes, agents].concat()
    });
    all.map_err(|_| "internal error: cancelled although nothing writes".to_owned())
}

fn listed(folder: &Path, name: &str, declared: &[Declaration], known: &Approvals, trust: &Trust) -> String {
    let mut out = String::new();
    let _ = match declared.len() {
        0 => writeln!(out, "{} declares no commands.", escape::terminal(name)),
        count => writeln!(out, "{} declares {}:", escape::terminal(name), counted(count, "command")),
    };
    for declaration in declared {
        let state = if trust.allows(declaration) { format!("{GOOD}approved{GOOD:#}") } else { format!("{ERROR}pending {ERROR:#}") };
        let _ = writeln!(out, "  {state} {}", line(declaration));
        for word in own_files(folder, declaration) {
            let _ = writeln!(
                out,
                "           {STRONG}runs or reads `{}` of this repository, whatever that says then{STRONG:#}",
                escape::terminal(word)
            );
        }
    }
    let gone = known.of(name).filter(|(approval, _)| !declared.iter().any(|declaration| declaration.approval() == **approval));
    for (_, what) in gone {
        let _ = writeln!(out, "  approved {}, which is not declared now", escape::terminal(what));
    }
    out
}

fn line(declaration: &Declaration) -> String {
    escape::terminal(&declaration.to_string()).into_owned()
}

/// Words of a command that are files of the repository: who approves it approves what they say tomorrow.
fn own_files<'d>(folder: &Path, declaration: &'d Declaration) -> Vec<&'d str> {
    // An agent may run in a folder of its own, and its words are seen from there.
    let inner = declaration.more.iter().find_map(|more| more.strip_prefix("folder ")).unwrap_or(".");
    let from = folder.join(inner);
    let is_own = |path: PathBuf| Disk.canonicalize(&path).is_ok_and(|real| real.starts_with(folder) && real != folder);
    let words = declaration.command.iter().enumerate();
    // A program without a `/` is looked for in PATH, never here.
    let words = words.filter(|(at, word)| !word.is_empty() && (*at > 0 || word.contains('/')) && is_own(from.join(word.as_str())));
    words.map(|(_, word)| word.as_str()).collect()
}

/// Asks for each; no answer is no.
fn ask<'d>(pending: &[&'d Declaration]) -> Result<Vec<&'d Declaration>, String> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err("there is no terminal to ask on: --yes approves everything that is pending, --list only shows it".to_owned());
    }
    let mut out = Vec::new();
    for declaration in pending {
        if said_yes(&format!("Approve {}?", line(declaration)))? {
            out.push(*declaration);
        }
    }
    Ok(out)
}

/// Asks; no answer is no.
fn said_yes(question: &str) -> Result<bool, String> {
    anstream::eprint!("{question} [y/N] ");
    io::stderr().flush().map_err(|error| format!("cannot ask: {error}"))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(|error| format!("cannot read the answer: {error}"))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn revoke(store: &Store, folder: &Path, name: &str, output: output::Options) -> Result<ExitCode, String> {
    let mut was_trusted = false;
    store.edit(folder, |text| {
        let mut all = trusted::parse(store, text)?;
        was_trusted = all.revoke(name);
        if was_trusted { all.write(text).map(Some).map_err(|why| format!("{}: {why}", store.file().display())) } else { Ok(None) }
    })?;
    let said = if was_trusted { "is trusted no longer" } else { "was not trusted" };
    output.print(&format!("{} {said}\n", escape::terminal(name)))?;
    Ok(ExitCode::SUCCESS)
}
