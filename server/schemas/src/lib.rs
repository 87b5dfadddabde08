//! JSON Schema behind one small interface, and the schemas that ship with the program.
//!
//! [`Schema`] takes a schema of any draft from 4 to 2020-12 and judges an instance by it. What it says is a
//! [`Violation`]: a path of keys and indexes, so that whoever has the document with its places can point;
//! whether the key or the value there is meant; and a sentence in the voice of our own readers, with what was
//! probably meant. Where a value fits none of several shapes, the shape that it was most likely meant to have is
//! the one it is held to.
//!
//! [`apply_defaults`] fills in what a schema says of absent keys; [`outline`] says what a schema knows about a
//! place of a document, for completion and hover.
//!
//! **Invariant:** nothing is fetched and nothing is read from the disk: a schema is what it is made from. And a
//! schema is anybody's: how long it takes and how deep it goes are bounded, whatever it says.

mod branches;
mod broken;
mod defaults;
mod explain;
mod fuel;
mod kubernetes;
mod metaschema;
mod near;
pub mod outline;
mod position;
mod published;
mod schema;
mod shipped;
mod structural;
mod violation;
mod words;

pub use broken::Broken;
pub use defaults::apply_defaults;
pub use kubernetes::{NEWEST as NEWEST_KUBERNETES, OtherKind, RELEASES as KUBERNETES_RELEASES, kubernetes, meant_kind, removed_kind};
pub use metaschema::metaschema;
pub use near::closest;
pub use position::decoded;
pub use published::published;
pub use schema::Schema;
pub use shipped::{names, shipped, text};
pub use structural::structural;
pub use violation::{Blame, Meant, Part, Step, Violation};
