//! Whether a command that a repository declares may be run.
//!
//! Nothing that a repository supplies runs by itself. A person trusts a *root* and approves a *declaration*: these words,
//! declared as this. Changed by one letter it is another declaration, which nobody has approved. What was approved is in
//! a file of the person, never in one of the repository; see [`store`].

pub mod store;

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use sha2::{Digest, Sha256};

/// What a command is declared as.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Of a generator: its outputs go through it.
    Formatter,
    /// Of the DNA's checks: whether it succeeds says something of the repository.
    Probe,
    /// An agent, which runs for as long as somebody works there.
    Agent,
}

impl Kind {
    /// Its word, in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Formatter => "formatter",
            Kind::Probe => "probe",
            Kind::Agent => "agent",
        }
    }
}

/// A command that a repository declares.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Declaration {
    /// As what.
    pub kind: Kind,
    /// Of which generator; which probe.
    pub name: String,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// What else decides what it does, in words: the folder it runs in, what it is given. Of an agent only.
    pub more: Vec<String>,
}

/// A declaration as it was when somebody approved it: 64 hexadecimal digits of SHA-256. A hash that nobody can aim at,
/// since whoever writes the repository would like another command to have the same.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Approval(String);

impl Approval {
    /// From its digits; `None`: these are none.
    pub fn parse(digits: &str) -> Option<Approval> {
        let is_hash = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
        is_hash.then(|| Approval(digits.to_owned()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Declaration {
    /// What approving it approves.
    pub fn approval(&self) -> Approval {
        let mut hasher = Sha256::new();
        // With their lengths: other words give another hash, however they are cut.
        let mut update = |part: &str| {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        };
        ["ouroboros declaration 1", self.kind.as_str(), &self.name].into_iter().for_each(&mut update);
        self.command.iter().map(String::as_str).for_each(&mut update);
        if self.kind == Kind::Agent {
            // Where the words end and the rest begins.
            update(&self.command.len().to_string());
            self.more.iter().map(String::as_str).for_each(&mut update);
        }
        let mut digits = String::with_capacity(64);
        for byte in hasher.finalize() {
            let _ = write!(digits, "{byte:02x}");
        }
        Approval(digits)
    }
}

impl fmt::Display for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.as_str();
        // An agent is nobody's.
        let name = if self.kind == Kind::Agent { format!("`{}`", self.name) } else { format!("of `{}`", self.name) };
        write!(f, "{kind} {name}: {}", crate::process::shown(&self.command))?;
        if self.more.is_empty() { Ok(()) } else { write!(f, " ({})", self.more.join(", ")) }
    }
}

/// What a front knows of the person's will about one root. The default trusts nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Trust {
    /// The root is not trusted.
    #[default]
    Nothing,
    /// The root is trusted, and these declarations are approved.
    Approved(BTreeSet<Approval>),
    /// The root is trusted and whatever it declares is approved: asked for on the command line, for one run.
    Everything,
}

impl Trust {
    /// Whether `declaration` may be run.
    pub fn allows(&self, declaration: &Declaration) -> bool {
        match self {
            Trust::Nothing => false,
            Trust::Approved(approved) => approved.contains(&declaration.approval()),
            Trust::Everything => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declaration(kind: Kind, name: &str, command: &[&str]) -> Declaration {
        Declaration { kind, name: name.to_owned(), command: command.iter().map(|word| (*word).to_owned()).collect(), more: Vec::new() }
    }

    #[test]
    fn everything_that_decides_what_an_agent_does_is_approved() {
        let agent = |words: &[&str], more: &[&str]| Declaration {
            more: more.iter().map(|one| (*one).to_owned()).collect(),
            ..declaration(Kind::Agent, "x", words)
        };
        let own = agent(&["a", "b"], &["folder .", "variable A"]);
        let trust = Trust::Approved([own.approval()].into());
        assert!(trust.allows(&own));
        for other in [
            agent(&["a"], &["b", "folder .", "variable A"]),
            agent(&["a", "b", "folder ."], &["variable A"]),
            agent(&["a", "b"], &["folder ."]),
            agent(&["a", "b"], &["folder .", "variable A", "variable B"]),
        ] {
            assert!(!trust.allows(&other), "{other}");
        }
        assert_eq!(own.to_string(), "agent `x`: a b (folder ., variable A)");
    }

    #[test]
    fn any_other_declaration_is_pending() {
        let own = declaration(Kind::Formatter, "api", &["ruff", "format", "-"]);
        let trust = Trust::Approved([own.approval()].into());
        assert!(trust.allows(&own) && Trust::Everything.allows(&own) && !Trust::default().allows(&own));
        for other in [
            declaration(Kind::Probe, "api", &["ruff", "format", "-"]),
            declaration(Kind::Formatter, "apis", &["ruff", "format", "-"]),
            declaration(Kind::Formatter, "api", &["ruff", "format", "--", "-"]),
            declaration(Kind::Formatter, "api", &["ruff", "format -"]),
            declaration(Kind::Formatter, "api", &["ruff", "format", "-", ""]),
            declaration(Kind::Formatter, "apiruff", &["format", "-"]),
        ] {
            assert!(!trust.allows(&other), "{other}");
        }
    }

    #[test]
    fn an_approval_is_what_it_was() {
        let approval = declaration(Kind::Probe, "x", &["true"]).approval();
        assert_eq!(Approval::parse(approval.as_str()), Some(approval.clone()));
        // Written down by people: it may never change.
        assert_eq!(approval.as_str(), "be0f424bf43398f973b3a1c9bf2da708ae769b75b6ab1c6e3219e18f779aca0b");
        assert_eq!(Approval::parse("ABC"), None);
    }
}
