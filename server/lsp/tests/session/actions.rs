//! Code actions: what is offered, and what it does to the text.

use serde_json::{Value, json};

use crate::editor::{Editor, pulling, uri};

const FILES: &str = "
//- /pkg/__init__.py
//- /pkg/alpha.py
//- /pkg/a.py
";

async fn actions(editor: &mut Editor, only: Value) -> Vec<Value> {
    let range = json!({"start": {"line": 0, "character": 8}, "end": {"line": 0, "character": 8}});
    let report = editor.pull("/r/pkg/a.py").await;
    let mut context = json!({"diagnostics": report["items"]});
    if !only.is_null() {
        context["only"] = only;
    }
    let found = editor
        .ask("textDocument/codeAction", json!({"textDocument": {"uri": uri("/r/pkg/a.py")}, "range": range, "context": context}))
        .await;
    found.as_array().cloned().unwrap_or_default()
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    actions.iter().find(|action| action["title"] == title).unwrap_or_else(|| panic!("no {title:?} in {actions:#?}"))
}

#[tokio::test]
async fn edits_are_made_when_an_action_is_chosen() {
    let mut editor = Editor::open(FILES, pulling()).await;
    editor.did_open("/r/pkg/a.py", "import pkg.alpah\n").await;
    let found = actions(&mut editor, Value::Null).await;
    let fix = titled(&found, "Change to `pkg.alpha`");
    assert!(fix.get("edit").is_none() && fix["kind"] == "quickfix" && fix["diagnostics"].as_array().unwrap().len() == 1, "{fix}");
    assert!(fix.get("isPreferred").is_none(), "it is a guess");
    let resolved = editor.ask("codeAction/resolve", fix.clone()).await;
    let edit = &resolved["edit"]["documentChanges"][0];
    assert_eq!((&edit["textDocument"]["version"], &edit["edits"][0]["newText"]), (&json!(1), &json!("pkg.alpha")));
    let suppress = editor.ask("codeAction/resolve", titled(&found, "Suppress L4/unresolved-import for this line").clone()).await;
    let edit = &suppress["edit"]["documentChanges"][0]["edits"][0];
    assert_eq!(edit["newText"], "  # ouroboros: ignore[L4/unresolved-import]");
    editor.did_change("/r/pkg/a.py", 2, json!([{"range": edit["range"], "text": edit["newText"]}])).await;
    assert_eq!(editor.pull("/r/pkg/a.py").await["items"], json!([]), "the comment is obeyed");
    assert_eq!(editor.error("codeAction/resolve", fix.clone()).await, -32801, "the finding is gone");
    assert_eq!(editor.error("codeAction/resolve", json!({"title": "another's"})).await, -32602);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn kinds_are_respected() {
    let mut editor = Editor::open(FILES, pulling()).await;
    editor.did_open("/r/pkg/a.py", "import pkg.alpah\n").await;
    assert!(!actions(&mut editor, json!(["quickfix"])).await.is_empty());
    assert!(actions(&mut editor, json!(["refactor"])).await.is_empty());
    assert!(actions(&mut editor, json!(["source.fixAll"])).await.is_empty(), "no fix is safe");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_client_that_cannot_resolve_gets_edits_at_once() {
    let mut capabilities = pulling();
    capabilities["textDocument"]["codeAction"] = json!({"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}});
    capabilities["workspace"]["workspaceEdit"] = Value::Null;
    let mut editor = Editor::open(FILES, capabilities).await;
    editor.did_open("/r/pkg/a.py", "import pkg.alpah\n").await;
    let found = actions(&mut editor, Value::Null).await;
    let fix = titled(&found, "Change to `pkg.alpha`");
    assert_eq!(fix["edit"]["changes"][uri("/r/pkg/a.py")][0]["newText"], "pkg.alpha");
    assert!(fix.get("data").is_none());
    assert!(editor.leave().await);
}
