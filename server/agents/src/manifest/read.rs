//! Manifests from text and from JSON: both held to one schema.
//!
//! In the schema a duration is text with a unit, since a bare number in a file means seconds to whoever reads it. As JSON,
//! from one program to another, it is whole milliseconds; `512MiB` is a number of bytes there, and a list of words the
//! command that it is short for.

use ::dna::{Mistake, agent_file};
use schemas::Step;
use serde_json::{Map, Value, json};

use super::Manifest;

/// The fields that are durations.
const DURATIONS: &[&str] = &[
    "/timeouts/start_to_close",
    "/timeouts/heartbeat",
    "/probes/start_within",
    "/probes/every",
    "/probes/timeout",
    "/probes/stale_after",
    "/restart/wait",
    "/restart/wait_at_most",
    "/restart/within",
    "/restart/stop_within",
];

/// What is wrong with a manifest in JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// Where: a JSON Pointer.
    pub pointer: String,
    /// What was found, and what was expected.
    pub message: String,
}

/// Reads the text of a `*.agent.yaml`.
///
/// # Errors
/// Everything that is wrong with it, with places.
pub fn read(text: &str) -> Result<Manifest, Vec<Mistake>> {
    let data = agent_file::read(text)?;
    // A test holds that what fits the schema is one.
    meant(data).map_err(|error| vec![agent_file::mistake(&format!("it cannot be used: {error}"))])
}

/// Reads a manifest as a request to the API has it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn from_json(mut data: Value) -> Result<Manifest, Vec<Wrong>> {
    for pointer in DURATIONS {
        if let Some(value) = data.pointer_mut(pointer) {
            match value {
                // As text in its place it would be what the schema asks for, and one form is enough here.
                Value::String(_) => {}
                Value::Number(number) if number.is_u64() => *value = json!(format!("{number}ms")),
                other => return Err(vec![wrong(pointer, format!("a duration is a whole number of milliseconds, not {other}"))]),
            }
        }
    }
    // Absent and null are the same in what programs write.
    without_nulls(&mut data);
    let violations = schemas::shipped(agent_file::SCHEMA_NAME).map_or_else(Vec::new, |schema| schema.validate(&data));
    let mut out: Vec<Wrong> = violations.into_iter().map(|violation| wrong(&pointer(&violation.path), violation.message)).collect();
    if out.is_empty() {
        out.extend(agent_file::doubts(&data).into_iter().map(|(path, message)| wrong(&pointer(&path), message)));
    }
    if out.is_empty() { meant(data).map_err(|error| vec![wrong("", error.to_string())]) } else { Err(out) }
}

fn wrong(pointer: &str, message: String) -> Wrong {
    Wrong { pointer: pointer.to_owned(), message }
}

fn without_nulls(data: &mut Value) {
    if let Value::Object(fields) = data {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(without_nulls);
    }
}

fn pointer(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    };
    path.iter().map(step).collect()
}

/// What data that fits the schema means.
fn meant(mut data: Value) -> Result<Manifest, serde_json::Error> {
    for pointer in DURATIONS {
        if let Some(value) = data.pointer_mut(pointer)
            && let Some(milliseconds) = value.as_str().and_then(milliseconds)
        {
            *value = milliseconds.into();
        }
    }
    if let Some(memory) = data.pointer_mut("/limits/memory")
        && let Some(bytes) = memory.as_str().and_then(bytes)
    {
        *memory = bytes.into();
    }
    if let Some(run) = data.get_mut("run").filter(|run| run.is_array()) {
        *run = json!({ "command": { "words": run.take() } });
    }
    if let Some(fields) = data.as_object_mut() {
        fields.remove("$schema");
    }
    serde_json::from_value(data)
}

fn milliseconds(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let unit = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        _ => 3_600_000,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at(text.len().checked_sub(3)?);
    let shift = match unit {
        "KiB" => 10,
        "MiB" => 20,
        _ => 30,
    };
    Some(number.parse::<u64>().ok()? << shift)
}

/// A manifest in the form of a file: as text it is YAML.
impl Manifest {
    /// Its data as a `*.agent.yaml` would have it; [`read`] of that gives the same manifest.
    pub fn to_file(&self) -> Value {
        let mut data = serde_json::to_value(self).unwrap_or_else(|_| Value::Object(Map::new()));
        for pointer in DURATIONS {
            if let Some(value) = data.pointer_mut(pointer) {
                *value = json!(format!("{value}ms"));
            }
        }
        data
    }
}
