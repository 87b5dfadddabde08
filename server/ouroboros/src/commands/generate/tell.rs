//! What people read of a generation.

use std::fmt::Write as _;
use std::process::ExitCode;

use alpha::changes::{Changes, Held, Request, Why};
use oracle::Rendered;

use super::Session;
use crate::format::{ERROR, GOOD, STRONG, counted, diff, escape};
use crate::output;

/// Prints what would change; with `diff`, how.
pub fn planned(session: &Session, planned: &Changes, shows_diff: bool, output: output::Options) -> Result<(), String> {
    let mut out = String::new();
    for change in &planned.files {
        if shows_diff {
            let text = |side: &Option<std::sync::Arc<str>>| side.as_deref().unwrap_or_default().to_owned();
            diff::write(change.path.as_str(), &text(&change.before), &text(&change.after), output.coloured(), &mut out);
        } else {
            line(change, &mut out);
        }
    }
    held(&planned.held, &mut out);
    if planned.files.is_empty() && planned.held.is_empty() {
        let _ = writeln!(out, "everything that generators make is as they would make it{}", in_root(session));
    } else if !shows_diff {
        let _ = writeln!(out, "{} would change; `ouroboros generate --apply` writes them", counted(planned.files.len(), "file"));
    }
    output.print(&out)
}

/// Prints what was written.
pub fn applied(session: &Session, planned: &Changes, output: output::Options) -> Result<(), String> {
    let mut out = String::new();
    planned.files.iter().for_each(|change| line(change, &mut out));
    held(&planned.held, &mut out);
    let _ = match planned.files.len() {
        0 => writeln!(out, "nothing to write{}", in_root(session)),
        files => writeln!(out, "{} written{}", counted(files, "file"), in_root(session)),
    };
    if planned.conflicts() > 0 {
        let _ = writeln!(out, "{ERROR}{} to resolve{ERROR:#}: look for <<<<<<<", counted(planned.conflicts(), "conflict"));
    }
    output.print(&out)
}

fn in_root(session: &Session) -> String {
    format!(", in {}", escape::terminal(&session.path.display().to_string()))
}

fn line(change: &alpha::changes::Change, out: &mut String) {
    let (style, sign) = match (&change.before, &change.after) {
        (None, _) => (GOOD, '+'),
        (_, None) => (ERROR, '-'),
        _ => (STRONG, '~'),
    };
    let why = match &change.why {
        Why::New => "new".to_owned(),
        Why::Forced => "replaces what was edited by hand".to_owned(),
        Why::Merged(0) => "joined with what was edited by hand".to_owned(),
        Why::Merged(conflicts) => format!("joined with what was edited by hand, {}", counted(*conflicts, "conflict")),
        Why::Orphan => "nothing makes it any more".to_owned(),
        Why::Stale(causes) if causes.is_empty() => "its region is renewed".to_owned(),
        Why::Stale(causes) => format!("{} changed", causes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    };
    let _ =
        writeln!(out, "{style}{sign} {}{style:#}  {}: {why}", escape::terminal(change.path.as_str()), escape::terminal(&change.generator));
}

/// What is left alone, one a line.
pub fn held(held: &[Held], out: &mut String) {
    for held in held {
        let _ = writeln!(
            out,
            "{ERROR}! {}{ERROR:#}  {}: {}",
            escape::terminal(held.path.as_str()),
            escape::terminal(&held.generator),
            escape::terminal(&held.message)
        );
    }
}

/// What stands in the way, one a line.
pub fn problems(found: &[Rendered]) -> String {
    let mut out = String::new();
    for finding in found {
        let place = format!("{}:{}:{}", escape::terminal(finding.path.as_str()), finding.start.line + 1, finding.start.column + 1);
        let _ = writeln!(out, "{ERROR}{}{ERROR:#} {place}: {}", finding.code, escape::terminal(&finding.message));
        for related in &finding.related {
            let _ = writeln!(
                out,
                "  {}:{}:{}: {}",
                escape::terminal(related.path.as_str()),
                related.start.line + 1,
                related.start.column + 1,
                escape::terminal(&related.message)
            );
        }
    }
    out
}

/// Prints what the DNA would have to say.
pub fn read_back(session: &Session, request: &Request, output: output::Options) -> Result<ExitCode, String> {
    let lifted = session.ask(|db| alpha::readback::read_back(db, session.root, &request.generators))?;
    let mut out = String::new();
    for value in &lifted.changed {
        let path = format!("generators.{}.with.{}", value.generator, dna::shown(&value.path));
        let _ = writeln!(
            out,
            "{STRONG}{}{STRONG:#}: {} -> {}  {}",
            escape::terminal(&path),
            value.before,
            value.after,
            escape::terminal(value.output.as_str())
        );
    }
    for text in &lifted.stuck {
        let _ = writeln!(
            out,
            "{ERROR}! {}:{}{ERROR:#}  {}",
            escape::terminal(text.output.as_str()),
            text.line + 1,
            escape::terminal(&text.message)
        );
    }
    let _ = writeln!(
        out,
        "{} read back as the DNA has them, {} changed, {} cannot be read back",
        counted(lifted.same, "value"),
        lifted.changed.len(),
        counted(lifted.stuck.len(), "edit")
    );
    output.print(&out)?;
    Ok(ExitCode::from(u8::from(!lifted.stuck.is_empty())))
}
