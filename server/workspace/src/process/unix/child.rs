//! A long-lived child: one thread starts it, serves its standard error and ends it.
//!
//! That thread is the one that forks, since the kernel ends the child together with the *thread* that started it.

use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{self, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::time::{Duration, Instant};

use rustix::event::PollFlags;
use rustix::process::{Pid, Resource, Signal};

use super::super::child::{Bounds, Child, Ended, Handle, Orders, Watch};
use super::super::{End, Fence, lines::Lines};
use super::{KILLED, LAST_WORDS, STACK, alone, by_itself, ready, signal, watched};

/// Starts it. See [`super::super::Command::start`].
pub fn start(mut command: Command, bounds: &Bounds, fence: &Fence, watch: Watch) -> io::Result<Child> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(target_os = "linux")]
    let ruleset = if fence.is_open() { None } else { super::super::fence::ruleset(fence)? };
    #[cfg(not(target_os = "linux"))]
    let ruleset = {
        let _ = fence;
        None
    };
    alone::alone(&mut command, &resources(bounds), ruleset);
    let (bell, ring) = io::pipe()?;
    for pipe in [bell.as_fd(), ring.as_fd()] {
        rustix::io::ioctl_fionbio(pipe, true)?;
    }
    let orders = Arc::new(Orders::new(ring));
    let (tell, told) = mpsc::sync_channel(1);
    let known = Arc::clone(&orders);
    std::thread::Builder::new()
        .name("a child process".to_owned())
        .stack_size(STACK)
        .spawn(move || serve(command, &known, &bell, watch, &tell))?;
    let gone = || io::Error::other("the thread that starts it is gone");
    let (pid, stdin, stdout) = told.recv().map_err(|_| gone())??;
    Ok(Child { pid, stdin, stdout, handle: Handle::new(orders) })
}

fn resources(bounds: &Bounds) -> Vec<(Resource, u64)> {
    let all =
        [(Resource::As, bounds.memory), (Resource::Nofile, bounds.files), (Resource::Nproc, bounds.processes), (Resource::Cpu, bounds.cpu)];
    all.into_iter().filter_map(|(resource, bound)| Some((resource, bound?))).collect()
}

type Told = io::Result<(u32, PipeWriter, PipeReader)>;

/// The life of the thread.
fn serve(command: Command, orders: &Orders, bell: &PipeReader, watch: Watch, tell: &SyncSender<Told>) {
    let Watch { line, ended } = watch;
    let (mut child, leader, news) = match watched(command) {
        Ok(started) => started,
        Err(error) => {
            let _ = tell.send(Err(error));
            return;
        }
    };
    let (stdin, stdout, stderr) = match pipes(&mut child) {
        Ok(pipes) => pipes,
        Err(error) => {
            signal(leader, Signal::KILL);
            let _ = child.wait();
            let _ = tell.send(Err(error));
            return;
        }
    };
    // Nobody there to take it: its handle is dropped with it, which is an order to end.
    let _ = tell.send(Ok((child.id(), stdin, stdout)));
    let mut work = Work { leader, stderr: Some(stderr), lines: Lines::new(line) };
    let is_over = work.until_it_ends(orders, &news, bell);
    // Whatever it left behind in its group goes with it.
    signal(leader, Signal::KILL);
    let end = Instant::now() + LAST_WORDS;
    while work.stderr.is_some() && Instant::now() < end {
        work.wait(None, None, Some(end));
    }
    let left_behind = work.stderr.is_some() || !is_over;
    work.lines.finish();
    drop(work);
    let status = if is_over { child.wait().ok() } else { None };
    ended(Ended { end: status.map_or(End::Cancelled, by_itself), left_behind });
    if !is_over {
        // The kernel does not let go of it. It is collected when it does.
        let _ = child.wait();
    }
}

fn pipes(child: &mut process::Child) -> io::Result<(PipeWriter, PipeReader, PipeReader)> {
    let missing = || io::Error::other("a pipe is missing");
    let stdin = child.stdin.take().ok_or_else(missing)?;
    let stdout = child.stdout.take().ok_or_else(missing)?;
    let stderr = PipeReader::from(OwnedFd::from(child.stderr.take().ok_or_else(missing)?));
    rustix::io::ioctl_fionbio(&stderr, true)?;
    Ok((OwnedFd::from(stdin).into(), OwnedFd::from(stdout).into(), stderr))
}

struct Work {
    leader: Pid,
    /// Until its end.
    stderr: Option<PipeReader>,
    lines: Lines,
}

impl Work {
    /// Serves it until its leader is gone; `false`: not even killing it helped.
    fn until_it_ends(&mut self, orders: &Orders, news: &PipeReader, bell: &PipeReader) -> bool {
        let (mut asked, mut killed) = (false, None::<Instant>);
        loop {
            let order = orders.given();
            let next = match (order, killed) {
                (_, Some(since)) => Some(since + KILLED),
                (Some(order), None) => Some(if asked { order.kill } else { order.ask }),
                (None, None) => None,
            };
            let quiet = self.lines.due();
            if self.wait(Some(news), Some(bell), next.into_iter().chain(quiet).min()) {
                return true;
            }
            self.lines.tick();
            let now = Instant::now();
            match (orders.given(), killed) {
                (_, Some(since)) if now >= since + KILLED => return false,
                (Some(order), None) if now >= order.kill => {
                    signal(self.leader, Signal::KILL);
                    killed = Some(now);
                }
                (Some(order), None) if now >= order.ask && !asked => {
                    signal(self.leader, Signal::TERM);
                    asked = true;
                }
                _ => {}
            }
        }
    }

    /// Waits for anything until then, and takes what it wrote; `true`: its leader is gone.
    fn wait(&mut self, news: Option<&PipeReader>, bell: Option<&PipeReader>, until: Option<Instant>) -> bool {
        let watched = [news, bell, self.stderr.as_ref()].map(|pipe| Some((pipe?.as_fd(), PollFlags::IN)));
        let Ok([over, rung, wrote]) = ready(watched, until) else {
            // Out of memory, and nothing else: not the time to end anything, nor to spin.
            std::thread::sleep(Duration::from_millis(10));
            return false;
        };
        if rung && let Some(mut bell) = bell {
            let _ = bell.read(&mut [0; 16]);
        }
        if wrote {
            self.read();
        }
        over
    }

    fn read(&mut self) {
        let Some(mut pipe) = self.stderr.as_ref() else { return };
        let mut bytes = [0; 16 << 10];
        match pipe.read(&mut bytes) {
            Ok(read @ 1..) => self.lines.take(&bytes[..read]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {}
            _ => self.stderr = None,
        }
    }
}
