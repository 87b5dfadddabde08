//! `--list`: the generators of the repository, and those that come with the program.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::Session;
use crate::format::{STRONG, escape};
use crate::output;

/// Prints them.
pub fn run(session: &Session, output: output::Options) -> Result<ExitCode, String> {
    let own = session.ask(|db| {
        let count = alpha::project::count(db, session.root);
        (0..count).filter_map(|number| alpha::project::loaded(db, session.root, number).maker.clone()).collect::<Vec<_>>()
    })?;
    let mut out = String::new();
    if !own.is_empty() {
        let _ = writeln!(out, "{STRONG}Of this repository{STRONG:#}");
        for maker in &own {
            let uses = maker.entry.uses.as_ref().map(|uses| format!(" ({})", uses.value)).unwrap_or_default();
            entry(&mut out, &format!("{}{uses}", maker.name), maker.definition.description.as_ref().map(|text| text.value.as_str()));
        }
    }
    let _ = writeln!(out, "{STRONG}That come with this program{STRONG:#}");
    for shipped in alpha::shipped::names().filter_map(alpha::shipped::find) {
        let description = shipped.file.generator.as_ref().and_then(|generator| generator.description.as_ref());
        entry(&mut out, &format!("{}{}", dna::presets::PREFIX, shipped.name), description.map(|text| text.value.as_str()));
    }
    output.print(&out)?;
    Ok(ExitCode::SUCCESS)
}

fn entry(out: &mut String, name: &str, description: Option<&str>) {
    let _ = writeln!(out, "  {:<28} {}", escape::terminal(name), escape::terminal(description.unwrap_or_default()));
}
