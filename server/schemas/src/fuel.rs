//! Bounds on what judging by a schema may take.
//!
//! The library that judges has no way to stop it, and a few lines of schema can ask for 2^100 steps. So a
//! keyword of our own is put into every subschema, which counts; when the steps or the stack that are granted
//! are used up, it unwinds, as salsa does to cancel a query. No panic hook runs, and nothing is printed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

/// The keyword that counts. It has a colon, so that no schema has it by accident.
pub(crate) const KEYWORD: &str = "ouroboros:fuel";

/// Steps for any instance, however small.
const BASE: u64 = 200_000;
/// Steps more for each value in the instance. Kubernetes' Deployment takes about 20.
const PER_NODE: u64 = 100;
/// How much stack may be used. Threads of tests have 2 MiB.
const STACK: usize = 1 << 20;

thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
    static BOTTOM: Cell<usize> = const { Cell::new(0) };
}

struct Exhausted;

/// Runs `work` within the bounds for an instance of `nodes` values; `None` when they were reached.
pub(crate) fn bounded<T>(nodes: usize, work: impl FnOnce() -> T) -> Option<T> {
    LEFT.set(BASE + PER_NODE * nodes as u64);
    BOTTOM.set(here());
    let done = catch_unwind(AssertUnwindSafe(work));
    LEFT.set(u64::MAX);
    BOTTOM.set(0);
    match done {
        Ok(done) => Some(done),
        Err(payload) if payload.is::<Exhausted>() => None,
        Err(payload) => resume_unwind(payload),
    }
}

/// About where the stack is.
#[inline(never)]
fn here() -> usize {
    let mark = 0u8;
    std::hint::black_box(&raw const mark as usize)
}

/// Counts one step.
fn burn() {
    let (left, bottom) = (LEFT.get(), BOTTOM.get());
    if left == 0 || bottom != 0 && bottom.abs_diff(here()) > STACK {
        resume_unwind(Box::new(Exhausted));
    }
    LEFT.set(left.saturating_sub(1));
}

struct Counter;

impl<'i> Keyword<'i> for Counter {
    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
        burn();
        Ok(())
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        burn();
        true
    }
}

/// What makes the keyword's judge.
pub(crate) fn factory<'a>(
    _: &'a Map<String, Value>,
    _: &'a Value,
    _: jsonschema::paths::Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    Ok(Box::new(Counter))
}

/// Puts the keyword into every subschema of `schema`.
pub(crate) fn inject(schema: &mut Value) {
    visit(schema, false);
    // A reference may lead anywhere, into what looks like data too.
    let mut references = Vec::new();
    collect(schema, &mut references);
    for pointer in references {
        if let Some(target) = schema.pointer_mut(&pointer)
            && target.as_object().is_some_and(|target| !target.contains_key(KEYWORD))
        {
            visit(target, false);
        }
    }
}

/// `is_map`: its values are schemas, and it is none.
fn visit(value: &mut Value, is_map: bool) {
    match value {
        Value::Object(object) => {
            for (key, value) in &mut *object {
                match key.as_str() {
                    _ if is_map => visit(value, false),
                    "enum" | "const" | "default" | "examples" | "dependentRequired" | "$vocabulary" => {}
                    _ => visit(value, super::position::is_map(key)),
                }
            }
            if !is_map {
                object.insert(KEYWORD.to_owned(), Value::Bool(true));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, false)),
        _ => {}
    }
}

/// The pointers of all references within the document.
fn collect(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref")
                && let Some((_, pointer)) = reference.split_once('#')
            {
                out.push(super::position::decoded(pointer));
            }
            object.values().for_each(|value| collect(value, out));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
        _ => {}
    }
}
