//! Running a command where there are no process groups as we know them: the program itself is bounded and ended, what
//! it starts is not.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::{Cancel, End, Kept, Limits, Ran};

/// How often it is looked at.
const STEP: Duration = Duration::from_millis(20);
/// For how long output is read once the program is gone.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Runs it. See [`super::Command::run_until`].
pub fn run(mut command: Command, stdin: &[u8], limits: &Limits, cancel: Option<&Cancel>) -> io::Result<Ran> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (tell, news) = mpsc::sync_channel::<(usize, Vec<u8>)>(16);
    if let (Some(mut pipe), bytes) = (child.stdin.take(), stdin.to_vec()) {
        std::thread::spawn(move || pipe.write_all(&bytes));
    }
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let pipes = [stdout.map(|pipe| Box::new(pipe) as Box<dyn Read + Send>), stderr.map(|pipe| Box::new(pipe) as Box<dyn Read + Send>)];
    for (at, mut pipe) in pipes.into_iter().flatten().enumerate() {
        let tell = tell.clone();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 64 << 10];
            while let Ok(read @ 1..) = pipe.read(&mut bytes) {
                if tell.send((at, bytes[..read].to_vec())).is_err() {
                    return;
                }
            }
        });
    }
    drop(tell);
    let mut outputs = [Kept::new(limits.stdout), Kept::new(limits.stderr)];
    let (started, mut why, mut over) = (Instant::now(), None, None);
    let left_behind = loop {
        match news.recv_timeout(STEP) {
            Ok((at, bytes)) => {
                if let Err(limit) = outputs[at].take(&bytes) {
                    why = why.or(Some(End::TooMuch(limit)));
                }
            }
            Err(RecvTimeoutError::Disconnected) if over.is_some() => break false,
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(STEP),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if cancel.is_some_and(Cancel::is_cancelled) {
            why = why.or(Some(End::Cancelled));
        }
        if started.elapsed() > limits.time {
            why = why.or(Some(End::TimedOut(limits.time)));
        }
        if why.is_some() && over.is_none() {
            let _ = child.kill();
        }
        if over.is_none() {
            over = child.try_wait()?.map(|status| (status, Instant::now()));
        }
        if over.is_some_and(|(_, since)| since.elapsed() > LAST_WORDS) {
            break true;
        }
    };
    let status = child.wait()?;
    let [stdout, stderr] = outputs.map(Kept::done);
    Ok(Ran { end: why.unwrap_or(End::Exit(status.code().unwrap_or(-1))), stdout, stderr, left_behind })
}

/// Processes that are there for long need groups to be ended by.
pub mod child {
    use std::io;
    use std::process::Command;

    use super::super::{Bounds, Child, Fence, Watch};

    /// Starts none.
    pub fn start(_: Command, _: &Bounds, _: &Fence, _: Watch) -> io::Result<Child> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "agents that are processes need Unix"))
    }
}
