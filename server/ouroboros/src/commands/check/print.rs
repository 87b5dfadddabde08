//! Where the report goes, and in which form.

use oracle::Severity;

use super::options::Format;
use super::session::{Checked, checkout};
use super::steps::Context;
use crate::format::{View, compact, github, gitlab, here, json, junit, sarif, statistics, text};
use crate::output;

/// Writes the report to standard output or to the file that was asked for.
///
/// # Errors
/// Output that cannot be written.
pub fn report(context: &Context<'_>, checked: &Checked, output: output::Options) -> Result<(), String> {
    if checked.report.statistics.files == 0 {
        let what = context.options.stdin_filename.as_ref().or(context.options.paths.first());
        let what = what.map_or_else(|| ".".to_owned(), |path| path.display().to_string());
        tracing::warn!("there is nothing to check in {what}: no files, or all of them are ignored");
    }
    put(context, &written(context, checked), output)
}

/// The report as text, with its colours.
pub fn written(context: &Context<'_>, checked: &Checked) -> String {
    let (options, report) = (context.options, &checked.report);
    let view = View {
        db: context.snapshot.db(),
        root: context.root,
        here: here::Here::new(std::env::current_dir().ok().as_deref(), &context.target.root),
        report,
        infos: options.verbose || checked.fail_on == Some(Severity::Info),
        fail_on: checked.fail_on,
        width: if options.output.is_some() { output::WIDTH } else { output::width() },
    };
    let prefix = |variable| github::prefix(checkout(variable).as_deref(), &context.target.root);
    match options.format {
        Format::Text if options.statistics => statistics::text(report),
        Format::Json if options.statistics => statistics::json(report),
        Format::Text => text::write(&view),
        Format::Json => json::write(report),
        Format::Sarif => sarif::write(view.db, view.root, report),
        Format::Github => github::write(&view, &prefix("GITHUB_WORKSPACE")),
        Format::Gitlab => gitlab::write(&view, &prefix("CI_PROJECT_DIR")),
        Format::Junit => junit::write(&view),
        Format::Compact => compact::write(&view),
    }
}

/// Puts `written` where the options say.
///
/// # Errors
/// Output that cannot be written.
pub fn put(context: &Context<'_>, written: &str, output: output::Options) -> Result<(), String> {
    let Some(path) = &context.options.output else { return output.print(written) };
    let plain = (output.color != output::Color::Always).then(|| output::plain(written));
    workspace::write::atomically(path, plain.as_deref().unwrap_or(written).as_bytes())
        .map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}
