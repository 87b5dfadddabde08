//! From the text of one file to its **facts**: what it defines, what it refers to, what it declares,
//! and what about it cannot be read (L1).
//!
//! [`extract`] parses once and keeps two things apart. [`Facts`] hold no offsets, so that an edit which
//! only moves text leaves them equal and nothing that depends on them runs again. [`Ranges`] hold all
//! offsets, and are joined with findings when those are rendered. The syntax tree is dropped.
//!
//! Each language is a folder with one function, `extract(&Source, &mut Output)`, called from one table
//! in [`mod@extraction`]; what a document *is*, is decided in [`mod@recognise`] and nowhere else.
//!
//! **Invariant:** nothing here looks at a second file, but for the version of Python that the nearest
//! manifest asks for.

mod braces;
pub mod cmake;
pub mod conflict;
pub mod css;
pub mod declared;
pub mod decode;
pub mod delimiters;
pub mod depth;
pub mod dockerfile;
pub mod dotenv;
mod effort;
pub mod extraction;
pub mod facts;
pub mod go;
pub mod grammar;
pub mod graphql;
pub mod hcl;
mod helm;
pub mod html;
pub mod import_time;
pub mod ini;
pub mod javascript;
pub mod jinja;
pub mod json;
pub mod kind;
pub mod linting;
pub mod make;
pub mod manifest;
pub mod markdown;
pub mod names;
pub mod nearest;
pub mod nix;
pub mod output;
pub mod place;
pub mod placeholder;
pub mod plan;
pub mod promql;
pub mod protobuf;
pub mod python;
pub mod recognise;
pub mod rust;
pub mod schema_name;
pub mod sql;
pub mod stored;
pub mod suppression;
pub mod tokens;
pub mod toml;
pub mod tree;
pub mod xml;
pub mod yaml;

pub use extraction::{Extracted, extract, extract_text, record, said};
pub use facts::{Definition, DefinitionKind, Facts, Flags, Namespace, Problem, ProblemFix, Ranges, Reference, SpanId, Status};
pub use import_time::ImportTime;
pub use kind::{DocumentKind, Language, Role, Templating};
pub use manifest::{Dependency, DependencyKind, Manifest};
pub use names::{Mention, Names};
pub use output::{Options, Output, Source};
pub use plan::Plan;
pub use recognise::recognise;
pub use schema_name::{SchemaName, is_url, schema_names};
pub use suppression::Suppression;
