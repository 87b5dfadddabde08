//! `--bless`: what the tests of generators give now becomes what they expect.

use std::process::ExitCode;

use alpha::changes::Request;
use workspace::transaction::{self, Step};

use super::Session;
use crate::format::counted;
use crate::output;

/// Writes it.
pub fn run(session: &Session, request: &Request, output: output::Options) -> Result<ExitCode, String> {
    let files = session.ask(|db| {
        let names = alpha::project::names(db, session.root);
        let wanted = names.iter().enumerate().filter(|(_, name)| request.generators.is_empty() || request.generators.contains(name));
        wanted.flat_map(|(number, _)| alpha::golden::expected(db, session.root, number)).collect::<Vec<_>>()
    })?;
    let steps: Vec<Step> = files.into_iter().map(|(path, text)| Step { path, bytes: text.map(|text| text.as_bytes().to_vec()) }).collect();
    let written = transaction::apply(&session.path, &steps)?;
    output.print(&format!("{} written: look at the difference before you commit it\n", counted(written, "expected file")))?;
    Ok(ExitCode::SUCCESS)
}
