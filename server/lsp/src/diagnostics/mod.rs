//! What the client is told about documents, through one of two channels.
//!
//! A client that pulls both documents and the workspace, and can be told to pull again, pulls ([`pull`],
//! [`workspace`]). To any other everything is pushed ([`push`]). [`survey`] looks at everything in the
//! background, for both.

pub mod pull;
pub mod push;
pub mod survey;
pub mod workspace;

use tower_lsp::ls_types::Diagnostic;

/// All diagnostics of one document in one state.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The version of the text; `None` when the disk's is meant.
    pub version: Option<i32>,
    /// The diagnostics, by place.
    pub items: Vec<Diagnostic>,
    /// Names the content: equal ids mean equal diagnostics.
    pub id: String,
}

impl Report {
    /// Hashes the diagnostics.
    pub fn new(version: Option<i32>, items: Vec<Diagnostic>) -> Report {
        let text = serde_json::to_vec(&items).unwrap_or_default();
        Report { version, id: format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&text)), items }
    }
}
