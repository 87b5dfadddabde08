//! What an editor asks about a DNA or the file of a generator, as data: completion, hover, symbols, tokens.
//!
//! [`subject`] is the one place that says whether a file is such a document, and which schema it is held to.

mod completion;
mod hover;
mod ids;
mod makers;
mod rename;
mod symbols;
mod tokens;

use schemas::Schema;
use workspace::{Db, File};

pub use completion::{Kind, Proposal, completion};
pub use hover::hover;
pub use makers::Makers;
pub use rename::{renamable, rename};
pub use symbols::{Symbol, SymbolKind, symbols};
pub use tokens::{Token, TokenKind, tokens};

use crate::agent_file;
use crate::project::{declared, document, is_named_dna};
use crate::read::{looks_like_dna, version_key};
use crate::v0;

/// What kind of document of ours a file is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// A project DNA, or a text that one extends.
    Project,
    /// A generator of version 0.
    V0,
    /// The file of a generator.
    Generator,
    /// The manifest of an agent.
    Agent,
}

impl Subject {
    /// The schema that it is held to.
    pub fn schema(self) -> Option<&'static Schema> {
        schemas::shipped(match self {
            Subject::Project => "dna",
            Subject::V0 => v0::SCHEMA_NAME,
            Subject::Generator => "generator",
            Subject::Agent => agent_file::SCHEMA_NAME,
        })
    }
}

/// What a file is; `None`: nothing of ours. In whatever state its text is: people complete what is broken.
#[salsa::tracked(returns(copy))]
pub fn subject(db: &dyn Db, file: File) -> Option<Subject> {
    let name = file.path(db).name();
    let is_generator = matches!(name, "generator.yaml" | "generator.yml" | "generator.json");
    if is_named_dna(name) {
        let is_project = match &*document(db, file) {
            Ok(document) => version_key(document).is_some() || !v0::is_v0(document),
            Err(_) => crate::project::text(db, file).is_some_and(|text| looks_like_dna(&text)) || !is_v0_text(db, file),
        };
        return Some(if is_project { Subject::Project } else { Subject::V0 });
    }
    if is_generator {
        let key = |line: &str| line.trim_start_matches(['{', ' ', '"']).starts_with("generator");
        return crate::project::text(db, file)
            .is_some_and(|text| text.trim().is_empty() || text.lines().any(key))
            .then_some(Subject::Generator);
    }
    if agent_file::is_named(name) && agent_file::is_manifest(db, file) {
        return Some(Subject::Agent);
    }
    let root = file.root(db)?;
    declared(db, root).source_of(file).map(|_| Subject::Project)
}

/// Whether a text that is no YAML looks like a generator of version 0.
fn is_v0_text(db: &dyn Db, file: File) -> bool {
    let Some(text) = crate::project::text(db, file) else { return false };
    let key = |line: &&str| ["system:", "codename:", "templates:", "outputs:"].iter().any(|key| line.starts_with(key));
    text.lines().filter(key).count() >= 2
}
