//! What a person approves when they approve an agent.

use workspace::trust::{Declaration, Kind};

use super::{Files, Manifest, Network, Run};

impl Manifest {
    /// Everything about it that decides what runs and what that may: its words, the folder they run in, the variables it
    /// asks for, and its sandbox. `None` for an agent that comes with the program, which nobody has to approve.
    pub fn declaration(&self) -> Option<Declaration> {
        let Run::Command { words, folder } = &self.run else { return None };
        let mut more = vec![format!("folder {}", folder.as_deref().unwrap_or("."))];
        let mut names: Vec<&str> = self.env.iter().map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        more.extend(names.into_iter().map(|name| format!("variable {name}")));
        more.push(
            match self.sandbox.files {
                Files::Open => "writes anything",
                Files::Root => "writes in the root",
                Files::ReadOnly => "writes nothing",
            }
            .to_owned(),
        );
        more.push(
            match self.sandbox.network {
                Network::Open => "uses the network",
                Network::None => "uses no network",
            }
            .to_owned(),
        );
        Some(Declaration { kind: Kind::Agent, name: self.id.clone(), command: words.clone(), more })
    }
}
