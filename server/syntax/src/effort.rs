//! How long this thread has worked: a limit on that holds on a busy machine as on an idle one, which one on the time of day
//! does not.

use std::time::Duration;

/// Time that the processor has spent on this thread; where the system does not tell, time that has passed.
pub(crate) fn spent() -> Duration {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
    }
    #[cfg(not(unix))]
    {
        static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
        START.elapsed()
    }
}
