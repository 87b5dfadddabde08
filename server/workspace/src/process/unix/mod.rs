//! Running a command where there are process groups and `poll`.
//!
//! One thread moves all bytes and watches the clock; a second only waits for the leader of the group to end, and leaves
//! it to be collected: as long as nobody has, its number names no other process, so that the group can be ended safely.

mod alone;
pub mod child;

use std::io::{self, PipeReader, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Resource, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::{Cancel, End, Kept, Limits, Ran};

/// For how long output is read once the group is gone: only a process that left it can still have it open.
const LAST_WORDS: Duration = Duration::from_millis(250);
/// For how long a process that was killed is waited for: one that the kernel does not let go of is left to it.
const KILLED: Duration = Duration::from_secs(5);
/// Of threads that only wait.
const STACK: usize = 256 << 10;

/// Runs it. See [`super::Command::run_until`].
pub fn run(mut command: Command, stdin: &[u8], limits: &Limits, cancel: Option<&Cancel>) -> io::Result<Ran> {
    command.stdin(if stdin.is_empty() { Stdio::null() } else { Stdio::piped() }).stdout(Stdio::piped()).stderr(Stdio::piped());
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let seconds = (limits.time + limits.grace).as_secs().saturating_add(1).saturating_mul(cores);
    alone::alone(&mut command, &[(Resource::Cpu, seconds)], None);
    let (mut child, leader, news) = watched(command)?;
    let mut work = Work { leader, input: input(&mut child, stdin)?, outputs: outputs(&mut child, limits)?, limits, why: None };
    let is_over = work.until_it_ends(&news, cancel)?;
    // Whatever it left behind in its group goes with it.
    signal(leader, Signal::KILL);
    work.input = None;
    work.until(Instant::now() + LAST_WORDS)?;
    let left_behind = work.outputs.iter().any(|(pipe, _)| pipe.is_some());
    let status = if is_over { Some(child.wait()?) } else { None };
    let [stdout, stderr] = work.outputs.map(|(_, kept)| kept.done());
    let by_itself = status.map_or(End::Cancelled, by_itself);
    Ok(Ran { end: work.why.unwrap_or(by_itself), stdout, stderr, left_behind: left_behind || !is_over })
}

/// Starts it, with a pipe that is at its end once the leader of its group is over.
fn watched(mut command: Command) -> io::Result<(Child, Pid, PipeReader)> {
    let (news, open) = io::pipe()?;
    let mut child = command.spawn()?;
    let leader = Pid::from_child(&child);
    let waiter = std::thread::Builder::new().name("waiting for a command".to_owned()).stack_size(STACK).spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(waitid(WaitId::Pid(leader), options), Err(rustix::io::Errno::INTR)) {}
        drop(open);
    });
    if let Err(error) = waiter {
        signal(leader, Signal::KILL);
        child.wait()?;
        return Err(error);
    }
    Ok((child, leader, news))
}

/// How it ended, when nobody ended it.
fn by_itself(status: ExitStatus) -> End {
    status.code().map(End::Exit).or(status.signal().map(End::Signal)).unwrap_or(End::Cancelled)
}

/// Waits until something can be read from one of these, or written to it, at most until then; says which.
fn ready<const N: usize>(watched: [Option<(BorrowedFd<'_>, PollFlags)>; N], until: Option<Instant>) -> io::Result<[bool; N]> {
    let mut asked: Vec<PollFd<'_>> = watched.iter().flatten().map(|(fd, flags)| PollFd::from_borrowed_fd(*fd, *flags)).collect();
    let left = until.map(|until| until.saturating_duration_since(Instant::now()));
    let left = left.map(|left| Timespec { tv_sec: left.as_secs() as _, tv_nsec: left.subsec_nanos() as _ });
    match poll(&mut asked, left.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    let mut answers = asked.iter().map(|fd| !fd.revents().is_empty());
    Ok(watched.map(|watched| watched.is_some() && answers.next() == Some(true)))
}

/// Signals the group of `leader`. That nobody is there any more is fine.
fn signal(leader: Pid, signal: Signal) {
    let _ = kill_process_group(leader, signal);
}

/// What is still to be written, from where on.
type Input<'c> = (ChildStdin, &'c [u8]);
/// A pipe until its end, and what is kept of it.
type Out = (Option<PipeReader>, Kept);

fn input<'c>(child: &mut Child, bytes: &'c [u8]) -> io::Result<Option<Input<'c>>> {
    let Some(pipe) = child.stdin.take() else { return Ok(None) };
    rustix::io::ioctl_fionbio(&pipe, true)?;
    Ok(Some((pipe, bytes)))
}

