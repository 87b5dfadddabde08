//! What a generator is given: what the DNA says, with the defaults of the generator's schema.

use dna::generator::Generator;
use serde_json::{Map, Value as Json};

use crate::problem::Problem;

/// What a generator gets to work with.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Given {
    /// The values, defaults added.
    pub config: Json,
    /// What is wrong with what the DNA says.
    pub problems: Vec<Problem>,
}

/// Joins what `entry` gives with the defaults of `definition`, and checks the shape.
pub fn effective(entry: &Generator, definition: &Generator) -> Given {
    let with = entry.with.as_ref().map_or_else(|| Json::Object(Map::new()), dna::Data::to_json);
    let schema = definition.config.as_ref().map(dna::Data::to_json);
    let config = schema.as_ref().map_or(with.clone(), |schema| with_defaults(schema, with));
    Given { config, problems: Vec::new() }
}

/// `given` with the `default`s of `schema` where it says nothing, at any depth.
pub fn with_defaults(schema: &Json, mut given: Json) -> Json {
    if let (Some(properties), Json::Object(entries)) = (schema["properties"].as_object(), &mut given) {
        for (name, schema) in properties {
            match entries.get_mut(name) {
                Some(value) => *value = with_defaults(schema, value.take()),
                None => {
                    if let Some(default) = schema.get("default") {
                        entries.insert(name.clone(), with_defaults(schema, default.clone()));
                    }
                }
            }
        }
    }
    if let Json::Array(items) = &mut given {
        items.iter_mut().for_each(|item| *item = with_defaults(&schema["items"], item.take()));
    }
    given
}
