//! Defaults that the schema they stand in does not allow.

use documents::{Node, Scalar, Value, number};
use syntax::Role;
use workspace::Span;

use super::schemas_in;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-default",
    severity: Severity::Warning,
    summary: "The default of a schema is not what the schema allows.",
    page: include_str!("invalid_default.md"),
    check: Check::Document(&[Subject::Role(Role::JsonSchema), Subject::Role(Role::OpenApi)], check),
};

/// The types of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
/// More values are not listed.
const MOST_SHOWN: usize = 8;

/// More defaults in quotes than this are how a document writes them: one mistake, of what writes it.
const HABIT: usize = 5;

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let mut quoted: Vec<(Span, String)> = Vec::new();
    schemas_in::each(context, &mut |schema| {
        let Some(default) = schema.get("default").filter(|default| !default.is_null()) else { return };
        // A reference may stand for anything.
        if schema.get("$ref").is_some() || default.get("$ref").is_some() {
            return;
        }
        match of_type(schema, default) {
            Some(message) if matches!(default.value, Value::Scalar { kind: Scalar::Text, .. }) => quoted.push((default.span, message)),
            Some(message) => _ = found.at(default.heading(), message),
            None => {
                if let Some(message) = among(schema, default).or_else(|| within(schema, default)) {
                    found.at(default.heading(), message);
                }
            }
        }
    });
    let (shown, others) = if quoted.len() > HABIT { (1, quoted.len() - 1) } else { (quoted.len(), 0) };
    for (span, message) in quoted.into_iter().take(shown) {
        let more = if others > 0 { format!("; and so have {others} others of this document") } else { String::new() };
        found.at(span, format!("{message}{more}"));
    }
}

/// Whether a default is of one of the types that the schema allows.
fn of_type(schema: &Node, default: &Node) -> Option<String> {
    let wanted = schema.get("type")?;
    let names: Vec<&str> = wanted.text().into_iter().chain(wanted.items().iter().filter_map(Node::text)).collect();
    // Another word is no type, or one of a dialect: nothing is known of it.
    if names.is_empty() || !names.iter().all(|name| TYPES.contains(name)) {
        return None;
    }
    let is = |name: &&str| match (&default.value, *name) {
        (Value::Map(_), "object") | (Value::List(_), "array") => true,
        (Value::Scalar { kind, text, .. }, name) => match (kind, name) {
            (Scalar::Bool, "boolean") | (Scalar::Number, "number") | (Scalar::Text, "string") => true,
            (Scalar::Number, "integer") => number(text)
                .is_none_or(|number| number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|value| value.fract() == 0.0)),
            _ => false,
        },
        _ => false,
    };
    (!names.iter().any(is)).then(|| format!("the default is {}, and the type is `{}`", default.describe(), names.join("` or `")))
}

/// Whether it is one of the values of `enum`.
fn among(schema: &Node, default: &Node) -> Option<String> {
    let values = schema.get("enum").map(Node::items).filter(|values| !values.is_empty())?;
    let own = default.to_json();
    // An empty text is how generators write that there is none, above all that of Kubernetes.
    if default.text() == Some("") || values.iter().any(|value| value.to_json() == own) {
        return None;
    }
    let shown: Vec<String> = values.iter().take(MOST_SHOWN).map(|value| format!("`{}`", value.text().unwrap_or("null"))).collect();
    let more = if values.len() > MOST_SHOWN { ", ..." } else { "" };
    Some(format!("the default `{}` is not among the values of `enum`: {}{more}", default.text().unwrap_or("..."), shown.join(", ")))
}

/// Whether it is within the bounds for its type.
fn within(schema: &Node, default: &Node) -> Option<String> {
    let (lower, upper, size) = match &default.value {
        Value::List(items) => ("minItems", "maxItems", items.len() as f64),
        Value::Map(entries) => ("minProperties", "maxProperties", entries.len() as f64),
        Value::Scalar { kind: Scalar::Text, text, .. } => ("minLength", "maxLength", text.chars().count() as f64),
        Value::Scalar { kind: Scalar::Number, text, .. } => ("minimum", "maximum", number(text)?.as_f64()?),
        Value::Scalar { .. } => return None,
    };
    let bound = |key: &str| match &schema.get(key)?.value {
        Value::Scalar { kind: Scalar::Number, text, .. } => Some((text.clone(), number(text)?.as_f64()?)),
        _ => None,
    };
    match (bound(lower), bound(upper)) {
        (Some((written, least)), _) if size < least => Some(format!("the default is below `{lower}`, which is {written}")),
        (_, Some((written, most))) if size > most => Some(format!("the default is above `{upper}`, which is {written}")),
        _ => None,
    }
}
