//! One engine, many fronts: what an editor is told about a repository is, byte for byte once both are written as a
//! report does, what `check` finds in it, and every finding reaches the client once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oracle::page::{Example, examples};
use oracle::{Host, rules};
use serde_json::{Value, json};
use workspace::{Disk, FileSystem, MemoryFileSystem};

use crate::editor::{Editor, pulling, pushed, uri};

/// The capabilities, counting columns as reports do.
fn in_scalars(mut capabilities: Value) -> Value {
    capabilities["general"] = json!({"positionEncodings": ["utf-32"]});
    capabilities["textDocument"]["publishDiagnostics"]["relatedInformation"] = json!(true);
    capabilities["textDocument"]["publishDiagnostics"]["dataSupport"] = json!(true);
    capabilities
}

/// What `check --format json` says: without the titles of fixes, which the protocol keeps elsewhere.
fn checked(system: Arc<dyn FileSystem>, root: &Path) -> Vec<String> {
    let mut host = Host::with_system(system, None);
    let opened = host.open_root(root);
    let report = host.snapshot().report(opened, &|_| true).expect("nobody writes");
    let mut report = serde_json::to_value(&report).unwrap();
    let findings = report["findings"].as_array_mut().unwrap();
    for finding in findings.iter_mut() {
        let finding = finding.as_object_mut().unwrap();
        finding.remove("fixes");
        // Whom a file belongs to is nothing that the protocol tells.
        finding.remove("owners");
    }
    let mut lines: Vec<String> = findings.iter().map(Value::to_string).collect();
    lines.sort();
    lines
}

/// The diagnostics of one document in the same form.
fn as_findings(root: &Path, document: &str, items: &Value, lines: &mut Vec<String>) {
    let below = |uri: &str| {
        let path = uri.strip_prefix("file://").unwrap().replace("%20", " ").replace("%7B", "{").replace("%7D", "}");
        let below = Path::new(&path).strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if below.is_empty() { ".".to_owned() } else { below }
    };
    let place = |place: &Value| json!({"line": place["line"].as_u64().unwrap() + 1, "column": place["character"].as_u64().unwrap() + 1});
    let range = |range: &Value| json!({"start": place(&range["start"]), "end": place(&range["end"])});
    for item in items.as_array().unwrap() {
        let told = |related: &Value| {
            let location = &related["location"];
            json!({"path": below(location["uri"].as_str().unwrap()), "range": range(&location["range"]), "message": related["message"]})
        };
        let related: Vec<Value> = item["relatedInformation"].as_array().into_iter().flatten().map(told).collect();
        let severity = ["", "error", "warning", "info"][item["severity"].as_u64().unwrap() as usize];
        let finding = json!({"code": item["code"], "severity": severity, "path": below(document), "range": range(&item["range"]),
            "message": item["message"], "related": related, "fingerprint": item["data"]["fingerprint"]});
        lines.push(finding.to_string());
    }
}

/// What a client that pulls is told: about the files it has open, and about all others, when there is anything.
async fn pulled(system: Arc<dyn FileSystem>, root: &Path, open: &[(PathBuf, String)], expected: usize) -> Vec<String> {
    let mut editor = opened(system, root, in_scalars(pulling()), open).await;
    let mut documents: BTreeMap<String, Value> = BTreeMap::new();
    let whole = editor.request("workspace/diagnostic", json!({"previousResultIds": []})).await;
    if expected > 0 {
        for item in editor.answer(whole).await["result"]["items"].as_array().unwrap() {
            let before = documents.insert(item["uri"].as_str().unwrap().to_owned(), item["items"].clone());
            assert!(before.is_none(), "{} was told about twice", item["uri"]);
        }
    }
    for (path, _) in open {
        let report = editor.pull(path.to_str().unwrap()).await;
        // VS Code takes the one or the other, whichever comes last: they must be the same.
        if let Some(told) = documents.insert(uri(path.to_str().unwrap()), report["items"].clone()) {
            assert_eq!(told, report["items"], "{}", path.display());
        }
    }
    assert!(!editor.log.iter().any(|message| message["method"] == "textDocument/publishDiagnostics"), "one channel");
    assert!(editor.leave().await);
    let mut lines = Vec::new();
    documents.iter().for_each(|(uri, items)| as_findings(root, uri, items, &mut lines));
    lines.sort();
    lines
}

