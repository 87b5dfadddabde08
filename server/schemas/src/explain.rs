//! From what the library says to what we say: one violation for one cause, at its place, in our words.

use std::cell::Cell;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use crate::branches;
use crate::near::closest;
use crate::violation::{Blame, Meant, Part, Step, Violation};
use crate::words::{called, choices, counted, cut, described, format_name, instead, joined, shown, type_name};

/// More are not reported: nobody reads them.
const MOST_VIOLATIONS: usize = 1000;
/// How many get a suggestion, and of how many candidates: each asks all.
const MOST_GUESSES: u32 = 100;
const MOST_CANDIDATES: usize = 1000;

/// A violation, and what would have been right, for those who join several into one.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub violation: Violation,
    pub wanted: Wanted,
}

/// What would have been right.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// A value of one of these types, as JSON Schema calls them.
    Types(Vec<String>),
    /// One of these values.
    Values(Vec<Value>),
    /// This key.
    Key(String),
    /// One of these keys.
    OneKey(Vec<String>),
    /// Another name in place of this one, among keys that are known.
    NoKey,
    /// It says so itself.
    Said,
}

/// Explains errors.
pub(crate) struct Explainer<'s> {
    schema: &'s Value,
    instance: &'s Value,
    guesses: Cell<u32>,
}

/// Explains all errors of an instance; by place in the document.
pub(crate) fn violations<'e>(schema: &Value, instance: &Value, errors: impl Iterator<Item = ValidationError<'e>>) -> Vec<Violation> {
    let explainer = Explainer { schema, instance, guesses: Cell::new(0) };
    let mut found = Vec::new();
    for error in errors {
        found.extend(explainer.explain(&error));
        if found.len() >= MOST_VIOLATIONS {
            break;
        }
    }
    let mut out: Vec<Violation> = one_for_each_cause(found).into_iter().map(|found| found.violation).collect();
    out.sort_by_cached_key(|violation| explainer.order(&violation.path));
    let mut known = std::collections::HashSet::new();
    out.retain(|violation| known.insert(violation.clone()));
    out
}

/// A path as a JSON pointer.
pub(crate) fn pointer(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    };
    path.iter().map(step).collect()
}

/// Leaves out what only repeats something else.
pub(crate) fn one_for_each_cause(found: Vec<Found>) -> Vec<Found> {
    let keep = |one: &Found| match &one.wanted {
        // The key is there, misspelled.
        Wanted::Key(key) => !found.iter().any(|other| is_misspelt(other, key, one)),
        Wanted::OneKey(keys) => !keys.iter().any(|key| found.iter().any(|other| is_misspelt(other, key, one))),
        Wanted::Values(_) | Wanted::NoKey => true,
        // A list of the right values says more about the same value.
        _ if one.violation.part == Part::Value => {
            let same = |other: &&Found| other.violation.part == Part::Value && other.violation.path == one.violation.path;
            !found.iter().filter(same).any(|other| matches!(other.wanted, Wanted::Values(_)))
        }
        _ => true,
    };
    found.iter().filter(|one| keep(one)).cloned().collect()
}

/// Whether `other` finds what is `key`, misspelled, where `one` misses it.
fn is_misspelt(other: &Found, key: &str, one: &Found) -> bool {
    matches!(other.wanted, Wanted::NoKey)
        && other.violation.meant.as_ref().is_some_and(|meant| meant.text == key)
        && other.violation.path.split_last().is_some_and(|(_, parent)| parent == one.violation.path)
}

