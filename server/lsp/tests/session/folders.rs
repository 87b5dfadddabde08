//! Several folders, folders in folders, no folder.

use serde_json::{Value, json};
use workspace::MemoryFileSystem;

use crate::editor::{Editor, messages, pushed, uri};

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
