//! `--watch`: checks again whenever something changed, until Ctrl-C.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::mpsc;

use oracle::Change;
use workspace::watch::{Event, Watcher};

use super::print;
use super::session::Session;
use crate::output;

/// What is waited for.
enum News {
    Happened(Event),
    Enough,
}

/// Runs it. Returns once the person has had enough, with the exit code of the last check.
///
/// # Errors
/// Whatever makes a single check fail to run the first time; a system that does not tell what happens to files.
pub fn run(mut session: Session<'_>, output: output::Options) -> Result<ExitCode, String> {
    let (tell, news) = mpsc::channel();
    let happened = tell.clone();
    let watcher = Watcher::start(move |event| drop(happened.send(News::Happened(event))))
        .map_err(|error| format!("files cannot be watched: {error}"))?;
    on_interrupt(move || drop(tell.send(News::Enough)))?;
    // Folders that are new to the watcher are told as changed, once they are watched: what happened between the
    // first look and the first watch is seen then.
    watcher.watch(Vec::new());
    watcher.watch(session.host.folders());
    let (mut code, mut last) = (None, None);
    loop {
        match news.recv() {
            Ok(News::Happened(Event::Changed(_))) if code.is_none() => session.host.apply(Change::Rescan),
            Ok(News::Happened(Event::Changed(paths))) => session.host.apply(Change::Files { paths }),
            Ok(News::Happened(Event::Lost(why))) => {
                tracing::warn!("{why}");
                session.host.apply(Change::Rescan);
            }
            Ok(News::Enough) | Err(_) => return Ok(code.unwrap_or(ExitCode::SUCCESS)),
        }
        watcher.watch(session.host.folders());
        let snapshot = session.host.snapshot();
        let context = session.context(&snapshot);
        match session.check(&snapshot) {
            Ok(checked) => {
                code = Some(if checked.fails() { ExitCode::from(1) } else { ExitCode::SUCCESS });
                let written = print::written(&context, &checked);
                // Writing the report may itself be what happens next.
                if last.as_ref() != Some(&written) {
                    // Nothing but a terminal is ever cleared.
                    if session.options.output.is_none() && std::io::stdout().is_terminal() {
                        output::raw("\u{1b}[2J\u{1b}[3J\u{1b}[H")?;
                    }
                    print::put(&context, &written, output)?;
                    last = Some(written);
                }
            }
            Err(message) if code.is_none() => return Err(message),
            // Half a line of a baseline is no reason to stop watching.
            Err(message) => {
                tracing::warn!("{message}");
                (code, last) = (Some(ExitCode::from(2)), None);
            }
        }
    }
}

/// Calls `then` at Ctrl-C.
fn on_interrupt(then: impl Fn() + Send + 'static) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot wait for Ctrl-C: {error}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(failed)?;
    let wait = move || {
        let pressed = runtime.block_on(tokio::signal::ctrl_c());
        // When waiting fails, Ctrl-C does what it always does.
        if pressed.is_ok() {
            then();
        }
    };
    std::thread::Builder::new().name("interrupt".to_owned()).spawn(wait).map(drop).map_err(failed)
}
