//! What a process is before it becomes the program that it runs.

use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Resource, Rlimit, Signal, getrlimit};

/// Has the process be in a session of its own, so without a terminal; without files of ours, or of whoever started us;
/// bounded by `bounds`; held to `ruleset`, one of landlock; and not there for longer than the thread that starts it, which
/// must live as long.
#[allow(unsafe_code)] // the standard library offers this moment to unsafe code only
pub fn alone(command: &mut Command, bounds: &[(Resource, u64)], ruleset: Option<OwnedFd>) {
    // Nobody may raise what is lower already.
    let lowered = |(resource, wanted): (Resource, u64)| {
        let before = getrlimit(resource);
        let maximum = before.maximum.map_or(wanted, |before| before.min(wanted));
        (resource, Rlimit { current: Some(maximum), maximum: Some(maximum) })
    };
    let bounds: Vec<_> = bounds.iter().copied().chain([(Resource::Core, 0)]).map(lowered).collect();
    let before_exec = move || {
        rustix::process::setsid()?;
        #[cfg(target_os = "linux")]
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
        close_the_rest();
        for (resource, limit) in &bounds {
            rustix::process::setrlimit(*resource, *limit)?;
        }
        if let Some(ruleset) = &ruleset {
            restrict(ruleset)?;
        }
        Ok(())
    };
    // SAFETY: between fork and exec only system calls are made, which are safe there; nothing is allocated or locked.
    unsafe {
        command.pre_exec(before_exec);
    }
}

/// Holds this process to a ruleset, forever.
#[cfg_attr(target_os = "linux", allow(unsafe_code))]
fn restrict(ruleset: &OwnedFd) -> std::io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        rustix::thread::set_no_new_privs(true)?;
        // SAFETY: a system call that touches no memory.
        if unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset.as_raw_fd(), 0 as libc::c_uint) } != 0 {
            return Err(std::io::Error::last_os_error());
        }
    }
    let _ = ruleset;
    Ok(())
}

/// Marks every file but the three to be closed when the program starts: the standard library does so with its own, and
/// those that we got from whoever started us are nobody's business. Not closed at once: one of them tells of failures.
#[allow(unsafe_code)]
fn close_the_rest() {
    #[cfg(target_os = "linux")]
    {
        const CLOEXEC: libc::c_uint = 1 << 2;
        // SAFETY: a system call that touches no memory.
        if unsafe { libc::syscall(libc::SYS_close_range, 3 as libc::c_uint, libc::c_uint::MAX, CLOEXEC) } == 0 {
            return;
        }
    }
    // Older systems. Higher numbers are only used by who has that many files open.
    for number in 3..1 << 12 {
        // SAFETY: a system call that touches no memory and fails where nothing is open.
        unsafe {
            libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC);
        }
    }
}
