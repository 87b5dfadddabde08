//! Writing any document that has a schema: completion and hover, in three languages, while the text is incomplete.

use serde_json::{Value, json};
use workspace::fixture::Fixture;

use crate::editor::{Editor, pulling, uri};

const SCHEMA: &str = "//- /schemas/shop.json
{
  \"required\": [\"name\"],
  \"properties\": {
    \"size\": { \"type\": \"integer\", \"description\": \"How large it is.\" },
    \"name\": { \"type\": \"string\", \"description\": \"What it is called.\" },
    \"open\": { \"type\": \"boolean\", \"default\": true },
    \"mode\": { \"oneOf\": [{ \"const\": \"fast\", \"description\": \"Without checks.\" }, { \"const\": \"on\" }], \"description\": \"How it runs.\" },
    \"parts\": { \"type\": \"array\", \"items\": { \"properties\": { \"weight\": { \"enum\": [1, 2] } } } },
    \"rest\": { \"$ref\": \"rest.json\" }
  }
}
";

/// The document with its cursor, `¦`, among the others; what the request says of it.
async fn ask(method: &str, path: &str, text: &str) -> Value {
    let fixture = format!("{SCHEMA}//- {path}\n{}", text.replace('¦', ""));
    let before = &Fixture::parse(&format!("//- {path}\n{text}")).files[0].1;
    let before = &before[..before.find('¦').expect("a cursor")];
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    let mut able = pulling();
    able["textDocument"]["completion"] = json!({"completionItem": {"documentationFormat": ["markdown"]}});
    let mut editor = Editor::open(&fixture, able).await;
    let place = json!({"textDocument": {"uri": uri(&format!("/r{path}"))}, "position": {"line": line, "character": character}});
    let found = editor.ask(method, place).await;
    assert!(editor.leave().await);
    found
}

async fn written(path: &str, text: &str) -> Vec<String> {
    let found = ask("textDocument/completion", path, text).await;
    let items = found.as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["textEdit"]["newText"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn keys_and_values_are_completed_in_every_language() {
    let yaml = "# yaml-language-server: $schema=schemas/shop.json\n";
    let toml = "#:schema schemas/shop.json\n";
    for (path, text, expected) in [
        ("/a.yaml", format!("{yaml}size: 1\n¦\n"), &["name: ", "open: ", "mode: ", "parts: ", "rest: "][..]),
        ("/a.yaml", format!("{yaml}mode: ¦\n"), &["fast", "on"]),
        ("/a.yaml", format!("{yaml}open: ¦\nsize: [\n"), &["true", "false"]),
        ("/a.yaml", format!("a: 1\n---\n{yaml}parts:\n  - weight: ¦\n"), &["1", "2"]),
        ("/a.json", "{\"$schema\": \"schemas/shop.json\", \"size\": 1, \"na¦\"}".to_owned(), &["name", "open", "mode", "parts", "rest"]),
        ("/a.json", "{\"$schema\": \"schemas/shop.json\", \"mode\": ¦".to_owned(), &["\"fast\"", "\"on\""]),
        ("/a.toml", format!("{toml}size = 1\n¦\n"), &["name = ", "open = ", "mode = ", "parts = ", "rest = "]),
        ("/a.toml", format!("{toml}mode = ¦\n[[parts]]\nweight = 1\n"), &["\"fast\"", "\"on\""]),
        ("/a.toml", format!("{toml}[[parts]]\n¦\n"), &["weight = "]),
        // By what it is, and where nothing is known.
        (
            "/api.yaml",
            "openapi: 3.0.3\ninfo:\n  ¦\n".to_owned(),
            &["title: ", "version: ", "description: ", "termsOfService: ", "contact:", "license:"],
        ),
        ("/s.json", "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"uniqueItems\": ¦}".to_owned(), &["true", "false"]),
        ("/b.yaml", "size: 1\n¦\n".to_owned(), &[]),
    ] {
        assert_eq!(written(path, &text).await, expected, "{path}: {text}");
    }
}

#[tokio::test]
async fn hover_says_what_keys_and_values_are() {
    for (path, text, expected) in [
        ("/a.yaml", "# yaml-language-server: $schema=schemas/shop.json\nsi¦ze: 1\n", json!("`size`: How large it is.")),
        (
            "/a.toml",
            "#:schema schemas/shop.json\nmode = \"fa¦st\"\n",
            json!("`mode`: How it runs.\n\n`fast`: Without checks.\n\nOne of `fast`, `on`"),
        ),
        ("/a.json", "{\"$schema\": \"schemas/shop.json\", \"na¦me\": 1}", json!("`name`: What it is called.")),
        ("/api.yaml", "openapi: 3.0.3\ninfo: { tit¦le: x, version: '1' }\n", json!("`title`: The name of the API.")),
        ("/b.yaml", "si¦ze: 1\n", Value::Null),
    ] {
        assert_eq!(ask("textDocument/hover", path, text).await["contents"]["value"], expected, "{path}: {text}");
    }
}
