//! From names to what they stand for, and back.

use serde_json::{Value, json};

use crate::editor::{Editor, pulling, uri};

const FILES: &str = "
//- /pkg/__init__.py
//- /pkg/b.py
def function(): pass
//- /pkg/a.py
import os
from pkg.b import function
";

fn at(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri("/r/pkg/a.py")}, "position": {"line": line, "character": character}, "context": {"includeDeclaration": false}})
}

#[tokio::test]
async fn definition_references_and_hover() {
    let mut editor = Editor::open(FILES, pulling()).await;
    let found = editor.ask("textDocument/definition", at(1, 20)).await;
    assert_eq!(found[0]["targetUri"], uri("/r/pkg/b.py"));
    assert_eq!(found[0]["targetRange"]["start"], json!({"line": 0, "character": 4}));
    let found = editor.ask("textDocument/references", at(1, 20)).await;
    assert_eq!(found[0]["uri"], uri("/r/pkg/a.py"), "{found}");
    let hover = editor.ask("textDocument/hover", at(1, 6)).await;
    assert_eq!(hover["contents"], json!({"kind": "markdown", "value": "`pkg.b` → `pkg/b.py`"}));
    assert_eq!(editor.ask("textDocument/hover", at(0, 8)).await["contents"]["value"], "`os` comes with the language");
    for method in ["definition", "references", "hover"] {
        assert_eq!(editor.ask(&format!("textDocument/{method}"), at(0, 3)).await, Value::Null, "{method} of nothing of ours");
    }
    let other = json!({"textDocument": {"uri": "file:///elsewhere/x.py"}, "position": {"line": 0, "character": 0}});
    assert_eq!(editor.ask("textDocument/definition", other).await, Value::Null);
    assert!(editor.leave().await);
}

const DEPLOYMENT: &str = "
//- /compose.yaml
services:
  api: { build: ./api }
  web: { build: { context: web, dockerfile: prod.Dockerfile } }
//- /api/Dockerfile
FROM scratch
//- /web/prod.Dockerfile
FROM scratch
//- /.github/workflows/ci.yml
jobs: { a: { uses: ./.github/workflows/b.yml } }
//- /.github/workflows/b.yml
on: workflow_call
";

#[tokio::test]
async fn paths_that_deployment_declares_lead_to_what_is_opened() {
    let mut editor = Editor::open(DEPLOYMENT, pulling()).await;
    let document = |path: &str| json!({"textDocument": {"uri": uri(path)}});
    let links = editor.ask("textDocument/documentLink", document("/r/compose.yaml")).await;
    let targets: Vec<_> = links.as_array().unwrap().iter().map(|link| (link["range"]["start"].clone(), link["target"].clone())).collect();
    let start = |line: u32, character: u32| json!({"line": line, "character": character});
    let expected = [(start(1, 16), json!(uri("/r/api/Dockerfile"))), (start(2, 44), json!(uri("/r/web/prod.Dockerfile")))];
    assert_eq!(targets, expected, "{links}");
    let place = |path: &str, line: u32, character: u32| json!({"textDocument": {"uri": uri(path)}, "position": {"line": line, "character": character}});
    let found = editor.ask("textDocument/definition", place("/r/.github/workflows/ci.yml", 0, 25)).await;
    assert_eq!(found[0]["targetUri"], uri("/r/.github/workflows/b.yml"));
    assert!(editor.leave().await);
}
