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

const DECLARED: &str = "
//- /shop.dna.yaml
dna: 1
extends: [ouroboros:layered, ./parts/base.dna.yaml]
components:
  api: { path: api, layer: edge, owner: '@web', description: The web., kind: service, uses: [store] }
  orders: { path: orders.py, layer: domain }
rules:
  - { id: r, deny: 'layer:edge, orders -> store', except: [orders] }
//- /parts/base.dna.yaml
dna: 1
components:
  store: { path: store, layer: infra, visible_to: [api] }
//- /api/README.md
//- /orders.py
//- /store/x.py
";

/// A place in a fixture: the first character of `word` in `line`, counted from 0.
fn in_dna(path: &str, line: u32, word: &str) -> Value {
    let fixture = workspace::fixture::Fixture::parse(DECLARED);
    let (_, text) = fixture.files.iter().find(|(known, _)| known == path).expect("a file");
    let character = text.lines().nth(line as usize).and_then(|line| line.find(word)).expect("the word is there");
    json!({"textDocument": {"uri": uri(&format!("/r/{path}"))}, "position": {"line": line, "character": character},
        "context": {"includeDeclaration": true}})
}

#[tokio::test]
async fn ids_of_the_dna_are_definitions_and_references() {
    let mut editor = Editor::open(DECLARED, pulling()).await;
    let place = |found: &Value| format!("{}:{}", found["targetUri"].as_str().unwrap_or("?"), found["targetRange"]["start"]);
    let mut target = async |path: &str, line: u32, word: &str| {
        let found = editor.ask("textDocument/definition", in_dna(path, line, word)).await;
        place(&found[0]).replace("file:///r/", "")
    };
    let shop = "shop.dna.yaml";
    // To an id of the extended file, and back.
    assert_eq!(target(shop, 3, "store]").await, "parts/base.dna.yaml:{\"line\":2,\"character\":2}");
    assert_eq!(target("parts/base.dna.yaml", 2, "api]").await, "shop.dna.yaml:{\"line\":3,\"character\":2}");
    assert_eq!(target(shop, 6, "orders ->").await, "shop.dna.yaml:{\"line\":4,\"character\":2}");
    // A layer of a preset is where the preset is brought in.
    assert_eq!(target(shop, 6, "edge").await, "shop.dna.yaml:{\"line\":1,\"character\":10}");
    assert_eq!(target(shop, 1, "./parts").await, "parts/base.dna.yaml:{\"line\":0,\"character\":0}");
    assert_eq!(target(shop, 4, "orders.py").await, "orders.py:{\"line\":0,\"character\":0}");
    assert_eq!(target(shop, 3, "api, layer").await, "api/README.md:{\"line\":0,\"character\":0}");
    assert_eq!(target("parts/base.dna.yaml", 2, "store, layer").await, "store/x.py:{\"line\":0,\"character\":0}");

    let found = editor.ask("textDocument/references", in_dna("parts/base.dna.yaml", 2, "store:")).await;
    let found: Vec<_> =
        found.as_array().unwrap().iter().map(|at| format!("{}:{}", at["uri"].as_str().unwrap(), at["range"]["start"])).collect();
    assert_eq!(
        found,
        [
            "file:///r/parts/base.dna.yaml:{\"line\":2,\"character\":2}",
            "file:///r/shop.dna.yaml:{\"line\":3,\"character\":93}",
            "file:///r/shop.dna.yaml:{\"line\":6,\"character\":42}",
        ]
    );
    let hover = editor.ask("textDocument/hover", in_dna(shop, 3, "api:")).await;
    assert_eq!(
        hover["contents"]["value"],
        "component `api` (service)\n\nThe web.\n\n- path: `api`\n- layer: `edge`\n- owner: @web\n- may use: nothing\n- may be used by: nothing"
    );
    let hover = editor.ask("textDocument/hover", in_dna(shop, 3, "edge")).await;
    assert_eq!(hover["contents"]["value"], "layer `edge`\n\n- components: `api`\n- may use the layers: `domain`, `infra`");
    let hover = editor.ask("textDocument/hover", in_dna(shop, 1, "ouroboros")).await;
    assert!(hover["contents"]["value"].as_str().unwrap().contains("layers: [edge, domain, infra]"), "{hover}");
    assert!(editor.leave().await);
}