impl Explainer<'_> {
    /// What one error says; several for several keys, none for what is not known.
    pub fn explain(&self, error: &ValidationError<'_>) -> Vec<Found> {
        let path = self.path(error.instance_path().as_str());
        let value = error.instance();
        let keyword = keyword(error.kind());
        let say = |part: Part, message: String| self.found(path.clone(), part, keyword, message, Wanted::Said);
        let name = called(&path);
        let at_value = |message: String| vec![say(Part::Value, message)];
        match error.kind() {
            Kind::Type { kind } => {
                let types = match kind {
                    TypeKind::Single(one) => vec![one.to_string()],
                    TypeKind::Multiple(several) => several.iter().map(|one| one.to_string()).collect(),
                };
                vec![self.of_types(path, value, types)]
            }
            Kind::Enum { options } => vec![self.of_values(path, value, options.as_array().cloned().unwrap_or_default(), keyword)],
            Kind::Constant { expected_value } => vec![self.of_values(path, value, vec![(**expected_value).clone()], keyword)],
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                let known = self.known_keys(error);
                unexpected.iter().take(MOST_VIOLATIONS).map(|key| self.unknown_key(&path, value, key, &known, keyword)).collect()
            }
            Kind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                let message = format!("{name} needs the key `{}`, which is missing", cut(key));
                vec![self.found(path, Part::Key, keyword, message, Wanted::Key(key.to_owned()))]
            }
            Kind::PropertyNames { error } => {
                let Value::String(key) = &**error.instance() else { return Vec::new() };
                let reason = self.explain(error).into_iter().next();
                let mut inside = path.clone();
                inside.push(Step::Key(key.clone()));
                let (message, meant) = match (error.kind(), reason) {
                    (Kind::Pattern { pattern }, _) => (format!("the key `{}` does not match `{}`", cut(key), cut(pattern)), None),
                    (Kind::Enum { .. } | Kind::Constant { .. }, Some(reason)) => match reason.wanted {
                        Wanted::Values(values) => {
                            let words: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
                            let meant = self.meant(key, words.iter().copied());
                            let meant = meant.map(|text| Meant { text: text.to_owned(), is_text: true });
                            (format!("{name} has no key `{}`; it has {}", cut(key), choices(words)), meant)
                        }
                        _ => (format!("{name} may not have the key `{}`", cut(key)), None),
                    },
                    (_, Some(reason)) => (format!("the key `{}`: {}", cut(key), reason.violation.message), None),
                    (_, None) => (format!("{name} may not have the key `{}`", cut(key)), None),
                };
                let mut found = self.found(inside, Part::Key, keyword, message, Wanted::Said);
                suggest(&mut found.violation, meant);
                vec![found]
            }
            Kind::FalseSchema => {
                let part = if matches!(path.last(), Some(Step::Key(_))) { Part::Key } else { Part::Value };
                vec![say(part, format!("{name} may not be there"))]
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => branches::explain(self, &path, value, context, keyword),
            Kind::OneOfMultipleValid { context } => vec![self.several_fit(error, path, value, context)],
            Kind::Not { schema } => self.excluded(path, value, schema),
            Kind::Pattern { pattern } => at_value(format!("{name} does not match `{}`: {}", cut(pattern), instead(value))),
            Kind::Format { format } => at_value(format!("{name} is {}, not {}", format_name(format), instead(value))),
            Kind::Minimum { limit } => at_value(format!("{name} is at least {limit}, not {}", shown(value))),
            Kind::Maximum { limit } => at_value(format!("{name} is at most {limit}, not {}", shown(value))),
            Kind::ExclusiveMinimum { limit } => at_value(format!("{name} is more than {limit}, not {}", shown(value))),
            Kind::ExclusiveMaximum { limit } => at_value(format!("{name} is less than {limit}, not {}", shown(value))),
            Kind::MultipleOf { multiple_of } => at_value(format!("{name} is a multiple of {multiple_of}, not {}", shown(value))),
            Kind::MinLength { limit: 1 } => at_value(format!("{name} is empty")),
            Kind::MinLength { limit } => at_value(format!("{name} has at least {}", counted(*limit, "character", "characters"))),
            Kind::MaxLength { limit } => at_value(format!("{name} has at most {}", counted(*limit, "character", "characters"))),
            Kind::MinItems { limit: 1 } => at_value(format!("{name} is empty; it has at least one item")),
            Kind::MinItems { limit } => {
                at_value(format!("{name} has at least {}, not {}", counted(*limit, "item", "items"), value.as_array().map_or(0, Vec::len)))
            }
            Kind::MaxItems { limit } => {
                at_value(format!("{name} has at most {}, not {}", counted(*limit, "item", "items"), value.as_array().map_or(0, Vec::len)))
            }
            Kind::AdditionalItems { limit } => at_value(format!("{name} has at most {}", counted(*limit as u64, "item", "items"))),
            Kind::UnevaluatedItems { .. } => at_value(format!("{name} has more items than it may")),
            Kind::MinProperties { limit: 1 } => at_value(format!("{name} is empty; it has at least one key")),
            Kind::MinProperties { limit } => at_value(format!("{name} has at least {}", counted(*limit, "key", "keys"))),
            Kind::MaxProperties { limit } => at_value(format!("{name} has at most {}", counted(*limit, "key", "keys"))),
            Kind::UniqueItems => vec![self.twice(path, value)],
            Kind::Contains => at_value(format!("no item of {name} is what one of them must be")),
            Kind::ContentEncoding { content_encoding } => at_value(format!("{name} is no {}", cut(content_encoding))),
            Kind::ContentMediaType { content_media_type } => at_value(format!("{name} is no {}", cut(content_media_type))),
            Kind::FromUtf8 { .. } => at_value(format!("{name} holds no text")),
            // What the engine for patterns could not decide is not held against anybody.
            Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } | Kind::Custom { .. } | Kind::Referencing(_) => {
                Vec::new()
            }
        }
    }

    pub fn found(&self, path: Vec<Step>, part: Part, keyword: &'static str, message: String, wanted: Wanted) -> Found {
        Found { violation: Violation { path, part, blame: Blame::Instance, message, keyword, meant: None }, wanted }
    }

    /// A value that is of none of these types.
    pub fn of_types(&self, path: Vec<Step>, value: &Value, types: Vec<String>) -> Found {
        let mut names: Vec<String> = Vec::new();
        for name in &types {
            let name = type_name(name).to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        // A number may be the wrong one; what is written says it.
        let got = match value {
            Value::Number(number) if types.iter().any(|name| name == "integer") => format!("`{number}`"),
            _ => described(value).to_owned(),
        };
        let message = format!("{} is {}, not {got}", called(&path), joined(names));
        self.found(path, Part::Value, "type", message, Wanted::Types(types))
    }

    /// A value that is none of these.
    pub fn of_values(&self, path: Vec<Step>, value: &Value, values: Vec<Value>, keyword: &'static str) -> Found {
        let words: Vec<String> = values.iter().map(shown).collect();
        let one_of = if words.len() > 1 { "one of " } else { "" };
        let message = format!("{} is {one_of}{}, not {}", called(&path), choices(words.iter().map(String::as_str)), instead(value));
        let written = match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        // Text that is right but for its type is nearest.
        let meant = written.and_then(|written| {
            let same = values.iter().zip(&words).find(|(_, word)| **word == written);
            let near = || self.meant(&written, words.iter().map(String::as_str));
            let word = same.map(|(_, word)| word.as_str()).or_else(near)?;
            let at = words.iter().position(|known| known == word)?;
            Some(Meant { text: word.to_owned(), is_text: values[at].is_string() })
        });
        let mut found = self.found(path, Part::Value, keyword, message, Wanted::Values(values));
        suggest(&mut found.violation, meant);
        found
    }

    fn unknown_key(&self, path: &[Step], value: &Value, key: &str, known: &[String], keyword: &'static str) -> Found {
        let unwritten: Vec<&str> = known.iter().map(String::as_str).filter(|known| value.get(known).is_none()).collect();
        let mut message = format!("{} has no key `{}`", called(path), cut(key));
        let meant = self.meant(key, unwritten.iter().copied()).map(|text| Meant { text: text.to_owned(), is_text: true });
        if meant.is_none() && !known.is_empty() {
            message.push_str(&format!("; it has {}", choices(known.iter().map(String::as_str)).replace(" or ", ", ")));
        }
        let mut inside = path.to_vec();
        inside.push(Step::Key(key.to_owned()));
        let mut found = self.found(inside, Part::Key, keyword, message, Wanted::NoKey);
        suggest(&mut found.violation, meant);
        found
    }

    /// The keys that the schema around a keyword knows.
    fn known_keys(&self, error: &ValidationError<'_>) -> Vec<String> {
        let Some(around) = self.around(error) else { return Vec::new() };
        let mut known = Vec::new();
        crate::outline::each_part(self.schema, around, &mut |part| {
            for key in part.get("properties").and_then(Value::as_object).into_iter().flat_map(|properties| properties.keys()) {
                if !known.contains(key) && known.len() < MOST_CANDIDATES {
                    known.push(key.clone());
                }
            }
        });
        known
    }

    /// The schema that has the keyword.
    fn around(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (around, keyword) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.pointer(around).filter(|around| around.get(keyword).is_some())
    }

    /// More than one branch of a `oneOf` fits.
    fn several_fit(&self, error: &ValidationError<'_>, path: Vec<Step>, value: &Value, context: &[Vec<ValidationError<'_>>]) -> Found {
        let all = self.around(error).and_then(|around| around.get("oneOf")).and_then(Value::as_array);
        let fitting = context.iter().enumerate().filter(|(_, errors)| errors.is_empty()).map(|(at, _)| at);
        // Alternatives are most often told apart by a key that each of them needs.
        let keys: Option<Vec<&str>> = fitting.map(|at| all?.get(at)?.get("required")?.as_array()?.first()?.as_str()).collect();
        match keys.as_deref() {
            Some([first, second, ..]) if first != second && value.get(second).is_some() => {
                let message = format!("{} has one of {}, not both", called(&path), choices([*first, *second]));
                let mut inside = path;
                inside.push(Step::Key((*second).to_owned()));
                self.found(inside, Part::Key, "oneOf", message, Wanted::Said)
            }
            _ => {
                let message = format!("{} fits more than one of the shapes of which it has one", called(&path));
                self.found(path, Part::Value, "oneOf", message, Wanted::Said)
            }
        }
    }

    fn excluded(&self, path: Vec<Step>, value: &Value, schema: &Value) -> Vec<Found> {
        let keys = schema
            .get("required")
            .and_then(Value::as_array)
            .filter(|_| schema.as_object().is_some_and(|schema| schema.keys().all(|key| key == "required" || key == crate::fuel::KEYWORD)));
        if let Some([key]) = keys.map(Vec::as_slice)
            && let Some(key) = key.as_str()
        {
            let message = format!("{} may not have the key `{}`", called(&path), cut(key));
            let mut inside = path;
            inside.push(Step::Key(key.to_owned()));
            return vec![self.found(inside, Part::Key, "not", message, Wanted::Said)];
        }
        let message = match value {
            Value::Array(_) | Value::Object(_) => format!("{} is what its schema rules out", called(&path)),
            _ => format!("{} may not be {}", called(&path), instead(value)),
        };
        vec![self.found(path, Part::Value, "not", message, Wanted::Said)]
    }

    fn twice(&self, path: Vec<Step>, value: &Value) -> Found {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        let mut known = std::collections::HashSet::new();
        let second = items.iter().take(MOST_CANDIDATES).position(|item| !known.insert(item.to_string()));
        let Some(at) = second else {
            let message = format!("{} has an item twice", called(&path));
            return self.found(path, Part::Value, "uniqueItems", message, Wanted::Said);
        };
        let message = format!("{} has {} twice", called(&path), instead(&items[at]));
        let mut inside = path;
        inside.push(Step::Index(at));
        self.found(inside, Part::Value, "uniqueItems", message, Wanted::Said)
    }

    /// Of `candidates`, what `word` may have meant.
    pub fn meant<'a>(&self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.guesses.set(self.guesses.get() + 1);
        if self.guesses.get() > MOST_GUESSES { None } else { closest(word, candidates.into_iter().take(MOST_CANDIDATES)) }
    }

    /// A pointer as steps: only the instance says whether `0` is a key or an index.
    fn path(&self, pointer: &str) -> Vec<Step> {
        let mut at = Some(self.instance);
        let steps = pointer.split('/').skip(1).map(|part| {
            let key = part.replace("~1", "/").replace("~0", "~");
            match (at, key.parse::<usize>()) {
                (Some(Value::Array(items)), Ok(index)) => {
                    at = items.get(index);
                    Step::Index(index)
                }
                _ => {
                    at = at.and_then(|value| value.get(&key));
                    Step::Key(key)
                }
            }
        });
        steps.collect()
    }

    /// Where a path stands in the document, for sorting.
    fn order(&self, path: &[Step]) -> Vec<usize> {
        let mut at = Some(self.instance);
        let place = |step: &Step| match (at, step) {
            (Some(Value::Object(object)), Step::Key(key)) => {
                let place = object.keys().position(|known| known == key);
                at = object.get(key);
                place.unwrap_or(usize::MAX)
            }
            (Some(Value::Array(items)), Step::Index(index)) => {
                at = items.get(*index);
                *index
            }
            _ => usize::MAX,
        };
        path.iter().map(place).collect()
    }
}

