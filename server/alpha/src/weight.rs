//! What a value weighs: all of it, as deep as it goes, and as often as it is in there.
//!
//! A value that holds another twice is small in memory and large for whoever compares or writes it. Each list is looked
//! through once; after that its weight is known. What is only a promise of a list (`a + b`, slices) becomes one here, so
//! that promises never nest, and nothing nests deeper than a stack can follow.

use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr, Tuple, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, Output, State, Value, escape_formatter};
use rustc_hash::FxHashMap;

use crate::metered::{PART, WEIGHED};

/// How much a value may weigh: its items, and a sixteenth of its bytes.
const MOST: u64 = 1_000_000;
/// How deep it may nest.
const MAX_DEPTH: u32 = 300;
/// What one fuel pays for.
const PER_FUEL: u64 = 64;

/// Makes the scales known to an engine.
pub fn add(environment: &mut Environment<'static>) {
    environment.add_filter(WEIGHED, |state: &mut State<'_, '_>, value: ValueOrKwargs| weighed(state, value.into_value()));
    environment.add_filter(PART, |state: &mut State<'_, '_>, value: ValueOrKwargs| {
        let value = value.into_value();
        match value.as_object() {
            Some(object) if is_namespace(object) => Err(shares()),
            _ => weighed(state, value),
        }
    });
    environment.set_formatter(|out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value| match value.as_object() {
        None => escape_formatter(out, state, value),
        Some(_) => {
            let value = weighed(state, value.clone())?;
            escape_formatter(out, state, &value)
        }
    });
}

/// What is known of the lists and mappings that one rendering has met.
#[derive(Default)]
struct Known {
    /// By address; the value is kept, so that nothing else gets its address.
    weights: FxHashMap<usize, (Value, Weight)>,
    owed: u64,
}

#[derive(Clone, Copy)]
struct Weight {
    total: u64,
    depth: u32,
}

/// A list that a promise became.
#[derive(Debug)]
struct Row(Vec<Value>);

impl Object for Row {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.0.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.0.len())
    }
}

/// Charges for all of a value. A promise of a list comes back as the list.
fn weighed(state: &mut State<'_, '_>, value: Value) -> Result<Value, Error> {
    let Some(object) = value.as_object() else { return Ok(value) };
    let mut known = std::mem::take(state.get_or_insert_extension_with(Known::default));
    let result = known.weigh(state, &value, object);
    *state.get_or_insert_extension_with(Known::default) = known;
    result.map(|row| row.unwrap_or(value))
}

impl Known {
    fn weigh(&mut self, state: &State<'_, '_>, value: &Value, object: &DynObject) -> Result<Option<Value>, Error> {
        let is_list = matches!(object.repr(), ObjectRepr::Seq | ObjectRepr::Iterable);
        let is_whole = object.downcast_ref::<Vec<Value>>().is_some() || object.downcast_ref::<Row>().is_some() || value.is_tuple();
        let is_promise = is_list && !is_whole && object.enumerator_len().is_some();
        if !is_promise {
            let weight = if is_namespace(object) { self.pairs(state, object, 0)? } else { self.of(state, value, 0)? };
            self.charge(state, weight.total)?;
            return Ok(None);
        }
        let mut items = Vec::new();
        for item in object.try_iter().into_iter().flatten() {
            // Whoever has made the item may have failed.
            if let Some(error) = invalid(&item) {
                return Err(error);
            }
            self.charge(state, 2)?;
            items.push(item);
        }
        let row = Value::from_object(Row(items));
        let weight = self.of(state, &row, 0)?;
        self.charge(state, weight.total)?;
        Ok(Some(row))
    }

    fn charge(&mut self, state: &State<'_, '_>, units: u64) -> Result<(), Error> {
        self.owed = self.owed.saturating_add(units);
        if self.owed < PER_FUEL {
            return Ok(());
        }
        let fuel = self.owed / PER_FUEL;
        self.owed %= PER_FUEL;
        state.consume_fuel(fuel)
    }

