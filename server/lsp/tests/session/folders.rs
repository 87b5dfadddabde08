//! Several folders, folders in folders, no folder.

use serde_json::{Value, json};
use workspace::MemoryFileSystem;

use crate::editor::{Editor, messages, pulling, pushed, uri};

fn three() -> std::sync::Arc<MemoryFileSystem> {
    let system = MemoryFileSystem::new();
    for (path, text) in [
        ("/r/one/pkg/__init__.py", ""),
        ("/r/one/pkg/a.py", "import pkg.gone_one\n"),
        ("/r/one/in/pkg/__init__.py", ""),
        ("/r/one/in/pkg/b.py", "import pkg.gone_in\n"),
        ("/r/two/.git/HEAD", ""),
        ("/r/two/pkg/__init__.py", ""),
        ("/r/two/pkg/c.py", "import pkg.gone_two\n"),
    ] {
        system.write(path, text);
    }
    std::sync::Arc::new(system)
}

fn event(added: &[&str], removed: &[&str]) -> Value {
    let list = |paths: &[&str]| paths.iter().map(|path| json!({"uri": uri(path), "name": path})).collect::<Vec<_>>();
    json!({"event": {"added": list(added), "removed": list(removed)}})
}

#[tokio::test]
async fn folders_come_and_go() {
    let mut editor = Editor::initialized(three(), &["/r/one"], pushed(), Value::Null).await;
    assert!(messages(&editor.published("/r/one/pkg/a.py").await["diagnostics"]).contains("gone_one"));
    editor.notify("workspace/didChangeWorkspaceFolders", event(&["/r/two"], &[])).await;
    assert!(messages(&editor.published("/r/two/pkg/c.py").await["diagnostics"]).contains("gone_two"));
    editor.notify("workspace/didChangeWorkspaceFolders", event(&[], &["/r/one"])).await;
    assert_eq!(editor.published("/r/one/pkg/a.py").await["diagnostics"], json!([]));
    editor.notify("workspace/didChangeWorkspaceFolders", event(&["/r/one", "/r/none"], &["/r/never"])).await;
    assert!(messages(&editor.published("/r/one/pkg/a.py").await["diagnostics"]).contains("gone_one"));
    assert!(editor.log.iter().any(|message| message["method"] == "window/logMessage"), "there is no such folder");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn the_innermost_folder_owns_a_file() {
    let mut editor = Editor::initialized(three(), &["/r/one", "/r/one/in"], pushed(), Value::Null).await;
    let told = editor.published("/r/one/in/pkg/b.py").await;
    assert_eq!(told["diagnostics"].as_array().unwrap().len(), 1, "{told}");
    editor.settle().await;
    let about = editor.log.iter().filter(|message| message["params"]["uri"] == uri("/r/one/in/pkg/b.py"));
    assert_eq!(about.count(), 1);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn without_a_folder_a_file_brings_its_repository() {
    let mut editor = Editor::initialized(three(), &[], pushed(), Value::Null).await;
    editor.did_open("/r/two/pkg/__init__.py", "").await;
    assert!(messages(&editor.published("/r/two/pkg/c.py").await["diagnostics"]).contains("gone_two"));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn what_the_client_watches_follows_the_folders() {
    let mut editor = Editor::initialized(three(), &["/r/one"], pulling(), Value::Null).await;
    let registers = |message: &Value| message["method"] == "client/registerCapability";
    let first = editor.after("a registration", registers).await;
    let base = |message: &Value| message["params"]["registrations"][0]["registerOptions"]["watchers"].clone();
    assert_eq!(base(&first), json!([{"globPattern": {"baseUri": uri("/r/one"), "pattern": "**/*"}}]));
    editor.notify("workspace/didChangeWorkspaceFolders", event(&["/r/two"], &["/r/one"])).await;
    let mut last = editor.after("a registration", registers).await;
    while base(&last)[0]["globPattern"]["baseUri"] != uri("/r/two") || base(&last).as_array().unwrap().len() != 1 {
        last = editor.after("a registration", registers).await;
    }
    let ends = |message: &Value| message["method"] == "client/unregisterCapability";
    let ended = editor.until("an end of the first", ends).await;
    assert_eq!(ended["params"]["unregisterations"][0]["id"], first["params"]["registrations"][0]["id"]);
    assert!(editor.leave().await);
}
