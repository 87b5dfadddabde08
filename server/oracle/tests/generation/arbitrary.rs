//! Random values: texts that break things, and whatever a JSON Schema allows.

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use serde_json::{Map, Value as Json, json};

/// Text that somebody may write, and that quoting must survive.
pub fn text() -> BoxedStrategy<String> {
    let nasty = prop::sample::select(vec![
        "it's",
        "say \"hi\"",
        "a\\b",
        "*/ x",
        "/* x",
        "{{ x }}",
        "{% raw %}",
        "<!-- -->",
        "-->",
        "a: b # c",
        "- a",
        "'''",
        "\"\"\"",
        "${HOME}",
        "$(id)",
        "`id`",
        "é ü 日本 🐍",
        "tab\there",
        "two\nlines",
        "end\\",
        "#",
        "%",
        "&amp;",
        "null",
        "true",
        "1",
        "~",
        "@x",
        "| x",
        "> x",
        "\u{7f}",
        "\u{2028}",
        "x\r\ny",
        "{#",
        "#}",
        "]]>",
    ]);
    prop_oneof![3 => nasty.prop_map(str::to_owned), 2 => "[A-Za-z][A-Za-z ]{0,20}", 1 => "\\PC{1,12}"].boxed()
}

/// A value that fits `schema`, mostly: who needs it to fit asks a validator. `depth` ends recursion.
pub fn fitting(schema: &Json, depth: usize) -> BoxedStrategy<Json> {
    if let Some(value) = schema.get("const") {
        return Just(value.clone()).boxed();
    }
    if let Some(values) = schema["enum"].as_array() {
        return prop::sample::select(values.clone()).boxed();
    }
    let first = |kind: &Json| kind.as_str().map(str::to_owned).or_else(|| kind[0].as_str().map(str::to_owned));
    match first(&schema["type"]).as_deref() {
        Some("string") => strings(schema),
        Some("integer") => {
            let bound = |name: &str, other: i64| schema[name].as_i64().unwrap_or(other);
            (bound("minimum", 0)..=bound("maximum", 100_000)).prop_map(|number| json!(number)).boxed()
        }
        Some("number") => {
            let bound = |name: &str, other: f64| schema[name].as_f64().unwrap_or(other);
            let (low, high) = (bound("minimum", bound("exclusiveMinimum", 0.0)), bound("maximum", bound("exclusiveMaximum", 100.0)));
            (1..1000_u32).prop_map(move |part| json!(low + (high - low) * f64::from(part) / 1000.0)).boxed()
        }
        Some("boolean") => any::<bool>().prop_map(Json::from).boxed(),
        Some("array") => {
            let (least, most) = (schema["minItems"].as_u64().unwrap_or(0) as usize, schema["maxItems"].as_u64().unwrap_or(4) as usize);
            let most = if depth == 0 { least } else { most.min(least + 3) };
            prop::collection::vec(fitting(&schema["items"], depth.saturating_sub(1)), least..=most).prop_map(Json::Array).boxed()
        }
        Some("null") => Just(Json::Null).boxed(),
        Some("object") => object(schema, depth),
        _ if schema.get("properties").is_some() => object(schema, depth),
        _ => text().prop_map(Json::from).boxed(),
    }
}

fn strings(schema: &Json) -> BoxedStrategy<Json> {
    let most = schema["maxLength"].as_u64().unwrap_or(200) as usize;
    let pattern = schema["pattern"]
        .as_str()
        .filter(|pattern| *pattern != "\\S")
        .map(|pattern| pattern.trim_start_matches('^').trim_end_matches('$').to_owned());
    let made = match pattern.as_deref().map(|pattern| pattern.replace("{0,127}", "{0,9}").replace("{0,200}", "{0,9}")) {
        Some(pattern) => proptest::string::string_regex(&pattern).map_or_else(|_| text(), Strategy::boxed),
        None => text(),
    };
    made.prop_map(move |text| Json::from(text.chars().take(most).collect::<String>())).boxed()
}

fn object(schema: &Json, depth: usize) -> BoxedStrategy<Json> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let mut out: BoxedStrategy<Vec<(String, Json)>> = Just(Vec::new()).boxed();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let needed = required.contains(&name.as_str());
        if depth == 0 && !needed {
            continue;
        }
        let (name, value) = (name.clone(), fitting(property, depth.saturating_sub(1)));
        let value = if needed { value.prop_map(Some).boxed() } else { prop::option::of(value).boxed() };
        out = (out, value)
            .prop_map(move |(mut entries, value)| {
                entries.extend(value.map(|value| (name.clone(), value)));
                entries
            })
            .boxed();
    }
    // Mappings with free keys: the schema of keys, and that of values.
    if schema["additionalProperties"].is_object() {
        let mut names = schema["propertyNames"].clone();
        if !names.is_object() {
            names = json!({ "pattern": "^[a-z][a-z0-9]{0,8}$" });
        }
        names["type"] = json!("string");
        let least = schema["minProperties"].as_u64().unwrap_or(0) as usize;
        let entry = (fitting(&names, 0), fitting(&schema["additionalProperties"], depth.saturating_sub(1)));
        let entries = prop::collection::vec(entry, least..=least + if depth == 0 { 0 } else { 3 });
        out = (out, entries)
            .prop_map(|(mut known, more)| {
                known.extend(more.into_iter().filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value))));
                known
            })
            .boxed();
    }
    out.prop_map(|entries| Json::Object(entries.into_iter().collect::<Map<_, _>>())).boxed()
}