    fn of(&mut self, state: &State<'_, '_>, value: &Value, depth: u32) -> Result<Weight, Error> {
        let Some(object) = value.as_object() else {
            let bytes = value.as_bytes().map_or(0, <[u8]>::len) as u64;
            return Ok(Weight { total: 1 + bytes / 16, depth: 0 });
        };
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        if let Some(list) = value.downcast_object_ref::<Vec<Value>>() {
            return self.remembered(state, value, std::ptr::from_ref(list) as usize, list.iter(), depth);
        }
        if let Some(list) = value.downcast_object_ref::<Row>() {
            return self.remembered(state, value, std::ptr::from_ref(list) as usize, list.0.iter(), depth);
        }
        if let Some(list) = value.downcast_object_ref::<Tuple>() {
            return self.remembered(state, value, std::ptr::from_ref(list) as usize, list.iter(), depth);
        }
        if let Some(map) = value.downcast_object_ref::<IndexMap<Value, Value>>() {
            let items = map.iter().flat_map(|(key, value)| [key, value]);
            return self.remembered(state, value, std::ptr::from_ref(map) as usize, items, depth);
        }
        if is_namespace(object) {
            return Err(shares());
        }
        match object.repr() {
            ObjectRepr::Map => self.pairs(state, object, depth),
            ObjectRepr::Seq | ObjectRepr::Iterable => {
                let mut weight = Weight { total: 1, depth: 0 };
                for item in object.try_iter().into_iter().flatten() {
                    if let Some(error) = invalid(&item) {
                        return Err(error);
                    }
                    self.charge(state, 2)?;
                    weight = weight.with(self.of(state, &item, depth + 1)?)?;
                }
                Ok(weight)
            }
            _ => Ok(Weight { total: 1, depth: 0 }),
        }
    }

    fn pairs(&mut self, state: &State<'_, '_>, object: &DynObject, depth: u32) -> Result<Weight, Error> {
        let mut weight = Weight { total: 1, depth: 0 };
        for (key, item) in object.try_iter_pairs().into_iter().flatten() {
            self.charge(state, 2)?;
            weight = weight.with(self.of(state, &key, depth + 1)?)?.with(self.of(state, &item, depth + 1)?)?;
        }
        Ok(weight)
    }

    /// Of what never changes: looked through once.
    fn remembered<'v>(
        &mut self,
        state: &State<'_, '_>,
        value: &Value,
        address: usize,
        items: impl Iterator<Item = &'v Value>,
        depth: u32,
    ) -> Result<Weight, Error> {
        if let Some((_, weight)) = self.weights.get(&address) {
            return Ok(*weight);
        }
        let mut weight = Weight { total: 1, depth: 0 };
        for item in items {
            self.charge(state, 2)?;
            weight = weight.with(self.of(state, item, depth + 1)?)?;
        }
        self.weights.insert(address, (value.clone(), weight));
        Ok(weight)
    }
}

impl Weight {
    fn with(self, item: Weight) -> Result<Weight, Error> {
        let total = self.total.saturating_add(item.total);
        let depth = self.depth.max(item.depth + 1);
        match () {
            () if total > MOST => Err(ErrorKind::OutOfFuel.into()),
            () if depth > MAX_DEPTH => Err(too_deep()),
            () => Ok(Weight { total, depth }),
        }
    }
}

/// What an iterator says that cannot go on.
fn invalid(item: &Value) -> Option<Error> {
    (item.kind() == minijinja::value::ValueKind::Invalid).then(|| ErrorKind::OutOfFuel.into())
}

fn is_namespace(object: &DynObject) -> bool {
    object.type_name().ends_with("::Namespace")
}

fn too_deep() -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("a value nests more than {MAX_DEPTH} lists and mappings"))
}

/// What changes behind its own back cannot be weighed, and could hold itself.
fn shares() -> Error {
    Error::new(ErrorKind::InvalidOperation, "a namespace cannot be a part of a list, of a mapping or of a namespace; keep its values there")
}
