//! How a Dockerfile makes an image: its stages, and what it takes from the build context.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::facts::SpanId;

/// One Dockerfile.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Image {
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// What is taken from the build context, in order.
    pub sources: Vec<Source>,
}

/// From one `FROM` to the next.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Stage {
    /// Its name, when it has one.
    pub name: Option<CompactString>,
    /// The image or stage it goes on from; `None` where a variable tells.
    pub base: Option<CompactString>,
    /// The images and stages it copies and mounts from, as far as they are written.
    pub copies_from: Vec<CompactString>,
    /// What its last `HEALTHCHECK` says: `Some(false)` is `NONE`; `None` where there is none.
    pub healthcheck: Option<bool>,
    /// The range of the base.
    pub span: SpanId,
}

/// A path of the build context that must be there: no glob, no variable, nothing remote.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Source {
    /// The instruction: `COPY`, `ADD` or `RUN --mount`.
    pub instruction: CompactString,
    /// As written, without quotes; seen from the top of the context.
    pub path: CompactString,
    /// Which stage it stands in.
    pub stage: u32,
    /// The range of the path.
    pub span: SpanId,
}

/// An image that a document has built from a folder of the repository.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Build {
    /// The context, as written; `None` where only running can know it.
    pub context: Option<CompactString>,
    /// The Dockerfile, as written; `None` for `Dockerfile` in the context.
    pub file: Option<CompactString>,
    /// Whether the Dockerfile is none of the repository: written in the document, or told by a variable.
    pub other_file: bool,
    /// The stage that is built; the last when none is named.
    pub target: Option<CompactString>,
    /// Where it is said.
    pub span: SpanId,
}
