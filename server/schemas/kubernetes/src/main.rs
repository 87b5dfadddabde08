//! Makes the schemas of Kubernetes' own objects. `version` prints those of the version it is built with, as k8s-openapi has
//! them; `merge FILES` closes them, puts them together with what versions share once, and prints that compressed.
//!
//! What is printed are lines: first `{"1.37": {"kinds": {"apps/v1 Deployment": 5}, "definitions": {name: 5}}}`, then a
//! definition a line, which the numbers count from 0. So whoever needs one reads no more than that.

use std::collections::BTreeMap;
use std::io::Write;

use k8s_openapi::Resource;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

struct All {
    generator: SchemaGenerator,
    /// By `apiVersion kind`, the name of the definition.
    kinds: BTreeMap<String, String>,
}

fn add<T: Resource + JsonSchema>(all: &mut All) {
    all.generator.subschema_for::<T>();
    all.kinds.insert(format!("{} {}", T::API_VERSION, T::KIND), T::schema_name().into_owned());
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        Some(("version", [])) => println!("{}", version()),
        Some(("merge", files)) if !files.is_empty() => merge(files),
        _ => panic!("use: version, or merge FILES"),
    }
}

fn version() -> Value {
    let mut all = All { generator: SchemaGenerator::new(SchemaSettings::draft2020_12()), kinds: BTreeMap::new() };
    include!(concat!(env!("OUT_DIR"), "/objects.rs"));
    json!({ "kinds": all.kinds, "definitions": all.generator.take_definitions(true) })
}

/// Keys that are listed as needed, though a server takes their absence for zero, `false` or nothing.
const NOT_NEEDED: &[(&str, &str)] = &[
    ("CustomResourceDefinitionVersion", "served"),
    ("CustomResourceDefinitionVersion", "storage"),
    ("HTTPHeader", "value"),
    ("ISCSIPersistentVolumeSource", "lun"),
    ("ISCSIVolumeSource", "lun"),
    ("Sysctl", "value"),
];

/// Forbids what a schema does not name, and keeps what people and validators need of it.
fn close(name: &str, schema: &mut Value) {
    // What stands for any value, or for one of two, which schemas do not say well.
    let types: Option<&[&str]> = match name.rsplit('.').next().unwrap_or_default() {
        "IntOrString" => Some(&["integer", "string"]),
        "Quantity" => Some(&["number", "string"]),
        "JSON" | "RawExtension" => Some(&[]),
        "JSONSchemaPropsOrBool" => Some(&["object", "boolean"]),
        "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrStringArray" => Some(&["object", "array"]),
        _ => None,
    };
    if let Some(types) = types {
        *schema = if types.is_empty() { json!({}) } else { json!({ "type": types }) };
        return;
    }
    shorten(schema);
    let Value::Object(map) = schema else { return };
    if map.get("properties").is_some_and(|properties| properties.as_object().is_some_and(|map| !map.is_empty())) {
        map.insert("additionalProperties".into(), false.into());
    }
    if let Some(required) = map.get_mut("required").and_then(Value::as_array_mut) {
        let of = name.rsplit('.').next().unwrap_or_default();
        required.retain(|key| !NOT_NEEDED.iter().any(|(type_name, absent)| *type_name == of && key == absent));
    }
}

/// Leaves of descriptions their first sentence, and of formats none: they are for rules to judge.
fn shorten(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(map) => {
            if map.get("format").is_some_and(Value::is_string) {
                map.remove("format");
            }
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = first_sentence(text);
            }
            for (key, value) in map.iter_mut() {
                match key.as_str() {
                    "properties" => value.as_object_mut().into_iter().flatten().for_each(|(_, value)| shorten(value)),
                    "required" | "enum" | "description" => {}
                    _ => shorten(value),
                }
            }
        }
        _ => {}
    }
}

fn first_sentence(text: &str) -> String {
    const MOST: usize = 240;
    let text = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let is_end = |at: usize| !["e.g", "i.e", "etc", "vs", "cf"].iter().any(|short| text[..at].ends_with(short));
    let end = text.match_indices(". ").map(|(at, _)| at).find(|at| is_end(*at)).unwrap_or(text.len());
    let sentence = text[..end].trim().trim_end_matches('.');
    match sentence.char_indices().nth(MOST) {
        // Half a word is worse than one less.
        Some((at, _)) => format!("{}…", sentence[..at].rsplit_once(' ').map_or(&sentence[..at], |(before, _)| before)),
        None => format!("{sentence}."),
    }
}

fn merge(files: &[String]) {
    let mut pool: Vec<String> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut versions = Map::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("it reads");
        let mut version: Value = serde_json::from_str(&text).expect("JSON");
        let kinds: BTreeMap<String, String> = serde_json::from_value(version["kinds"].take()).expect("kinds by name");
        let Value::Object(mut definitions) = version["definitions"].take() else { panic!("definitions") };
        for (name, definition) in &mut definitions {
            close(name, definition);
        }
        for (kind, name) in &kinds {
            // Whether an object may do without is for its server to say.
            if let Some(required) = definitions[name].get_mut("required").and_then(Value::as_array_mut) {
                required.retain(|key| key != "metadata");
            }
            let (api_version, kind) = kind.split_once(' ').expect("two words");
            for (key, value) in [("apiVersion", api_version), ("kind", kind)] {
                definitions[name]["properties"][key]["const"] = value.into();
            }
        }
        let mut places = Map::new();
        for (name, definition) in &definitions {
            let text = definition.to_string();
            let at = *known.entry(text).or_insert_with_key(|text| {
                pool.push(text.clone());
                pool.len() - 1
            });
            places.insert(name.clone(), at.into());
        }
        let kinds: Map<String, Value> = kinds.into_iter().map(|(kind, name)| (kind, places[&name].clone())).collect();
        let name = std::path::Path::new(file).file_stem().expect("a name").to_str().expect("text");
        versions.insert(name.to_owned(), json!({ "kinds": kinds, "definitions": places }));
    }
    let text = format!("{}\n{}\n", Value::Object(versions), pool.join("\n"));
    let mut encoder = flate2::write::ZlibEncoder::new(std::io::stdout().lock(), flate2::Compression::best());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.try_finish()).expect("it writes");
}
