//! The two halves of what is known of one file: facts without offsets, and the offsets.

use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use workspace::{LineIndex, Span};

use crate::import_time::ImportTime;
use crate::kind::DocumentKind;
use crate::manifest::Manifest;
use crate::names::Names;
use crate::plan::Plan;
use crate::suppression::Suppression;

/// Names a range of the file: an index into [`Ranges::spans`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct SpanId(pub u32);

/// Where names live: two equal names in different namespaces have nothing to do with each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
pub struct Namespace(&'static str);

impl Namespace {
    /// Paths, written as seen from the folder of the file that names them.
    pub const FILE: Namespace = Namespace("file");
    /// Dotted module names; relative ones start with their dots.
    pub const PYTHON_MODULE: Namespace = Namespace("python.module");
    /// Names bound at a Python module's top level.
    pub const PYTHON_SYMBOL: Namespace = Namespace("python.symbol");
    /// Module specifiers of JavaScript and TypeScript.
    pub const JS_MODULE: Namespace = Namespace("js.module");
    /// Names a JavaScript or TypeScript module exports.
    pub const JS_SYMBOL: Namespace = Namespace("js.symbol");
    /// Rust modules declared by `mod x;`. The name is the module's path within the file, `a::b`.
    pub const RUST_MODULE: Namespace = Namespace("rust.module");
    /// The first segment of a Rust path that may be a crate, or `crate::…`, `self::…`, `super::…` paths.
    pub const RUST_CRATE: Namespace = Namespace("rust.crate");
    /// Items at the top level of a Rust file.
    pub const RUST_SYMBOL: Namespace = Namespace("rust.symbol");
    /// Import paths of Go.
    pub const GO_PACKAGE: Namespace = Namespace("go.package");
    /// Top-level names of a Go file.
    pub const GO_SYMBOL: Namespace = Namespace("go.symbol");
    /// Paths that Protocol Buffers import.
    pub const PROTOBUF: Namespace = Namespace("protobuf.file");
    /// Templates that others of Jinja or Django extend, include and import.
    pub const JINJA: Namespace = Namespace("jinja.template");
    /// Targets of links in documentation, as written (decoded from percent escapes).
    pub const LINK: Namespace = Namespace("link");
    /// Anchors a document offers, without `#`.
    pub const ANCHOR: Namespace = Namespace("markdown.anchor");
    /// Addresses of schemas that documents name.
    pub const SCHEMA: Namespace = Namespace("schema");
    /// Ids of components and layers declared by DNA.
    pub const DNA_ID: Namespace = Namespace("dna.component");

    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The namespace of a name.
    pub const fn named(name: &'static str) -> Namespace {
        Namespace(name)
    }
}

/// What a definition defines.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DefinitionKind {
    /// A function or method.
    Function,
    /// A class, struct, enum, trait, interface, type.
    Type,
    /// A variable, constant or field.
    Variable,
    /// A name that an import binds.
    Import,
    /// A module inside the file.
    Module,
    /// A heading or anchor.
    Anchor,
    /// A key of a document.
    Key,
}

/// A name that the file gives to something.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Definition {
    /// Where the name lives.
    pub namespace: Namespace,
    /// The name.
    pub name: CompactString,
    /// What it stands for.
    pub kind: DefinitionKind,
    /// The range of the name.
    pub span: SpanId,
}

/// What is special about a reference; a set of the constants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Flags(u16);

