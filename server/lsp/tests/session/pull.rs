//! Diagnostics for a client that asks.

use serde_json::{Value, json};

use crate::editor::{Editor, PACKAGE, messages, pulling, system, uri};

fn item<'a>(report: &'a Value, path: &str) -> &'a Value {
    report["items"].as_array().unwrap().iter().find(|item| item["uri"] == uri(path)).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn a_document_is_unchanged_until_it_changes() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    editor.did_open("/r/pkg/a.py", "import pkg.zz\n").await;
    let full = editor.pull("/r/pkg/a.py").await;
    assert_eq!((&full["kind"], full["items"].as_array().unwrap().len()), (&json!("full"), 1));
    let again = json!({"textDocument": {"uri": uri("/r/pkg/a.py")}, "previousResultId": full["resultId"]});
    assert_eq!(editor.ask("textDocument/diagnostic", again.clone()).await, json!({"kind": "unchanged", "resultId": full["resultId"]}));
    editor.did_change("/r/pkg/a.py", 2, json!([{"text": "import pkg.yy\n"}])).await;
    assert_eq!(editor.ask("textDocument/diagnostic", again).await["kind"], "full");
    assert!(!editor.log.iter().any(|message| message["method"] == "textDocument/publishDiagnostics"), "one channel only");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn the_workspace_is_held_until_something_is_new() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    let first = editor.ask("workspace/diagnostic", json!({"previousResultIds": []})).await;
    let b = item(&first, "/r/pkg/b.py");
    assert!(messages(&b["items"]).contains("pkg.gone_b") && b["version"].is_null(), "{first}");
    let known = json!([{"uri": b["uri"], "value": b["resultId"]}]);
    let held = editor.request("workspace/diagnostic", json!({"previousResultIds": known})).await;
    editor.settle().await;
    assert!(!editor.log.iter().any(|message| message["id"] == held), "nothing is new");
    editor.did_open("/r/pkg/gone_b.py", "").await;
    let mut answer = editor.answer(held).await;
    let answer = answer["result"].take();
    assert_eq!(item(&answer, "/r/pkg/b.py")["items"], json!([]), "fixed by a new module: {answer}");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn what_stays_is_unchanged_and_what_is_gone_is_cleared() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    let first = editor.ask("workspace/diagnostic", json!({"previousResultIds": []})).await;
    let b = item(&first, "/r/pkg/b.py");
    let known = json!([{"uri": b["uri"], "value": b["resultId"]}, {"uri": uri("/r/pkg/deleted.py"), "value": "old"}]);
    let second = editor.ask("workspace/diagnostic", json!({"previousResultIds": known})).await;
    assert_eq!(item(&second, "/r/pkg/b.py")["kind"], "unchanged");
    assert_eq!(item(&second, "/r/pkg/deleted.py")["items"], json!([]));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn partial_results_come_before_an_empty_answer() {
    let mut files = String::from("//- /pkg/__init__.py\n");
    for index in 0..250 {
        files.push_str(&format!("//- /pkg/m{index}.py\nimport pkg.gone{index}\n"));
    }
    let mut editor = Editor::open(&files, pulling()).await;
    let id = editor.request("workspace/diagnostic", json!({"previousResultIds": [], "partialResultToken": "t"})).await;
    assert_eq!(editor.answer(id).await["result"], json!({"items": []}));
    let parts: Vec<&Value> = editor.log.iter().filter(|message| message["params"]["token"] == "t").collect();
    let count: usize = parts.iter().map(|part| part["params"]["value"]["items"].as_array().unwrap().len()).sum();
    assert!(parts.len() > 1 && count == 250, "{} parts, {count} documents", parts.len());
    let place = |wanted: &dyn Fn(&Value) -> bool| editor.log.iter().rposition(wanted).unwrap();
    assert!(place(&|message| message["params"]["token"] == "t") < place(&|message| message["id"] == id));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_change_that_concerns_another_document_asks_for_a_refresh_once() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    editor.did_open("/r/pkg/a.py", "").await;
    editor.did_open("/r/pkg/b.py", "import pkg.gone_b\n").await;
    editor.pull("/r/pkg/a.py").await;
    assert!(messages(&editor.pull("/r/pkg/b.py").await["items"]).contains("gone_b"));
    editor.did_change("/r/pkg/a.py", 2, json!([{"text": "# nothing new\n"}])).await;
    editor.pull("/r/pkg/a.py").await;
    editor.settle().await;
    let refreshes = |editor: &Editor| editor.log.iter().filter(|message| message["method"] == "workspace/diagnostic/refresh").count();
    assert_eq!(refreshes(&editor), 0, "nobody else is concerned");
    editor.did_open("/r/pkg/gone_b.py", "").await;
    editor.after("a refresh", |message| message["method"] == "workspace/diagnostic/refresh").await;
    assert_eq!(editor.pull("/r/pkg/b.py").await["items"], json!([]));
    editor.settle().await;
    assert_eq!(refreshes(&editor), 1);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn places_count_what_was_negotiated() {
    let text = "x = 'é😀'; import pkg.zz\n";
    for (encodings, column) in
        [(json!(["utf-8", "utf-16"]), 21), (json!(["utf-16"]), 18), (json!(["utf-32", "utf-8"]), 17), (json!(null), 18)]
    {
        let mut capabilities = pulling();
        capabilities["general"] = json!({"positionEncodings": encodings});
        let mut editor = Editor::open(PACKAGE, capabilities).await;
        editor.did_open("/r/pkg/a.py", text).await;
        let report = editor.pull("/r/pkg/a.py").await;
        let range = &report["items"][0]["range"];
        assert_eq!(range["start"], json!({"line": 0, "character": column}), "{encodings}");
        // The same places lead back: the name is replaced where it stands.
        editor.did_change("/r/pkg/a.py", 2, json!([{"range": range, "text": "os"}])).await;
        assert_eq!(editor.pull("/r/pkg/a.py").await["items"], json!([]), "{encodings}");
        assert!(editor.leave().await);
    }
}

#[tokio::test]
async fn settings_filter_what_is_shown() {
    let mut capabilities = pulling();
    capabilities["workspace"]["configuration"] = json!(true);
    let options = json!({"levels": {"python": ["L4"]}});
    let mut editor = Editor::initialized(system(PACKAGE), &["/r"], capabilities, options).await;
    editor.did_open("/r/pkg/a.py", "import pkg.zz\nx = = 1\n").await;
    let report = editor.pull("/r/pkg/a.py").await;
    assert!(!messages(&report["items"]).contains("pkg.zz") && report["items"].as_array().unwrap().len() == 1, "{report}");
    editor.settings = json!({"level": "L6", "levels": null});
    editor.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    editor.after("a refresh", |message| message["method"] == "workspace/diagnostic/refresh").await;
    assert!(messages(&editor.pull("/r/pkg/a.py").await["items"]).contains("pkg.zz"));
    editor.settings = json!({"level": "L9"});
    editor.notify("workspace/didChangeConfiguration", json!({"settings": null})).await;
    let told = editor.after("a warning", |message| message["method"] == "window/logMessage").await;
    assert_eq!(told["params"]["type"], 2);
    assert!(editor.leave().await);
}