fn outputs(child: &mut Child, limits: &Limits) -> io::Result<[Out; 2]> {
    let stdout = child.stdout.take().map(|pipe| PipeReader::from(std::os::fd::OwnedFd::from(pipe)));
    let stderr = child.stderr.take().map(|pipe| PipeReader::from(std::os::fd::OwnedFd::from(pipe)));
    for pipe in [&stdout, &stderr].into_iter().flatten() {
        rustix::io::ioctl_fionbio(pipe, true)?;
    }
    Ok([(stdout, Kept::new(limits.stdout)), (stderr, Kept::new(limits.stderr))])
}

struct Work<'c> {
    leader: Pid,
    input: Option<Input<'c>>,
    outputs: [Out; 2],
    limits: &'c Limits,
    /// Why it is ended, once it is.
    why: Option<End>,
}

impl Work<'_> {
    /// Serves the command until its leader is gone; `false`: not even killing it helped.
    fn until_it_ends(&mut self, news: &PipeReader, cancel: Option<&Cancel>) -> io::Result<bool> {
        let mut deadline = Instant::now() + self.limits.time;
        let mut killed = false;
        loop {
            let was_told = self.why.is_some();
            let woken = self.serve(deadline, Some(news), cancel.filter(|_| !was_told))?;
            if woken.ended {
                return Ok(true);
            }
            if woken.cancelled && self.why.is_none() {
                self.why = Some(End::Cancelled);
            }
            let is_late = Instant::now() >= deadline;
            if is_late && self.why.is_none() {
                self.why = Some(End::TimedOut(self.limits.time));
            }
            match (self.why, was_told, is_late, killed) {
                (None, ..) | (Some(_), true, false, _) => {}
                (Some(_), false, ..) => {
                    signal(self.leader, Signal::TERM);
                    self.input = None;
                    deadline = Instant::now() + self.limits.grace;
                }
                (Some(_), true, true, false) => {
                    signal(self.leader, Signal::KILL);
                    killed = true;
                    deadline = Instant::now() + KILLED;
                }
                (Some(_), true, true, true) => return Ok(false),
            }
        }
    }

    /// Serves it until its outputs end, or until then.
    fn until(&mut self, deadline: Instant) -> io::Result<()> {
        while self.outputs.iter().any(|(pipe, _)| pipe.is_some()) && Instant::now() < deadline {
            self.serve(deadline, None, None)?;
        }
        Ok(())
    }

    /// Waits for anything, and moves the bytes that can be moved.
    fn serve(&mut self, deadline: Instant, news: Option<&PipeReader>, cancel: Option<&Cancel>) -> io::Result<Woken> {
        let [(out, _), (err, _)] = &self.outputs;
        let watched = [
            news.map(|pipe| (pipe.as_fd(), PollFlags::IN)),
            cancel.map(|cancel| (cancel.news().as_fd(), PollFlags::IN)),
            self.input.as_ref().map(|(pipe, _)| (pipe.as_fd(), PollFlags::OUT)),
            out.as_ref().map(|pipe| (pipe.as_fd(), PollFlags::IN)),
            err.as_ref().map(|pipe| (pipe.as_fd(), PollFlags::IN)),
        ];
        let ready = ready(watched, Some(deadline)).inspect_err(|_| signal(self.leader, Signal::KILL));
        let [ended, cancelled, input, out, err] = ready?;
        if input {
            self.write();
        }
        for (at, _) in [out, err].into_iter().enumerate().filter(|(_, ready)| *ready) {
            self.read(at);
        }
        Ok(Woken { ended, cancelled })
    }

    fn write(&mut self) {
        let Some((pipe, bytes)) = &mut self.input else { return };
        match pipe.write(bytes) {
            Ok(written) if written < bytes.len() => *bytes = &bytes[written..],
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            // All of it; or it reads no more, which is its own affair.
            _ => self.input = None,
        }
    }

    fn read(&mut self, at: usize) {
        let (pipe, kept) = &mut self.outputs[at];
        let Some(reader) = pipe else { return };
        let mut bytes = [0; 64 << 10];
        match reader.read(&mut bytes) {
            Ok(0) => *pipe = None,
            Ok(read) => {
                if let Err(limit) = kept.take(&bytes[..read]) {
                    self.why = self.why.or(Some(End::TooMuch(limit)));
                }
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            Err(_) => *pipe = None,
        }
    }
}

/// What happened beside the moving of bytes.
struct Woken {
    ended: bool,
    cancelled: bool,
}
