//! `--bless`: what the tests of generators give now becomes what they expect.

use std::process::ExitCode;

use super::Session;
use crate::format::counted;
use crate::output;
use alpha::changes::Request;

/// Writes it.
pub fn run(session: &Session, request: &Request, output: output::Options) -> Result<ExitCode, String> {
    let files = session.ask(|db| {
        let all = 0..alpha::project::count(db, session.root);
        let wanted = all.filter(|number| alpha::project::is_wanted(db, session.root, &request.generators, *number));
        wanted.flat_map(|number| alpha::golden::expected(db, session.root, number)).collect::<Vec<_>>()
    })?;
    let written = session.apply(files)?;
    output.print(&format!("{} written: look at the difference before you commit it\n", counted(written, "expected file")))?;
    Ok(ExitCode::SUCCESS)
}