impl Flags {
    /// Only for the type checker: `if TYPE_CHECKING`, `import type`.
    pub const TYPE_ONLY: Flags = Flags(1);
    /// Allowed to fail: inside `try … except ImportError` or the like, `optional` in a manifest.
    pub const OPTIONAL: Flags = Flags(1 << 1);
    /// Inside a function: runs later or never.
    pub const LAZY: Flags = Flags(1 << 2);
    /// Takes everything: `from x import *`, `export * from`.
    pub const STAR: Flags = Flags(1 << 3);
    /// Made by a call with literal text: `importlib.import_module("x")`, `import("x")`, `require("x")`.
    pub const DYNAMIC: Flags = Flags(1 << 4);
    /// A glob; nothing matching is not by itself wrong unless the rule says so.
    pub const GLOB: Flags = Flags(1 << 5);
    /// Must be a folder.
    pub const FOLDER: Flags = Flags(1 << 6);
    /// Often made by a build, so its absence proves nothing.
    pub const BUILT: Flags = Flags(1 << 7);
    /// On a line the parser could not read in full.
    pub const BROKEN: Flags = Flags(1 << 8);
    /// Passed on under the same name (`from .x import y as y`, `export { y } from`).
    pub const REEXPORT: Flags = Flags(1 << 9);
    /// Depends on the platform or a build option (`cfg`, build tags, `sys.platform`).
    pub const CONDITIONAL: Flags = Flags(1 << 10);
    /// Used by tests only.
    pub const TEST: Flags = Flags(1 << 11);
    /// A path that is seen from another folder than the file's: `member` is that folder.
    pub const SEEN_FROM: Flags = Flags(1 << 12);
    /// Where it is a folder, it must hold the file by which its format enters a folder.
    pub const ENTERED: Flags = Flags(1 << 13);
    /// Only where the file is run as a program, and is no module: `if __name__ == "__main__"`.
    pub const AS_PROGRAM: Flags = Flags(1 << 14);

    /// Whether all of `other` is set.
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl std::ops::BitOr for Flags {
    type Output = Flags;
    fn bitor(self, other: Flags) -> Flags {
        self.with(other)
    }
}

impl std::ops::BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Flags) {
        *self = self.with(other);
    }
}

/// A name that the file uses for something defined elsewhere.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Reference {
    /// Where the name lives.
    pub namespace: Namespace,
    /// The name, as written.
    pub name: CompactString,
    /// For `from a import b`: `b`. A Markdown link's fragment, without `#`. With [`Flags::SEEN_FROM`] a folder, as seen from
    /// the file's; `/` is the root.
    pub member: Option<CompactString>,
    /// What kind of place it stands in, in the format's own word: `import`, `readme`, `main`, `link`.
    pub role: &'static str,
    /// What is special about it.
    pub flags: Flags,
    /// The range of the name (of `member` when there is one and it has its own).
    pub span: SpanId,
}

/// Whether the text could be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Status {
    /// All of it.
    Parsed,
    /// With errors; the facts are what could be made out.
    Recovered,
    /// Not at all: unreadable, not text, too large or too deep. There are no facts.
    Skipped,
    /// On purpose: generated elsewhere (Git LFS pointer), or a template of this language.
    Unchecked,
}

/// What one file says, without offsets: equal facts mean that no other file can be affected.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// What the document is.
    pub kind: DocumentKind,
    /// Whether it could be read.
    pub status: Status,
    /// Names it gives, in order of appearance.
    pub definitions: Vec<Definition>,
    /// Names it uses, in order of appearance.
    pub references: Vec<Reference>,
    /// What it declares, when it is a manifest.
    pub manifest: Option<Box<Manifest>>,
    /// What it sets going, when it builds, starts, runs or migrates something.
    pub plan: Option<Box<Plan>>,
    /// What happens when it is imported, when it is a Python module that imports anything itself.
    pub import_time: Option<Box<ImportTime>>,
    /// Names of the namespaces that data declares; `None` when there are none.
    pub names: Option<Arc<Names>>,
}

/// Replaces one range of the file by other text.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct ProblemFix {
    /// What it does, in the imperative.
    pub title: String,
    /// The range that goes.
    pub span: Span,
    /// The text that comes.
    pub text: String,
    /// Whether it may be applied without looking.
    pub safe: bool,
}

/// Something about the text itself that is wrong: an L1 finding before it is rendered.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Problem {
    /// The rule's code.
    pub code: &'static str,
    /// Where.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
    /// Other places of the same file that explain it.
    pub related: Vec<(Span, String)>,
    /// How to mend it, where that is known.
    pub fix: Option<ProblemFix>,
}

/// Everything of a file that has to do with places.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ranges {
    /// The ranges that facts name.
    pub spans: Vec<Span>,
    /// From offsets to lines.
    pub lines: LineIndex,
    /// What L1 found, by place.
    pub problems: Vec<Problem>,
    /// `ouroboros: ignore[...]` comments.
    pub suppressions: Vec<Suppression>,
    /// Hash of the bytes that were read (xxh3).
    pub hash: u64,
}

impl Ranges {
    /// The range of `id`. An id of another state of the file gives an empty range, not a panic.
    pub fn span(&self, id: SpanId) -> Span {
        self.spans.get(id.0 as usize).copied().unwrap_or_default()
    }
}
