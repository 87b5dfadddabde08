//! What of our environment an agent gets: what it asks for *and* the person allows.

use std::collections::BTreeMap;

use dna::AgentSettings;

use crate::manifest::{Manifest, Run};

/// Every agent has these, whatever it asks for; see [`workspace::process::lean`].
const ALWAYS: &[&str] = &["PATH", "HOME", "LANG", "TZ", "TMPDIR"];

/// What an agent gets, and what not.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Granted {
    /// The variables, with their values.
    pub variables: BTreeMap<String, String>,
    /// Names that it asks for and the person's configuration does not allow.
    pub refused: Vec<String>,
    /// Names that are allowed, and that we do not have ourselves.
    pub absent: Vec<String>,
}

/// Values are nobody's to see.
impl std::fmt::Debug for Granted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&String> = self.variables.keys().collect();
        f.debug_struct("Granted").field("variables", &names).field("refused", &self.refused).field("absent", &self.absent).finish()
    }
}

/// What `manifest` gets under `settings`; `ours` says what a variable is here.
pub fn grant(manifest: &Manifest, settings: &AgentSettings, ours: impl Fn(&str) -> Option<String>) -> Granted {
    let mut out = Granted::default();
    for name in manifest.env.iter().filter(|name| !ALWAYS.contains(&name.as_str())) {
        match (settings.env.contains(name), ours(name)) {
            (false, _) => out.refused.push(name.clone()),
            (true, None) => out.absent.push(name.clone()),
            (true, Some(value)) => drop(out.variables.insert(name.clone(), value)),
        }
    }
    out
}

/// Whether a manifest that was posted to the API may run at all.
///
/// # Errors
/// That its command is not among those of the server's own configuration: a message.
pub fn may_be_posted(manifest: &Manifest, settings: &AgentSettings) -> Result<(), String> {
    match &manifest.run {
        Run::Builtin(_) => Ok(()),
        Run::Command { words, .. } if settings.allows(words) => Ok(()),
        Run::Command { words, .. } => Err(format!(
            "`{}` is not among the commands that `agents.commands` of the server's configuration allows",
            workspace::process::shown(words)
        )),
    }
}
