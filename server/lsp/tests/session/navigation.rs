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
