//! What a schema knows about a place of a document: keys, values, descriptions.

use serde_json::Value;

use crate::position::resolve;

/// How many parts one schema is looked at in: an honest one has a few.
const MOST_PARTS: usize = 500;

/// Calls `look` with a schema and everything that applies, or may apply, at the same place: the targets of its
/// references, and the members of `allOf`, `anyOf`, `oneOf`, `if`, `then` and `else`. Each once.
pub(crate) fn each_part<'s>(root: &'s Value, schema: &'s Value, look: &mut dyn FnMut(&'s Value)) {
    let mut known: Vec<*const Value> = Vec::new();
    let mut open = vec![schema];
    while let Some(part) = open.pop() {
        if known.len() >= MOST_PARTS || known.contains(&std::ptr::from_ref(part)) {
            continue;
        }
        known.push(part);
        look(part);
        let mut next: Vec<&Value> = Vec::new();
        next.extend(["if", "then", "else"].iter().filter_map(|keyword| part.get(keyword)));
        for keyword in ["allOf", "anyOf", "oneOf"] {
            next.extend(part.get(keyword).and_then(Value::as_array).into_iter().flatten());
        }
        next.extend(["$ref", "$dynamicRef"].iter().filter_map(|keyword| resolve(root, part.get(keyword)?.as_str()?)));
        open.extend(next.into_iter().rev());
    }
}
