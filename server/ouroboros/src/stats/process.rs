//! What this process has used, from `/proc`. Zero where there is none.

use std::path::Path;

use workspace::{Disk, FileSystem};

fn read(path: &str) -> String {
    Disk.read(Path::new(path)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Seconds of CPU, user and system, all threads.
pub fn cpu_seconds() -> f64 {
    // Fields 14 and 15, counted behind the command's name, in hundredths of a second on every Linux.
    let stat = read("/proc/self/stat");
    let fields: Vec<f64> = stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

/// The most memory that was resident at once, in MiB.
pub fn peak_mib() -> f64 {
    let status = read("/proc/self/status");
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    (kib.unwrap_or(0.0) / 1024.0 * 10.0).round() / 10.0
}
