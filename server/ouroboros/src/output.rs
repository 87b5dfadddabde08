//! Standard output: coloured where that is wanted, written at once, silent when nobody reads any more.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};

/// Options of every subcommand.
#[derive(Args, Clone, Copy)]
#[group(skip)] // every subcommand has a group of this name
pub struct Options {
    /// When to use colour. `auto`: on a terminal, unless `NO_COLOR` is set, and with `CLICOLOR_FORCE` anywhere.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Color {
    /// Where it is understood.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Columns of lines when there is no terminal to ask.
pub const WIDTH: usize = 120;

impl Options {
    /// Whether standard output gets colour.
    pub fn coloured(self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }

    /// Prints `text`, which may hold colours. A reader that went away is no error: it has what it wanted.
    ///
    /// # Errors
    /// Any other failure to write, as a message.
    pub fn print(self, text: &str) -> Result<(), String> {
        let stdout = io::stdout().lock();
        let written = if self.coloured() {
            // Consoles that know no escape sequences are served through their own calls.
            let mut stream = AutoStream::always(stdout);
            stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
        } else {
            let mut stdout = stdout;
            stdout.write_all(plain(text).as_bytes()).and_then(|()| stdout.flush())
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot write to standard output: {error}")),
            _ => Ok(()),
        }
    }
}

/// Sends a terminal what it is to obey.
///
/// # Errors
/// A failure to write, as a message.
pub fn raw(sequence: &str) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    let written = stdout.write_all(sequence.as_bytes()).and_then(|()| stdout.flush());
    written.map_err(|error| format!("cannot write to standard output: {error}"))
}

/// `text` without its colours.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Columns of the terminal that standard output goes to.
pub fn width() -> usize {
    terminal_size::terminal_size_of(io::stdout()).map_or(WIDTH, |(width, _)| usize::from(width.0))
}
