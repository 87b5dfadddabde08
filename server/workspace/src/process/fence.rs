//! What a process may touch, held to by the kernel: landlock, on Linux.

use std::fmt::Write as _;
use std::path::PathBuf;

/// What a process may touch. It and all that it starts are held to that, and cannot get out of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fence {
    /// The folders that it may write below; `None`: wherever the person may. It may read everywhere.
    pub write: Option<Vec<PathBuf>>,
    /// Whether it may neither open nor accept TCP connections.
    pub no_tcp: bool,
}

impl Fence {
    /// Whether it keeps nothing out.
    pub fn is_open(&self) -> bool {
        self.write.is_none() && !self.no_tcp
    }

    /// What it keeps out on this machine, for people, or that it keeps out nothing. Never more than is true.
    pub fn said(&self) -> String {
        if self.is_open() {
            return "no sandbox: none is asked for".to_owned();
        }
        let level = level();
        if level == 0 {
            return NONE.to_owned();
        }
        let mut out = String::from("sandbox: ");
        if self.write.is_some() {
            out.push_str("writes only where it may");
            if level < 3 {
                out.push_str(" (this kernel lets it shorten other files)");
            }
        }
        if self.no_tcp {
            let also = if self.write.is_some() { ", " } else { "" };
            let held = if level < 4 { "its connections are NOT held: this kernel's landlock is too old" } else { "no TCP connections" };
            let _ = write!(out, "{also}{held}");
        }
        out
    }
}

#[cfg(target_os = "linux")]
const NONE: &str = "no sandbox: this kernel has no landlock";
#[cfg(not(target_os = "linux"))]
const NONE: &str = "no sandbox: there is one on Linux only";

/// How much of landlock this kernel has: its ABI, as far as it is used here; 0: nothing.
#[cfg(target_os = "linux")]
fn level() -> u8 {
    use landlock::{ABI, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr};
    static LEVEL: std::sync::OnceLock<u8> = std::sync::OnceLock::new();
    let has = |abi: ABI| {
        let ruleset = Ruleset::default().set_compatibility(CompatLevel::HardRequirement).handle_access(AccessFs::from_write(abi));
        let ruleset = ruleset.and_then(|ruleset| if abi == ABI::V4 { ruleset.handle_access(AccessNet::ConnectTcp) } else { Ok(ruleset) });
        ruleset.and_then(Ruleset::create).is_ok()
    };
    *LEVEL.get_or_init(|| [ABI::V1, ABI::V2, ABI::V3, ABI::V4].into_iter().take_while(|abi| has(*abi)).count() as u8)
}

#[cfg(not(target_os = "linux"))]
fn level() -> u8 {
    0
}

/// The fence as the kernel takes it: made before a process forks, since that may not allocate. `None`: the kernel has none.
#[cfg(target_os = "linux")]
pub(super) fn ruleset(fence: &Fence) -> std::io::Result<Option<std::os::fd::OwnedFd>> {
    use landlock::{ABI, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules};
    // What is written to these is nowhere.
    const NOWHERE: [&str; 4] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty"];
    let made = || {
        let mut ruleset = Ruleset::default();
        if fence.write.is_some() {
            ruleset = ruleset.handle_access(AccessFs::from_write(ABI::V4))?;
        }
        if fence.no_tcp {
            ruleset = ruleset.handle_access(AccessNet::ConnectTcp | AccessNet::BindTcp)?;
        }
        let mut ruleset = ruleset.create()?;
        if let Some(folders) = &fence.write {
            ruleset = ruleset.add_rules(path_beneath_rules(folders, AccessFs::from_write(ABI::V4)))?;
            ruleset = ruleset.add_rules(path_beneath_rules(NOWHERE, AccessFs::from_write(ABI::V4)))?;
        }
        Ok::<_, landlock::RulesetError>(ruleset)
    };
    if level() == 0 {
        return Ok(None);
    }
    made().map(Option::from).map_err(|error| std::io::Error::other(format!("its sandbox cannot be made: {error}")))
}
