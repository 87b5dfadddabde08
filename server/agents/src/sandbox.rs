//! What an agent's process is held to.

use std::path::Path;

use workspace::Temporary;
use workspace::process::Fence;

use crate::manifest::{Files, Manifest, Network};

/// A fence, and the folder behind it.
pub struct Sandboxed {
    /// What it may touch.
    pub fence: Fence,
    /// Where it may write, when it may not write anywhere.
    pub temporary: Option<Temporary>,
}

/// The sandbox of an agent that works for `root`.
///
/// # Errors
/// That it has no temporary folder, and why.
pub fn of(manifest: &Manifest, root: &Path) -> Result<Sandboxed, String> {
    let temporary = match manifest.sandbox.files {
        Files::Open => None,
        Files::Root | Files::ReadOnly => {
            Some(Temporary::new("agent").map_err(|error| format!("it has no temporary folder of its own: {error}"))?)
        }
    };
    let mut write = temporary.as_ref().map(|own| vec![own.path().to_owned()]);
    if let (Some(write), Files::Root) = (&mut write, manifest.sandbox.files) {
        write.push(root.to_owned());
    }
    Ok(Sandboxed { fence: Fence { write, no_tcp: manifest.sandbox.network == Network::None }, temporary })
}

/// What it is held to on this machine, for people: the sandbox, or that there is none, and its limits.
pub fn said(manifest: &Manifest) -> Vec<String> {
    let write = (manifest.sandbox.files != Files::Open).then(Vec::new);
    let mut out = vec![Fence { write, no_tcp: manifest.sandbox.network == Network::None }.said()];
    let limits = &manifest.limits;
    out.extend(limits.memory.map(|bytes| format!("at most {bytes} bytes of address space")));
    out.extend(limits.files.map(|files| format!("at most {files} open files")));
    out.extend(limits.processes.map(|processes| format!("at most {processes} processes of this user")));
    out.extend(limits.cpu.map(|seconds| format!("at most {seconds} s of processor time")));
    out
}
