//! The program: reads the command line, calls one subcommand, exits with its code.

mod commands;
mod logging;
mod root;
mod stats;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

// The system's allocator keeps what a cold scan used; this one gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Holds a repository to its own architecture.
#[derive(Parser)]
#[command(name = "ouroboros", version, about, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    logging: logging::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a repository and print what was found.
    Check(commands::check::Options),
    /// Serve an editor that speaks the Language Server Protocol.
    Lsp(commands::lsp::Options),
    /// Measure speed and memory on a repository.
    Stats(commands::stats::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let _guard = match logging::start(&arguments.logging) {
        Ok(guard) => guard,
        Err(message) => return usage(&message),
    };
    let ran = match arguments.command {
        Command::Check(options) => commands::check::run(&options),
        Command::Lsp(options) => commands::lsp::run(&options),
        Command::Stats(options) => commands::stats::run(&options),
    };
    ran.unwrap_or_else(|message| usage(&message))
}

/// What to print, and 2: the command could not be carried out.
fn usage(message: &str) -> ExitCode {
    anstream::eprintln!("ouroboros: {message}");
    ExitCode::from(2)
}
