//! `ouroboros why A B`: the chains of lines by which one part of a repository depends on another.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use api::operations::Asked;
use api::operations::why::{self, Answer, Input};
use clap::{Args, ValueEnum};

use super::map::Tie;
use crate::format::{counted, escape, json};
use crate::{output, trusted};

/// Options of `why`.
#[derive(Args)]
pub struct Options {
    /// What depends: a component as `map` names it, or a file or folder seen from the root.
    from: String,
    /// What it depends on: the same.
    to: String,
    /// The repository, or a folder in it; the current folder when none is named.
    #[arg(long, value_name = "PATH")]
    root: Option<PathBuf>,
    /// Which ties count.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "import")]
    kind: Vec<Tie>,
    /// Chains to show, the shortest first.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    limit: u32,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Neither use nor keep what was read for another run.
    #[arg(long, env = "OUROBOROS_NO_CACHE")]
    no_cache: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line for each step.
    Text,
    /// For programs.
    Json,
}

/// Runs it. Exit code 1: it does not depend on it.
///
/// # Errors
/// Names that nothing has.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let input = Input {
        from: options.from.clone(),
        to: options.to.clone(),
        kinds: options.kind.iter().map(|kind| kind.kind()).collect(),
        limit: Some(options.limit),
    };
    let workspace = trusted::opened(options.root.as_slice(), !options.no_cache)?;
    let answer = why::why(&workspace, &input, &Asked::patiently()).map_err(|problem| problem.to_string())?;
    output.print(&match options.format {
        Format::Text => text(&options.from, &options.to, &answer),
        Format::Json => json::write(&answer),
    })?;
    Ok(if answer.chains.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn text(from: &str, to: &str, answer: &Answer) -> String {
    let (from, to) = (escape::terminal(from), escape::terminal(to));
    if answer.chains.is_empty() {
        return format!("{from} does not depend on {to}\n");
    }
    let mut out = format!("{from} depends on {to} from {}", counted(answer.starts, "file"));
    if answer.chains.len() < answer.starts {
        let _ = write!(out, "; the {} are shown", counted(answer.chains.len(), "shortest chain"));
    }
    out.push('\n');
    for chain in &answer.chains {
        out.push('\n');
        for step in &chain.steps {
            let _ = writeln!(out, "  {}:{} -> {}", escape::terminal(&step.path), step.line, escape::terminal(&step.leads_to));
        }
    }
    out
}
