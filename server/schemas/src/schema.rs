//! A schema that is compiled when it is first used.

use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ReferencingError, Retrieve, Uri, Validator};
use serde_json::Value;

use crate::broken::Broken;
use crate::explain;
use crate::fuel;
use crate::position::measure;
use crate::violation::{Blame, Part, Violation};

/// Larger schemas are not used. Kubernetes' largest has a tenth of it.
const MAX_NODES: usize = 2_000_000;
/// Nor are deeper ones.
const MAX_DEPTH: usize = 200;
/// What compiling may use: it recurses along the schema, and schemas are compiled once.
const COMPILER_STACK: usize = 32 << 20;
/// Steps of a pattern that looks around; others are matched in linear time.
const MAX_BACKTRACKS: usize = 10_000;
/// Of a compiled pattern, in bytes.
const MAX_PATTERN: usize = 1 << 20;

/// A JSON Schema. Compiled at the first use, then kept.
pub struct Schema {
    source: Value,
    beside: Vec<(String, Value)>,
    base: Option<String>,
    compiled: OnceLock<Result<Validator, Broken>>,
}

impl Schema {
    /// A schema by itself. Its `$schema` says which draft it is; without one it is of 2020-12.
    pub fn new(schema: Value) -> Schema {
        Schema::with(schema, Vec::new())
    }

    /// A schema that may refer to those beside it, which are known by absolute URI.
    pub fn with(schema: Value, beside: Vec<(String, Value)>) -> Schema {
        Schema { source: schema, beside, base: None, compiled: OnceLock::new() }
    }

    /// The same for a schema at the absolute URI `base`, which its references are seen from.
    pub fn at(base: String, schema: Value, beside: Vec<(String, Value)>) -> Schema {
        Schema { base: Some(base), ..Schema::with(schema, beside) }
    }

    /// The schema as it is written.
    pub fn source(&self) -> &Value {
        &self.source
    }

    /// Why it cannot be used, if it cannot.
    pub fn broken(&self) -> Option<&Broken> {
        self.compiled().as_ref().err()
    }

    /// Judges an instance. The violations come in the order of the schema's keywords, from the outside inwards,
    /// each once. A schema that cannot be used is one violation, which blames the schema.
    pub fn validate(&self, instance: &Value) -> Vec<Violation> {
        let validator = match self.compiled() {
            Ok(validator) => validator,
            Err(broken) => return vec![unjudged(broken)],
        };
        let (nodes, depth) = measure(instance, MAX_NODES);
        if depth > MAX_DEPTH {
            let message = format!("nests more than {MAX_DEPTH} levels deep, and is not judged by its schema");
            return vec![Violation { message, blame: Blame::Instance, ..unjudged(&Broken::Exhausted) }];
        }
        let judged = fuel::bounded(nodes, || {
            if validator.is_valid(instance) {
                return Vec::new();
            }
            explain::violations(&self.source, instance, validator.iter_errors(instance))
        });
        judged.unwrap_or_else(|| vec![unjudged(&Broken::Exhausted)])
    }

    fn compiled(&self) -> &Result<Validator, Broken> {
        self.compiled.get_or_init(|| self.compile())
    }

    fn compile(&self) -> Result<Validator, Broken> {
        for schema in std::iter::once(&self.source).chain(self.beside.iter().map(|(_, schema)| schema)) {
            let (nodes, depth) = measure(schema, MAX_NODES);
            if nodes >= MAX_NODES {
                return Err(Broken::Excess("is too large"));
            }
            if depth > MAX_DEPTH {
                return Err(Broken::Excess("nests too deep"));
            }
        }
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("schema".to_owned()).stack_size(COMPILER_STACK);
            let built = thread.spawn_scoped(scope, || self.build()).map_err(|_| Broken::Exhausted)?;
            built.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn build(&self) -> Result<Validator, Broken> {
        let mut schema = self.source.clone();
        fuel::inject(&mut schema);
        let mut beside = self.beside.clone();
        beside.iter_mut().for_each(|(_, schema)| fuel::inject(schema));
        let patterns = PatternOptions::fancy_regex().backtrack_limit(MAX_BACKTRACKS).size_limit(MAX_PATTERN);
        let options = jsonschema::options();
        let options = match &self.base {
            Some(base) => options.with_base_uri(base.clone()),
            None => options,
        };
        options
            .with_retriever(Beside(beside))
            .with_keyword(fuel::KEYWORD, fuel::factory)
            .with_pattern_options(patterns)
            .build(&schema)
            .map_err(|error| match error.kind() {
                ValidationErrorKind::Referencing(ReferencingError::Unretrievable { uri, .. }) => Broken::NotFetched(uri.clone()),
                ValidationErrorKind::Referencing(error) => Broken::Unresolved(unresolved(error)),
                _ => {
                    let first = explain::violations(&self.source, &schema, std::iter::once(error)).into_iter().next();
                    let Some(first) = first else { return Broken::Exhausted };
                    Broken::Unsound { pointer: explain::pointer(&first.path), message: first.message }
                }
            })
    }
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schema").field("source", &self.source).finish_non_exhaustive()
    }
}

fn unjudged(broken: &Broken) -> Violation {
    Violation { path: Vec::new(), part: Part::Value, blame: Blame::Schema, message: broken.to_string(), keyword: "$schema", meant: None }
}

fn unresolved(error: &ReferencingError) -> String {
    match error {
        ReferencingError::PointerToNowhere { pointer } => format!("#{pointer}"),
        ReferencingError::NoSuchAnchor { anchor } | ReferencingError::InvalidAnchor { anchor } => format!("#{anchor}"),
        ReferencingError::UnknownSpecification { specification } => specification.clone(),
        other => other.to_string(),
    }
}

/// Answers with what was given, and with nothing else: no network, no disk.
struct Beside(Vec<(String, Value)>);

impl Retrieve for Beside {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let wanted = uri.as_str().trim_end_matches('#');
        let found = self.0.iter().find(|(known, _)| known.trim_end_matches('#') == wanted);
        found.map(|(_, schema)| schema.clone()).ok_or_else(|| "not fetched".into())
    }
}
