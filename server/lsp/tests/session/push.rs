//! Diagnostics for a client that is told.

use serde_json::json;

use crate::editor::{Editor, PACKAGE, messages, pushed, system, uri};

#[tokio::test]
async fn open_and_closed_files_are_told_about_once() {
    let mut editor = Editor::open(PACKAGE, pushed()).await;
    let b = editor.published("/r/pkg/b.py").await;
    assert!(messages(&b["diagnostics"]).contains("pkg.gone_b") && b.get("version").is_none(), "{b}");
    editor.did_open("/r/pkg/a.py", "import pkg.zz\n").await;
    let a = editor.published("/r/pkg/a.py").await;
    assert!(messages(&a["diagnostics"]).contains("pkg.zz") && a["version"] == 1, "{a}");
    for version in 2..6 {
        editor.did_change("/r/pkg/a.py", version, json!([{"text": format!("import pkg.zz{version}\n")}])).await;
        assert_eq!(editor.published("/r/pkg/a.py").await["version"], version);
    }
    editor.settle().await;
    let about = |path| editor.log.iter().filter(|message| message["params"]["uri"] == uri(path)).count();
    assert_eq!((about("/r/pkg/b.py"), about("/r/pkg/a.py")), (1, 5), "nobody repeats himself");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn it_is_not_offered_what_it_would_do_half() {
    let neovim = json!({"textDocument": {"diagnostic": {"dynamicRegistration": false}}});
    let mut editor = Editor::over(system(PACKAGE));
    let folders = json!([{"uri": uri("/r"), "name": "r"}]);
    let answer = editor.ask("initialize", json!({"capabilities": neovim, "workspaceFolders": folders})).await;
    assert!(answer["capabilities"].get("diagnosticProvider").is_none());
    editor.notify("initialized", json!({})).await;
    editor.published("/r/pkg/b.py").await;
    assert_eq!(editor.error("textDocument/diagnostic", json!({"textDocument": {"uri": uri("/r/pkg/b.py")}})).await, -32601);
    assert_eq!(editor.error("workspace/diagnostic", json!({"previousResultIds": []})).await, -32601);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn what_is_fixed_is_cleared() {
    let system = system(PACKAGE);
    let mut editor = Editor::initialized(system.clone(), &["/r"], pushed(), json!(null)).await;
    editor.published("/r/pkg/b.py").await;
    // By a file that appears, is deleted, and comes back as an unsaved buffer.
    let changed = json!({"changes": [{"uri": uri("/r/pkg/gone_b.py"), "type": 1}]});
    system.write("/r/pkg/gone_b.py", "");
    editor.notify("workspace/didChangeWatchedFiles", changed.clone()).await;
    assert_eq!(editor.published("/r/pkg/b.py").await["diagnostics"], json!([]));
    system.remove("/r/pkg/gone_b.py");
    editor.notify("workspace/didChangeWatchedFiles", changed).await;
    assert!(messages(&editor.published("/r/pkg/b.py").await["diagnostics"]).contains("gone_b"));
    editor.did_open("/r/pkg/gone_b.py", "").await;
    assert_eq!(editor.published("/r/pkg/b.py").await["diagnostics"], json!([]));
    editor.did_close("/r/pkg/gone_b.py").await;
    assert!(messages(&editor.published("/r/pkg/b.py").await["diagnostics"]).contains("gone_b"));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_closed_document_shows_what_is_on_disk() {
    let mut editor = Editor::open(PACKAGE, pushed()).await;
    editor.did_open("/r/pkg/b.py", "import pkg.zz\n").await;
    while editor.published("/r/pkg/b.py").await["version"] != 1 {}
    editor.did_close("/r/pkg/b.py").await;
    let told = editor.published("/r/pkg/b.py").await;
    assert!(messages(&told["diagnostics"]).contains("gone_b") && told.get("version").is_none(), "{told}");
    editor.did_open("/r/pkg/b.py", "import pkg.gone_b\n").await;
    assert_eq!(editor.published("/r/pkg/b.py").await["version"], 1);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_buffer_without_a_place_is_told_about_and_cleared() {
    let mut editor = Editor::open(PACKAGE, pushed()).await;
    let document = json!({"uri": "untitled:Untitled-1", "languageId": "python", "version": 1, "text": "x = = 1\n"});
    editor.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    let about = |message: &serde_json::Value| message["params"]["uri"] == "untitled:Untitled-1";
    let told = editor.after("a publication", about).await;
    assert_eq!(told["params"]["diagnostics"].as_array().unwrap().len(), 1, "{told}");
    editor.notify("textDocument/didClose", json!({"textDocument": {"uri": "untitled:Untitled-1"}})).await;
    let told = editor.after("a publication", about).await;
    assert_eq!(told["params"]["diagnostics"], json!([]));
    assert!(editor.leave().await);
}
