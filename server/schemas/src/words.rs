//! The words of messages: what a value is, what a place is called, and lists of choices.

use serde_json::Value;

use crate::violation::Step;

/// How many choices a message lists.
const MOST_LISTED: usize = 20;

/// What a value is.
pub(crate) fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// What a type of JSON Schema is called.
pub(crate) fn type_name(name: &str) -> &'static str {
    match name {
        "null" => "nothing",
        "boolean" => "a boolean",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "text",
        "array" => "a list",
        _ => "a mapping",
    }
}

/// What a place is called.
pub(crate) fn called(path: &[Step]) -> String {
    match path {
        [] => "the document".to_owned(),
        [.., Step::Key(key)] => format!("`{}`", cut(key)),
        [.., Step::Key(list), Step::Index(_)] => format!("an item of `{}`", cut(list)),
        _ => "an item".to_owned(),
    }
}

/// A value as a message quotes it: text bare, all else as JSON.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => cut(text),
        Value::Array(_) | Value::Object(_) => described(value).to_owned(),
        other => cut(&other.to_string()),
    }
}

/// What stands in place of something else: scalars are quoted, the rest is described.
pub(crate) fn instead(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) | Value::Null => described(value).to_owned(),
        other => format!("`{}`", shown(other)),
    }
}

/// `a`, `b` or `c`, with marks of code.
pub(crate) fn choices<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    joined(words.into_iter().map(|word| format!("`{}`", cut(word))).collect())
}

/// a, b or c. Of many the first ones.
pub(crate) fn joined(mut words: Vec<String>) -> String {
    let more = words.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        words.truncate(MOST_LISTED);
        words.push(format!("{more} more"));
    }
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Text that a message can quote.
pub(crate) fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut cut: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        cut.push('…');
    }
    cut
}

/// A count with its noun.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What a format of JSON Schema asks for.
pub(crate) fn format_name(format: &str) -> String {
    match format {
        "date" => "a day written YYYY-MM-DD".to_owned(),
        "date-time" => "a time as in 2027-03-01T12:00:00Z".to_owned(),
        "time" => "a time of day as in 12:00:00Z".to_owned(),
        "duration" => "a duration as in P1DT2H".to_owned(),
        "email" | "idn-email" => "an e-mail address".to_owned(),
        "hostname" | "idn-hostname" => "a host name".to_owned(),
        "ipv4" => "an IPv4 address".to_owned(),
        "ipv6" => "an IPv6 address".to_owned(),
        "uri" | "iri" => "an absolute URI".to_owned(),
        "uri-reference" | "iri-reference" => "a URI or a reference".to_owned(),
        "uuid" => "a UUID".to_owned(),
        "regex" => "a regular expression".to_owned(),
        "json-pointer" => "a JSON pointer".to_owned(),
        other => format!("text of the format `{}`", cut(other)),
    }
}
