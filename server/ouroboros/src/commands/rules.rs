//! `ouroboros rules`: every rule, as a table, as JSON, or as the reference in `docs/rules.md`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use oracle::rules;
use serde::Serialize;

use crate::format::table::{self, Cell};
use crate::format::{self, STRONG, json};
use crate::output;

/// Options of `rules`.
#[derive(Args)]
pub struct Options {
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// For programs.
    Json,
    /// One document with all pages.
    Markdown,
}

/// Runs it.
///
/// # Errors
/// A standard output that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    output.print(&match options.format {
        Format::Text => text(),
        Format::Json => as_json(),
        Format::Markdown => markdown(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn text() -> String {
    let head = ["code", "severity", "summary"].map(|title| Cell::new(title, STRONG));
    let mut rows = vec![Vec::from(head)];
    rows.extend(rules().iter().map(|rule| {
        vec![
            Cell::new(rule.code, anstyle::Style::new()),
            Cell::new(rule.severity.as_str(), format::style(rule.severity)),
            Cell::new(rule.summary, anstyle::Style::new()),
        ]
    }));
    let mut out = String::new();
    table::write(&mut out, &rows);
    out
}

fn as_json() -> String {
    #[derive(Serialize)]
    struct Listed {
        code: &'static str,
        level: oracle::Level,
        severity: oracle::Severity,
        summary: &'static str,
    }
    let listed: Vec<Listed> = rules()
        .iter()
        .map(|rule| Listed { code: rule.code, level: rule.level(), severity: rule.severity, summary: rule.summary })
        .collect();
    json::write(&listed)
}

fn markdown() -> String {
    let mut out = String::from(
        "<!-- Made by `ouroboros rules --format markdown > docs/rules.md`. Change the pages in `server/oracle/src/rules/` instead. -->\n\n\
         # Rules\n\n| code | severity | what it says |\n|---|---|---|\n",
    );
    for rule in rules() {
        let _ = writeln!(out, "| [{}](#{}) | {} | {} |", rule.code, anchor(rule.code), rule.severity.as_str(), rule.summary);
    }
    for rule in rules() {
        out.push('\n');
        let mut fenced = false;
        for line in rule.page.lines() {
            fenced ^= line.starts_with("```");
            // A page is a chapter here.
            if line.starts_with('#') && !fenced {
                out.push('#');
            }
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The anchor that Markdown viewers give to the heading `code`.
fn anchor(code: &str) -> String {
    code.to_ascii_lowercase().replace('/', "")
}
