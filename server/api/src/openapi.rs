//! The description of the API: what the handlers say of themselves, and what is so for all of them.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use crate::problem::MEDIA;
use crate::routes;

/// Everything that can be asked is below this.
pub const BASE: &str = "/v1";

/// OpenAPI 3.1, as JSON.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| format!("{:#}\n", document()))
}

fn document() -> Value {
    let guarded = utoipa_axum::router::OpenApiRouter::new().nest(BASE, routes::guarded());
    let metrics = routes::metrics();
    let open = routes::open();
    let paths = |openapi: &utoipa::openapi::OpenApi| serde_json::to_value(openapi).unwrap_or_default();
    let (guarded, metrics, open) = (paths(guarded.get_openapi()), paths(metrics.get_openapi()), paths(open.get_openapi()));
    let mut all = Map::new();
    let mut schemas = Map::new();
    for part in [&open, &metrics, &guarded] {
        for (path, item) in part.get("paths").and_then(Value::as_object).into_iter().flatten() {
            all.insert(path.clone(), item.clone());
        }
        for (name, schema) in part.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten() {
            schemas.insert(name.clone(), schema.clone());
        }
    }
    let is_open = |path: &str| open.pointer("/paths").and_then(|paths| paths.get(path)).is_some();
    for (path, item) in &mut all {
        let needs_token = !is_open(path);
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                complete(path, method, operation, needs_token);
            }
        }
    }
    schemas.insert("Problem".to_owned(), problem());
    schemas.insert("Violation".to_owned(), violation());
    schemas.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Ouroboros",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Holds a repository to its own architecture. Errors are problems as RFC 9457 has them. Probes, metrics and this description are also to be had below `/v1`.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": "/" }],
        "paths": all,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token of the role that an operation's `x-role` names, or of a later one: viewer, operator, admin." }
            }
        },
        "tags": [
            { "name": "probes", "description": "Whether the server lives and works." },
            { "name": "agents", "description": "Which agents there are, how they are, what is wanted of them." },
            { "name": "tasks", "description": "What agents are asked to do." },
            { "name": "events", "description": "What happens." },
            { "name": "verify", "description": "Whether a repository is as its architecture says." },
            { "name": "generate", "description": "What its DNA makes." },
            { "name": "architecture", "description": "Its component map." },
            { "name": "audit", "description": "Who did what." }
        ]
    })
}

/// The role that an operation needs.
pub fn role(path: &str, method: &str) -> &'static str {
    let is_agent = path == "/v1/agents" || path == "/v1/agents/{id}";
    match method {
        "get" if path == "/v1/audit" => "admin",
        "get" => "viewer",
        _ if is_agent || path == "/v1/agents/{id}/approve" => "admin",
        _ => "operator",
    }
}

fn complete(path: &str, method: &str, operation: &mut Map<String, Value>, needs_token: bool) {
    let words: Vec<&str> = path.trim_start_matches(BASE).split(['/', '.']).filter(|word| !word.is_empty() && *word != "{id}").collect();
    let of_one = if path.contains("{id}") { "_one" } else { "" };
    operation.insert("operationId".to_owned(), json!(format!("{method}_{}{of_one}", words.join("_"))));
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        parameter_of(path, parameter);
    }
    // What can go wrong everywhere; 408 where there is a body.
    let has_body = operation.contains_key("requestBody");
    let mut statuses = vec![400, 421, 429, 500, 503];
    if needs_token {
        statuses.push(401);
        statuses.push(403);
        operation.insert("security".to_owned(), json!([{ "token": [] }]));
        operation.insert("x-role".to_owned(), json!(role(path, method)));
    } else {
        statuses.push(403);
        operation.insert("security".to_owned(), json!([]));
    }
    if has_body {
        statuses.extend([408, 413, 415, 422]);
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for status in statuses {
        responses.entry(status.to_string()).or_insert_with(|| json!({ "description": described(status) }));
    }
    for (status, response) in responses.iter_mut() {
        if status.as_str() >= "400" && response.get("content").is_none() {
            response["content"] = json!({ MEDIA: { "schema": { "$ref": "#/components/schemas/Problem" } } });
        }
        if matches!(status.as_str(), "429" | "503") {
            response["headers"] =
                json!({ "retry-after": { "description": "Seconds", "schema": { "type": "integer", "minimum": 1 }, "required": true } });
        }
        if status == "401" {
            response["headers"] =
                json!({ "www-authenticate": { "description": "How to say who asks", "schema": { "type": "string" }, "required": true } });
        }
    }
    responses.sort_keys();
}

/// Parameters are there or not; none is null. What names something has the form of such names.
fn parameter_of(path: &str, parameter: &mut Value) {
    let named = parameter.get("in").and_then(Value::as_str) == Some("path");
    if named {
        parameter["schema"] = if path.starts_with("/v1/agents/") {
            json!({ "type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 63 })
        } else {
            json!({ "type": "string", "format": "uuid" })
        };
    }
    let Some(schema) = parameter.get_mut("schema") else { return };
    let only = schema.get("type").and_then(Value::as_array).and_then(|types| types.iter().find(|kind| *kind != "null")).cloned();
    if let Some(only) = only {
        schema["type"] = only;
    }
    if let Some(one_of) = schema.get("oneOf").and_then(Value::as_array) {
        let rest: Vec<Value> = one_of.iter().filter(|schema| schema.get("type").is_none_or(|kind| kind != "null")).cloned().collect();
        if let [one] = &rest[..] {
            *schema = one.clone();
        }
    }
}

fn described(status: u16) -> &'static str {
    match status {
        400 => "The request is malformed",
        401 => "A valid token is needed",
        403 => "The role or the page does not allow it",
        408 => "The request came too slowly",
        413 => "The body is too large",
        415 => "A body of this type is not taken here",
        421 => "This server is not that host",
        422 => "It was understood, and cannot be done",
        429 => "These were too many requests",
        503 => "Not now",
        _ => "A bug",
    }
}

fn violation() -> Value {
    serde_json::to_value(crate::problem::Violation::schema()).unwrap_or_default()
}

fn problem() -> Value {
    let mut schema = serde_json::to_value(crate::problem::Problem::schema()).unwrap_or_default();
    schema["description"] = json!("What went wrong, as RFC 9457 has it.");
    schema
}
