//! `ouroboros map`: the components of a repository and what ties them, with what the DNA says of it.

use std::path::PathBuf;
use std::process::ExitCode;

use api::operations::Asked;
use api::operations::architecture::{self, Format, Input, Kind};
use clap::{Args, ValueEnum};

use crate::format::json;
use crate::{output, trusted};

/// Options of `map`.
#[derive(Args)]
pub struct Options {
    /// The repository, or a folder in it; the current folder when none is named.
    path: Option<PathBuf>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Written::Mermaid)]
    format: Written,
    /// Which ties count.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "import,declaration")]
    kind: Vec<Tie>,
    /// For what the DNA does not declare: how many folders below its manifest tell components apart; as many as it takes when absent.
    #[arg(long, value_name = "FOLDERS")]
    depth: Option<u32>,
    /// Neither use nor keep what was read for another run.
    #[arg(long, env = "OUROBOROS_NO_CACHE")]
    no_cache: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Written {
    /// Components, edges with their first lines, and what is declared and absent.
    Json,
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A picture.
    Svg,
    /// Structurizr's DSL, for C4 models.
    Structurizr,
    /// GraphML, for yEd, Gephi and programs.
    Graphml,
}

/// What ties one component to another.
#[derive(Clone, Copy, ValueEnum)]
pub enum Tie {
    /// Code that imports code.
    Import,
    /// Manifests and configuration that name files.
    Declaration,
    /// Documentation that links to files.
    Link,
    /// Names that other files define: Services, variables of the environment, routes.
    Name,
}

/// Runs it.
///
/// # Errors
/// A path that does not exist; more than fits into a drawing.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let input = Input {
        format: match options.format {
            Written::Json => Format::Json,
            Written::Mermaid => Format::Mermaid,
            Written::Dot => Format::Dot,
            Written::Svg => Format::Svg,
            Written::Structurizr => Format::Structurizr,
            Written::Graphml => Format::Graphml,
        },
        kinds: options.kind.iter().map(|kind| kind.kind()).collect(),
        depth: options.depth,
    };
    let workspace = trusted::opened(options.path.as_slice(), !options.no_cache)?;
    let answer = architecture::architecture(&workspace, &input, &Asked::patiently()).map_err(|problem| problem.to_string())?;
    output.print(&answer.text.clone().unwrap_or_else(|| json::write(&answer)))?;
    Ok(ExitCode::SUCCESS)
}

impl Tie {
    /// As operations call it.
    pub fn kind(self) -> Kind {
        match self {
            Tie::Import => Kind::Import,
            Tie::Declaration => Kind::Declaration,
            Tie::Link => Kind::Link,
            Tie::Name => Kind::Name,
        }
    }
}
