//! A client for tests. Every wait has a limit.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use oracle::Host;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use workspace::fixture::Fixture;
use workspace::{FileSystem, MemoryFileSystem};

/// Long enough for a machine that does ten other things.
const LIMIT: Duration = Duration::from_secs(60);

/// What VS Code says of itself, as far as it matters.
pub fn pulling() -> Value {
    json!({
        "textDocument": {"diagnostic": {}, "publishDiagnostics": {"relatedInformation": true, "dataSupport": true},
            "codeAction": {"dataSupport": true, "isPreferredSupport": true, "resolveSupport": {"properties": ["edit"]},
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}}},
            "definition": {"linkSupport": true}, "hover": {"contentFormat": ["markdown"]}},
        "workspace": {"diagnostics": {"refreshSupport": true}, "workspaceEdit": {"documentChanges": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true}},
    })
}

/// A client that can do nothing but show what it is told.
pub fn pushed() -> Value {
    json!({"textDocument": {"publishDiagnostics": {"versionSupport": true}}, "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}})
}

pub struct Editor {
    output: Option<DuplexStream>,
    inbox: mpsc::UnboundedReceiver<Value>,
    /// Every message that came, in order.
    pub log: Vec<Value>,
    read: usize,
    next: i64,
    /// What is answered to `workspace/configuration`.
    pub settings: Value,
    served: JoinHandle<std::io::Result<bool>>,
}

impl Editor {
    /// A server over `system`, with nothing said yet, on a day that never ends.
    pub fn over(system: Arc<dyn FileSystem>) -> Editor {
        Editor::with_clock(system, lsp::Clock::new(|| workspace::Date::of_unix(0), Duration::from_secs(3600)))
    }

    /// The same with a clock.
    pub fn with_clock(system: Arc<dyn FileSystem>, clock: lsp::Clock) -> Editor {
        let (output, server_input) = tokio::io::duplex(1 << 20);
        let (server_output, input) = tokio::io::duplex(1 << 20);
        let served = tokio::spawn(lsp::serve(Host::with_system(system, None), clock, server_input, server_output));
        let (send, inbox) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut input = BufReader::new(input);
            loop {
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if input.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    match line.trim().split_once(": ") {
                        Some((_, value)) => length = value.parse().unwrap(),
                        None => break,
                    }
                }
                let mut body = vec![0; length];
                input.read_exact(&mut body).await.unwrap();
                if send.send(serde_json::from_slice(&body).unwrap()).is_err() {
                    return;
                }
            }
        });
        Editor { output: Some(output), inbox, log: Vec::new(), read: 0, next: 1, settings: Value::Null, served }
    }

    /// A server with `/r` open, holding the fixture's files.
    pub async fn open(fixture: &str, capabilities: Value) -> Editor {
        Editor::initialized(system(fixture), &["/r"], capabilities, Value::Null).await
    }

    pub async fn initialized(system: Arc<dyn FileSystem>, folders: &[&str], capabilities: Value, options: Value) -> Editor {
        let mut editor = Editor::over(system);
        editor.initialize(folders, capabilities, options).await;
        editor
    }

    /// Says hello.
    pub async fn initialize(&mut self, folders: &[&str], capabilities: Value, options: Value) {
        let folders: Vec<_> = folders.iter().map(|path| json!({"uri": uri(path), "name": path})).collect();
        let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": options});
        self.ask("initialize", params).await;
        self.notify("initialized", json!({})).await;
    }

    /// Sends bytes as they are.
    pub async fn raw(&mut self, bytes: &[u8]) {
        self.output.as_mut().unwrap().write_all(bytes).await.unwrap();
    }

    pub async fn send(&mut self, message: Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// Sends a request; its number.
    pub async fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        id
    }

    /// The answer to a request, result or error.
    pub async fn answer(&mut self, id: i64) -> Value {
        self.until(&format!("an answer to {id}"), |message| message["id"] == id && message.get("method").is_none()).await
    }

    /// The result of a request.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params).await;
        let mut answer = self.answer(id).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The code of the error of a request.
    pub async fn error(&mut self, method: &str, params: Value) -> i64 {
        let id = self.request(method, params).await;
        let answer = self.answer(id).await;
        answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method} was answered: {answer}"))
    }

    /// The first message for which `wanted`, that came or comes.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(found) = self.log.iter().find(|message| wanted(message)) {
            return found.clone();
        }
        self.after(what, wanted).await
    }

    /// The first message for which `wanted`, of those that nobody has waited past.
    pub async fn after(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            while self.read < self.log.len() {
                self.read += 1;
                if wanted(&self.log[self.read - 1]) {
                    return self.log[self.read - 1].clone();
                }
            }
            let next = tokio::time::timeout(LIMIT, self.inbox.recv()).await;
            let message = next.ok().flatten().unwrap_or_else(|| panic!("waited in vain for {what}; came: {:#?}", self.log));
            self.reply(&message).await;
            self.log.push(message);
        }
    }

    /// What a client answers to the server's own requests.
    async fn reply(&mut self, message: &Value) {
        if let (Some(id), Some(method)) = (message.get("id"), message.get("method").and_then(Value::as_str)) {
            let result = match method {
                "workspace/configuration" => json!([self.settings]),
                "workspace/applyEdit" => json!({"applied": true}),
                _ => Value::Null,
            };
            self.send(json!({"jsonrpc": "2.0", "id": id, "result": result})).await;
        }
    }

    pub async fn did_open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "python", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    pub async fn did_change(&mut self, path: &str, version: i32, changes: Value) {
        self.notify("textDocument/didChange", json!({"textDocument": {"uri": uri(path), "version": version}, "contentChanges": changes}))
            .await;
    }

    pub async fn did_close(&mut self, path: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri(path)}})).await;
    }

    /// The report of a pull.
    pub async fn pull(&mut self, path: &str) -> Value {
        self.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri(path)}})).await
    }

    /// The next publication about a path, of those nobody has waited past.
    pub async fn published(&mut self, path: &str) -> Value {
        let uri = uri(path);
        let about = |message: &Value| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri;
        self.after(&format!("a publication about {path}"), about).await["params"].clone()
    }

    /// Lets everything that is under way happen: asks until the background has looked once more.
    pub async fn settle(&mut self) {
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(150)).await;
            // In pull mode it has no folder named so, in push mode no such method: the answer does not matter.
            let id = self
                .request("textDocument/hover", json!({"textDocument": {"uri": "untitled:x"}, "position": {"line": 0, "character": 0}}))
                .await;
            self.answer(id).await;
        }
    }

    /// Leaves as the protocol asks.
    pub async fn leave(mut self) -> bool {
        self.ask("shutdown", Value::Null).await;
        self.notify("exit", Value::Null).await;
        self.ended().await
    }

    /// Whether the server thinks the client left as the protocol asks.
    pub async fn ended(self) -> bool {
        tokio::time::timeout(LIMIT, self.served).await.expect("the server ends").unwrap().unwrap()
    }

    /// Goes away without a word.
    pub async fn vanish(mut self) -> bool {
        self.output.take();
        self.ended().await
    }
}

pub fn uri(path: &str) -> String {
    format!("file://{path}")
}

/// The fixture's files below `/r`.
pub fn system(fixture: &str) -> Arc<MemoryFileSystem> {
    let system = MemoryFileSystem::new();
    for (path, text) in Fixture::parse(fixture).files {
        system.write(Path::new("/r").join(path), text);
    }
    Arc::new(system)
}

/// All messages of a list of diagnostics.
pub fn messages(items: &Value) -> String {
    items.as_array().expect("diagnostics").iter().map(|item| item["message"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

/// A package in which any `import pkg.x` is judged.
pub const PACKAGE: &str = "
//- /pkg/__init__.py
//- /pkg/a.py
import os
//- /pkg/b.py
import pkg.gone_b
";
