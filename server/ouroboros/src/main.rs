//! The program: reads the command line, calls one subcommand, exits with its code.

mod builtin;
mod client;
mod commands;
mod fetching;
mod format;
mod logging;
mod output;
mod progress;
mod root;
mod serving;
mod stats;
mod today;
mod trusted;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

// The system's allocator keeps what a cold scan used; this one gives it back. It asks for no huge pages: a process that idles
// had 15 MB more with them, and a cold scan was not faster.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Holds a repository to its own architecture.
#[derive(Parser)]
#[command(name = "ouroboros", version, about, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    logging: logging::Options,
    #[command(flatten)]
    output: output::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a repository and print what was found.
    Check(commands::check::Options),
    /// Write the first DNA of a repository.
    Init(commands::init::Options),
    /// Print what a rule means, why it matters and how to fix or accept what it finds.
    Explain(commands::explain::Options),
    /// List the rules.
    Rules(commands::rules::Options),
    /// Make what the DNA's generators make: code, types, tests, documentation.
    Generate(commands::generate::Options),
    /// Show the commands that a repository declares, and approve them.
    Trust(commands::trust::Options),
    /// Print what refers to what.
    Graph(commands::graph::Options),
    /// Draw the architecture: the components, what ties them, and where that is not what the DNA declares.
    Map(commands::map::Options),
    /// Explain a dependency by the lines that make it.
    Why(commands::why::Options),
    /// Print the JSON Schema of something this program reads or writes.
    Schema(commands::schema::Options),
    /// Print the script that makes a shell complete this program's command line.
    Completions(commands::completions::Options),
    /// Serve an editor that speaks the Language Server Protocol.
    Lsp(commands::lsp::Options),
    /// Serve the HTTP API, run agents and what they are asked to do.
    Serve(commands::serve::Options),
    /// Show agents of a server, and say what they should do.
    Agents(commands::agents::Options),
    /// Show tasks of a server, submit and cancel them.
    Tasks(commands::tasks::Options),
    /// Serve a coding agent that speaks the Model Context Protocol, over standard input and output.
    Mcp(commands::mcp::Options),
    /// Measure speed and memory on a repository.
    Stats(commands::stats::Options),
}

impl Command {
    /// How it logs where nothing else is said.
    fn logging(&self) -> logging::Usual {
        match self {
            Command::Serve(options) => logging::Usual::of_server(options.log_format == commands::serve::LogFormat::Json),
            _ => logging::Usual::default(),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Held to the end: it sends the last of the traces.
    let _telemetry = match logging::start(&arguments.logging, &arguments.command.logging()) {
        Ok(telemetry) => telemetry,
        Err(message) => return failed(&message),
    };
    // Parsers recurse: every thread that may read a file has a stack that their limits are set for.
    if let Err(error) = rayon::ThreadPoolBuilder::new().stack_size(oracle::host::STACK).build_global() {
        return failed(&format!("cannot start threads: {error}"));
    }
    let ran = std::thread::Builder::new().stack_size(oracle::host::STACK).spawn(|| run(arguments)).map(std::thread::JoinHandle::join);
    match ran {
        Ok(Ok(Ok(code))) => code,
        Ok(Ok(Err(message))) => failed(&message),
        // The panic itself was printed when it happened.
        Ok(Err(_)) => failed("internal error: this is a bug in Ouroboros, please report it"),
        Err(error) => failed(&format!("cannot start a thread: {error}")),
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, String> {
    let output = arguments.output;
    match arguments.command {
        Command::Check(options) => commands::check::run(&options, output),
        Command::Init(options) => commands::init::run(&options, output),
        Command::Explain(options) => commands::explain::run(&options, output),
        Command::Rules(options) => commands::rules::run(&options, output),
        Command::Generate(options) => commands::generate::run(&options, output),
        Command::Trust(options) => commands::trust::run(&options, output),
        Command::Graph(options) => commands::graph::run(&options, output),
        Command::Map(options) => commands::map::run(&options, output),
        Command::Why(options) => commands::why::run(&options, output),
        Command::Lsp(options) => commands::lsp::run(&options),
        Command::Serve(options) => commands::serve::run(&options, output),
        Command::Agents(options) => commands::agents::run(&options, output),
        Command::Tasks(options) => commands::tasks::run(&options, output),
        Command::Mcp(options) => commands::mcp::run(&options),
        Command::Stats(options) => commands::stats::run(&options),
        Command::Schema(options) => commands::schema::run(&options, output),
        Command::Completions(options) => commands::completions::run(&options, Arguments::command(), output),
    }
}

/// Says why, and 2: the command could not be carried out.
fn failed(message: &str) -> ExitCode {
    anstream::eprintln!("ouroboros: {}", format::escape::terminal(message));
    ExitCode::from(2)
}
