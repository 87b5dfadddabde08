//! Beginning and end, and what may be said when; nonsense at any time.

use serde_json::{Value, json};

use crate::editor::{Editor, PACKAGE, pulling, pushed, system, uri};

#[tokio::test]
async fn nothing_before_initialize() {
    let mut editor = Editor::over(system(PACKAGE));
    for method in ["textDocument/hover", "shutdown", "no/such/method"] {
        assert_eq!(editor.error(method, json!({})).await, -32002, "{method}");
    }
    editor.notify("textDocument/didOpen", json!({})).await;
    editor.ask("initialize", json!({"capabilities": {}})).await;
    assert_eq!(editor.error("initialize", json!({"capabilities": {}})).await, -32600, "only once");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn nothing_but_exit_after_shutdown() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    assert_eq!(editor.ask("shutdown", Value::Null).await, Value::Null);
    for method in ["textDocument/hover", "shutdown", "no/such/method"] {
        assert_eq!(editor.error(method, json!({})).await, -32600, "{method}");
    }
    editor.notify("exit", Value::Null).await;
    assert!(editor.ended().await);
}

#[tokio::test]
async fn shutdown_and_exit_in_one_breath() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    let id = editor.request("shutdown", Value::Null).await;
    editor.notify("exit", Value::Null).await;
    assert_eq!(editor.answer(id).await["result"], Value::Null);
    assert!(editor.ended().await);
}

#[tokio::test]
async fn leaving_without_shutdown_is_a_failure() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    editor.notify("exit", Value::Null).await;
    assert!(!editor.ended().await);
    assert!(!Editor::open(PACKAGE, pulling()).await.vanish().await, "the stream was closed");
    assert!(!Editor::over(system(PACKAGE)).vanish().await, "nothing was said at all");
}

#[tokio::test]
async fn exit_ends_what_is_held() {
    let mut editor = Editor::open("//- /a.py\n", pulling()).await;
    let held = editor.request("workspace/diagnostic", json!({"previousResultIds": []})).await;
    editor.ask("shutdown", Value::Null).await;
    editor.notify("exit", Value::Null).await;
    assert_eq!(editor.answer(held).await["error"]["code"], -32800);
    assert!(editor.ended().await);
}

#[tokio::test]
async fn nonsense_is_answered_and_survived() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    editor.raw(b"Content-Length: 9\r\n\r\n{nonsense").await;
    editor.after("an error", |message| message["error"]["code"] == -32700 && message["id"].is_null()).await;
    editor.raw(b"Content-Length: 123456789012345\r\n\r\n").await;
    editor.raw(b"junk without end").await;
    editor.after("an error", |message| message["error"]["code"] == -32700).await;
    editor.send(json!({"jsonrpc": "2.0", "id": 77})).await;
    assert_eq!(editor.answer(77).await["error"]["code"], -32600);
    editor.send(json!([{"jsonrpc": "2.0", "id": 78, "method": "shutdown"}])).await;
    editor.after("an error", |message| message["error"]["code"] == -32600).await;
    assert_eq!(editor.error("no/such/method", json!({})).await, -32601);
    assert_eq!(editor.error("textDocument/hover", json!({"textDocument": 7})).await, -32602);
    assert_eq!(editor.error("textDocument/hover", Value::Null).await, -32602);
    for (method, params) in [
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": "file:///r/never/opened.py", "version": 1}, "contentChanges": [{"text": ""}]}),
        ),
        ("textDocument/didOpen", json!({"textDocument": {"uri": "not a uri", "languageId": "x", "version": 1, "text": ""}})),
        ("textDocument/didClose", json!({"textDocument": {"uri": uri("/r/never/opened.py")}})),
        ("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": "file:///elsewhere", "type": 2}]})),
        ("no/such/notification", json!({})),
        ("$/no/such/notification", json!(null)),
        ("window/workDoneProgress/cancel", json!({"token": "unknown"})),
    ] {
        editor.notify(method, params).await;
    }
    editor.send(json!({"jsonrpc": "2.0", "id": 987_654, "result": null})).await;
    editor.did_open("/r/pkg/a.py", "import pkg.zz\n").await;
    assert!(editor.pull("/r/pkg/a.py").await.to_string().contains("pkg.zz"));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn places_out_of_range_are_survived() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    editor.did_open("/r/pkg/a.py", "import pkg.zz\n").await;
    let far = json!({"line": 4_000_000_000_u32, "character": 4_000_000_000_u32});
    let near = json!({"line": 0, "character": 0});
    editor.did_change("/r/pkg/a.py", 2, json!([{"range": {"start": far, "end": near}, "text": "# end\n"}])).await;
    for method in ["hover", "definition", "references"] {
        let params = json!({"textDocument": {"uri": uri("/r/pkg/a.py")}, "position": far, "context": {"includeDeclaration": true}});
        assert_eq!(editor.ask(&format!("textDocument/{method}"), params).await, Value::Null, "{method}");
    }
    assert!(editor.leave().await);
}

#[tokio::test]
async fn traces_are_told_to_who_asks() {
    let mut editor = Editor::open(PACKAGE, pushed()).await;
    editor.notify("$/setTrace", json!({"value": "verbose"})).await;
    editor.ask("textDocument/documentLink", json!({"textDocument": {"uri": uri("/r/pkg/a.py")}})).await;
    let told = editor.until("a trace", |message| message["method"] == "$/logTrace").await;
    assert!(told["params"]["message"].as_str().unwrap().starts_with("textDocument/documentLink answered after"));
    assert!(told["params"]["verbose"].is_string());
    assert!(editor.leave().await);
}
