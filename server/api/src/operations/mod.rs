//! What coding agents, built-in agents and tasks ask of a repository: each question once, as a function over a
//! [`Workspace`], with its input and its answer as plain data whose JSON Schema is derived.
//!
//! Operations compute; they run on a thread of their own ([`Workspace::run`]), say how far they are, and stop when nobody
//! wants the answer any more. Texts of the repository appear in fields that say so: whoever hands them to a model has to
//! keep them apart from what the person says.
//!
//! **Invariant:** only `apply_*` writes, only where the person trusts the root, and only what was shown before: a plan by
//! its hash, a fix by the hash of the text it was found in.

pub mod apply;
pub mod architecture;
pub mod asked;
pub mod drawing;
pub mod explain;
pub mod fix;
pub mod found;
mod gate;
pub mod plan;
mod selection;
pub mod verify;
pub mod why;
pub mod workspace;

pub use asked::{Asked, Problem};
pub use workspace::{Opening, Workspace};

/// The JSON Schema of an input or an answer: an object, without references to elsewhere.
pub fn schema<T: schemars::JsonSchema>() -> serde_json::Map<String, serde_json::Value> {
    let settings = schemars::generate::SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    match serde_json::Value::from(schema) {
        serde_json::Value::Object(schema) => schema,
        _ => serde_json::Map::new(),
    }
}

/// Reads an input.
///
/// # Errors
/// What is wrong with it.
pub fn read<T: serde::de::DeserializeOwned>(input: serde_json::Value) -> Result<T, Problem> {
    serde_json::from_value(input).map_err(|error| {
        let why: String = oracle::escape::terminal(&error.to_string()).chars().take(300).collect();
        Problem::Refused(format!("the input is not as its schema says: {why}"))
    })
}
