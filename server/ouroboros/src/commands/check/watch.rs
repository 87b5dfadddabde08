//! `--watch`: checks again whenever something changed, until Ctrl-C.

use std::io::IsTerminal;
use std::path::Path;
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
    let own = session.options.output.as_deref();
    let (mut code, mut last) = (None, None);
    loop {
        match news.recv() {
            Ok(News::Happened(Event::Changed(_))) if code.is_none() => session.host.apply(Change::Rescan),
            Ok(News::Happened(Event::Changed(mut paths))) => {
                paths.retain(|path| !own.is_some_and(|own| is_own(path, own)));
                if paths.is_empty() {
                    continue;
                }
                session.host.apply(Change::Files { paths });
            }
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

/// Whether `path` is the report at `own`, or the file that it is made of: writing it is no reason to check again.
fn is_own(path: &Path, own: &Path) -> bool {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let (Some(mine), Some(theirs)) = (name(own), name(path)) else { return false };
    theirs == mine || (theirs.starts_with(&format!(".{mine}.")) && theirs.ends_with(".tmp"))
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