/// What a client that is told everything is told, when `expected` findings have reached it.
async fn published(system: Arc<dyn FileSystem>, root: &Path, open: &[(PathBuf, String)], expected: usize) -> Vec<String> {
    let mut editor = opened(system, root, in_scalars(pushed()), open).await;
    let told = |editor: &Editor| {
        let mut documents: BTreeMap<String, Value> = BTreeMap::new();
        for message in editor.log.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics") {
            documents.insert(message["params"]["uri"].as_str().unwrap().to_owned(), message["params"]["diagnostics"].clone());
        }
        documents
    };
    let count = |editor: &Editor| told(editor).values().map(|items| items.as_array().unwrap().len()).sum::<usize>();
    while count(&editor) < expected {
        editor.after("more diagnostics", |message| message["method"] == "textDocument/publishDiagnostics").await;
    }
    editor.settle().await;
    let mut lines = Vec::new();
    told(&editor).iter().for_each(|(uri, items)| as_findings(root, uri, items, &mut lines));
    assert!(editor.leave().await);
    lines.sort();
    lines
}

async fn opened(system: Arc<dyn FileSystem>, root: &Path, capabilities: Value, open: &[(PathBuf, String)]) -> Editor {
    let mut editor = Editor::initialized(system, &[root.to_str().unwrap()], capabilities, Value::Null).await;
    for (path, text) in open {
        // What the name does not tell of a language, the client does not either.
        let document = json!({"uri": uri(path.to_str().unwrap()), "languageId": "plaintext", "version": 1, "text": text});
        editor.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }
    editor
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_examples_of_every_rule() {
    let all: Vec<_> = rules().iter().flat_map(|rule| examples(rule.page).into_iter().map(|example| (rule.code, example))).collect();
    // Sessions wait most of the time.
    for (chunk, examples) in all.chunks(AT_ONCE).enumerate() {
        let each = examples.iter().enumerate().map(|(number, (code, example))| on_example(chunk * AT_ONCE + number, code, example));
        futures_util::future::join_all(each).await;
    }
}

/// Examples that are looked at side by side.
const AT_ONCE: usize = 16;

async fn on_example(number: usize, code: &str, example: &Example) {
    let system = MemoryFileSystem::new();
    for (path, text) in &example.files {
        system.write(Path::new("/r").join(path), text.as_bytes());
    }
    let system: Arc<dyn FileSystem> = Arc::new(system);
    let all = checked(Arc::clone(&system), Path::new("/r"));
    // Every second file is open in the editor, with the text that the disk has.
    let files = example.files.iter().skip(number % 2).step_by(2);
    let open: Vec<_> = files.map(|(path, text)| (Path::new("/r").join(path), text.clone())).collect();
    let what = format!("{code}: {}", example.title);
    assert_eq!(pulled(Arc::clone(&system), Path::new("/r"), &open, all.len()).await, all, "pulled; {what}");
    assert_eq!(published(system, Path::new("/r"), &open, all.len()).await, all, "published; {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_this_repository_and_its_fixtures() {
    let repository = Disk.canonicalize(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap();
    let fixtures = repository.join("fixtures");
    let below = Disk.list(&fixtures).unwrap_or_default().into_iter().map(|listed| fixtures.join(listed.shown));
    for root in std::iter::once(repository.clone()).chain(below) {
        let system: Arc<dyn FileSystem> = Arc::new(Disk);
        let all = checked(Arc::clone(&system), &root);
        let named = ["README.md", "Cargo.toml", "package.json", "pyproject.toml"].map(|name| root.join(name));
        let open: Vec<_> =
            named.into_iter().filter_map(|path| Some((path.clone(), String::from_utf8(Disk.read(&path).ok()?).ok()?))).collect();
        assert_eq!(pulled(Arc::clone(&system), &root, &open, all.len()).await, all, "pulled; {}", root.display());
        assert_eq!(published(system, &root, &open, all.len()).await, all, "published; {}", root.display());
    }
}
