//! Where the report goes, and in which form.

use std::path::PathBuf;

use oracle::{Report, Severity};

use super::options::Format;
use super::steps::Context;
use crate::format::{View, github, json, sarif, text};
use crate::output;

/// Writes `report` to standard output or to the file that was asked for.
///
/// # Errors
/// Output that cannot be written.
pub fn report(context: &Context<'_>, report: &Report, fail_on: Option<Severity>, output: output::Options) -> Result<(), String> {
    let options = context.options;
    let view = View {
        db: context.snapshot.db(),
        root: context.root,
        report,
        infos: options.verbose || fail_on == Some(Severity::Info),
        width: if options.output.is_some() { output::WIDTH } else { output::width() },
    };
    let written = match options.format {
        Format::Text => text::write(&view),
        Format::Json => json::write(report),
        Format::Sarif => sarif::write(&view),
        Format::Github => github::write(&view, &github::prefix(checkout().as_deref(), &context.target.root)),
    };
    let Some(path) = &options.output else { return output.print(&written) };
    let written = if output.color == output::Color::Always { written } else { output::plain(&written) };
    workspace::write::atomically(path, written.as_bytes()).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}

/// The folder that GitHub's paths are relative to.
fn checkout() -> Option<PathBuf> {
    use workspace::FileSystem;
    workspace::Disk.canonicalize(&PathBuf::from(std::env::var_os("GITHUB_WORKSPACE")?)).ok()
}
