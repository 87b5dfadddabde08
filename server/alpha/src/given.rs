//! What a generator is given: what the DNA says, with the defaults of the generator's schema, held to that schema.

use std::sync::Arc;

use dna::Data;
use dna::generator::{Generator, GoldenTest};
use schemas::{Blame, Part, Schema, apply_defaults};
use serde_json::{Map, Value as Json};

use crate::problem::{Place, Problem, SHAPE};

/// What a generator gets to work with.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Given {
    /// The values, defaults added.
    pub config: Json,
    /// What is wrong with what the DNA says.
    pub problems: Vec<Problem>,
}

/// The schema of what a generator is given, ready to judge; `None`: it takes anything.
pub fn schema(definition: &Generator) -> Option<Arc<Schema>> {
    definition.config.as_ref().map(|config| Arc::new(Schema::new(config.to_json())))
}

/// Joins what `entry` gives with the defaults, and checks the shape.
pub fn effective(entry: &Generator, schema: Option<&Schema>) -> Given {
    let own = json(entry.with.as_ref());
    let config = with_defaults(schema, &own);
    let problems = schema.map_or_else(Vec::new, |schema| violations(entry, schema, &config));
    Given { config, problems }
}

/// What a generator is given in an example.
pub fn example(test: &GoldenTest, schema: Option<&Schema>) -> Json {
    with_defaults(schema, &json(test.with.as_ref()))
}

fn json(data: Option<&Data>) -> Json {
    data.map_or_else(|| Json::Object(Map::new()), Data::to_json)
}

fn with_defaults(schema: Option<&Schema>, given: &Json) -> Json {
    schema.map_or_else(|| given.clone(), |schema| apply_defaults(schema.source(), given))
}

/// Where what is given has not the shape that is asked for. What a default says wrong is the schema's fault, and is
/// told at the nearest that the DNA says.
fn violations(entry: &Generator, schema: &Schema, config: &Json) -> Vec<Problem> {
    let found = schema.validate(config).into_iter().map(|violation| {
        let path = &violation.path;
        let with = entry.with.as_ref();
        let span = match (violation.part, with) {
            (_, None) => entry.id.span,
            (Part::Key, Some(with)) => with.key_span(path).unwrap_or_else(|| with.nearest(path)),
            (Part::Value, Some(with)) => with.nearest(path),
        };
        let what = if path.is_empty() { String::new() } else { format!("`{}`: ", dna::shown(path)) };
        let whose = match violation.blame {
            Blame::Instance => format!("generator `{}`: ", entry.id.value),
            Blame::Schema => format!("the `config` of generator `{}` cannot be used: ", entry.id.value),
        };
        Problem::new(SHAPE, Place::Dna(span), format!("{whose}{what}{}", violation.message))
    });
    found.collect()
}