pub(crate) fn suggest(violation: &mut Violation, meant: Option<Meant>) {
    if let Some(meant) = meant {
        violation.message.push_str(&format!("; did you mean `{}`?", meant.text));
        violation.meant = Some(meant);
    }
}

/// The keyword, for as long as the program runs.
fn keyword(kind: &Kind) -> &'static str {
    match kind {
        Kind::AdditionalItems { .. } => "additionalItems",
        Kind::AdditionalProperties { .. } => "additionalProperties",
        Kind::AnyOf { .. } => "anyOf",
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } | Kind::Pattern { .. } => "pattern",
        Kind::Constant { .. } => "const",
        Kind::Contains => "contains",
        Kind::ContentEncoding { .. } | Kind::FromUtf8 { .. } => "contentEncoding",
        Kind::ContentMediaType { .. } => "contentMediaType",
        Kind::Custom { .. } => "custom",
        Kind::Enum { .. } => "enum",
        Kind::ExclusiveMaximum { .. } => "exclusiveMaximum",
        Kind::ExclusiveMinimum { .. } => "exclusiveMinimum",
        Kind::FalseSchema => "false",
        Kind::Format { .. } => "format",
        Kind::MaxItems { .. } => "maxItems",
        Kind::Maximum { .. } => "maximum",
        Kind::MaxLength { .. } => "maxLength",
        Kind::MaxProperties { .. } => "maxProperties",
        Kind::MinItems { .. } => "minItems",
        Kind::Minimum { .. } => "minimum",
        Kind::MinLength { .. } => "minLength",
        Kind::MinProperties { .. } => "minProperties",
        Kind::MultipleOf { .. } => "multipleOf",
        Kind::Not { .. } => "not",
        Kind::OneOfMultipleValid { .. } | Kind::OneOfNotValid { .. } => "oneOf",
        Kind::PropertyNames { .. } => "propertyNames",
        Kind::Required { .. } => "required",
        Kind::Type { .. } => "type",
        Kind::UnevaluatedItems { .. } => "unevaluatedItems",
        Kind::UnevaluatedProperties { .. } => "unevaluatedProperties",
        Kind::UniqueItems => "uniqueItems",
        Kind::Referencing(_) => "$ref",
    }
}
