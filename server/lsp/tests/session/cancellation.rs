//! What is no longer wanted stops.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use workspace::{FileSystem, Listed, MemoryFileSystem, Metadata};

use crate::editor::{Editor, pulling, system, uri};

const FILES: usize = 4000;

/// A file system that takes its time, and counts.
struct Slow {
    inner: Arc<MemoryFileSystem>,
    reads: Arc<AtomicUsize>,
}

impl FileSystem for Slow {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(3));
        self.inner.read(path)
    }

    fn list(&self, path: &Path) -> std::io::Result<Vec<Listed>> {
        self.inner.list(path)
    }

    fn metadata(&self, path: &Path) -> std::io::Result<Metadata> {
        self.inner.metadata(path)
    }

    fn canonicalize(&self, path: &Path) -> std::io::Result<PathBuf> {
        self.inner.canonicalize(path)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_and_requests_can_be_stopped() {
    let mut files = String::from("//- /pkg/__init__.py\n//- /pkg/a.py\ndef f(): pass\n");
    for index in 0..FILES {
        files.push_str(&format!("//- /pkg/m{index}.py\nimport pkg.a\n"));
    }
    let reads = Arc::new(AtomicUsize::new(0));
    let slow = Arc::new(Slow { inner: system(&files), reads: Arc::clone(&reads) });
    let mut capabilities = pulling();
    capabilities["window"] = json!({"workDoneProgress": true});
    let mut editor = Editor::initialized(slow, &["/r"], capabilities, Value::Null).await;

    // The background work ends when the person says so.
    let begin = editor.after("a beginning", |message| message["params"]["value"]["kind"] == "begin").await;
    assert_eq!(begin["params"]["value"]["cancellable"], true);
    editor.after("a report", |message| message["params"]["value"]["kind"] == "report").await;
    editor.notify("window/workDoneProgress/cancel", json!({"token": begin["params"]["token"]})).await;
    let end = editor.after("an end", |message| message["params"]["value"]["kind"] == "end").await;
    assert_eq!((&end["params"]["value"]["message"], &end["params"]["token"]), (&json!("stopped"), &begin["params"]["token"]));
    let stopped = reads.load(Ordering::SeqCst);
    assert!(stopped < FILES, "{stopped} files were read");

    // So does a request.
    editor.did_open("/r/pkg/a.py", "def f(): pass\n").await;
    editor.pull("/r/pkg/a.py").await;
    let before = reads.load(Ordering::SeqCst);
    let params = json!({"textDocument": {"uri": uri("/r/pkg/a.py")}, "position": {"line": 0, "character": 4}, "context": {"includeDeclaration": true}});
    let id = editor.request("textDocument/references", params).await;
    let reading = async {
        while reads.load(Ordering::SeqCst) < before + 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), reading).await.expect("the request reads files");
    editor.notify("$/cancelRequest", json!({"id": id})).await;
    assert_eq!(editor.answer(id).await["error"]["code"], -32800);
    // A later question is answered by the same threads, so the work before it has ended.
    editor.settle().await;
    let after = reads.load(Ordering::SeqCst);
    editor.settle().await;
    assert_eq!(reads.load(Ordering::SeqCst), after, "nothing goes on");
    assert!(after < FILES, "{after} files were read");
    assert!(editor.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_request_can_be_cancelled() {
    let mut editor = Editor::open("//- /a.py\n", pulling()).await;
    let id = editor.request("workspace/diagnostic", json!({"previousResultIds": []})).await;
    editor.settle().await;
    editor.notify("$/cancelRequest", json!({"id": id})).await;
    assert_eq!(editor.answer(id).await["error"]["code"], -32800);
    assert!(editor.leave().await);
}
