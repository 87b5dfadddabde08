//! Why a schema cannot be used.

use std::fmt;

/// A schema that cannot be used, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Broken {
    /// It refers to a schema that is neither in it nor beside it. Nothing is fetched.
    NotFetched(String),
    /// A `$ref` that leads nowhere, within what is known.
    Unresolved(String),
    /// It is no JSON Schema: what is wrong, and where in it, as a JSON pointer.
    Unsound {
        /// From its root; empty for all of it.
        pointer: String,
        /// One sentence.
        message: String,
    },
    /// It is larger, or nests deeper, than schemas do.
    Excess(&'static str),
    /// Judging by it took more steps, or went deeper, than any honest schema needs.
    Exhausted,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::NotFetched(uri) => write!(f, "not judged: the schema refers to `{uri}`, which is not fetched"),
            Broken::Unresolved(what) => write!(f, "not judged: the schema refers to `{what}`, which is not there"),
            Broken::Unsound { pointer, message } if pointer.is_empty() => write!(f, "not judged: this is no JSON Schema: {message}"),
            Broken::Unsound { pointer, message } => write!(f, "not judged: the schema is unsound at `{pointer}`: {message}"),
            Broken::Excess(what) => write!(f, "not judged: the schema {what}"),
            Broken::Exhausted => write!(f, "not judged to the end: by this schema it takes too many steps"),
        }
    }
}
