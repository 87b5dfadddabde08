//! A client that asks for the findings of a whole folder, once.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::program;
use crate::sinks::is_harmful;

/// Opens `folder`, asks until findings come, leaves; how many there were. Fails after `limit`.
pub fn findings(folder: &Path, limit: Duration) -> usize {
    let end = Instant::now() + limit;
    let mut server = program(folder, &["lsp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdin = server.stdin.take().unwrap();
    let mut stdout = BufReader::new(server.stdout.take().unwrap());
    let (tell, answers) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        while let Some(message) = read(&mut stdout) {
            if tell.send(message).is_err() {
                return;
            }
        }
    });
    let uri = format!("file://{}", folder.display());
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true }, "workspaceFolders": true },
    });
    let initialize = json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": [{ "uri": uri, "name": "x" }] });
    send(&mut stdin, &json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": initialize }));
    send(&mut stdin, &json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let mut count = 0;
    let mut id = 1;
    let ask = |stdin: &mut ChildStdin, id: u64| {
        send(stdin, &json!({ "jsonrpc": "2.0", "id": id, "method": "workspace/diagnostic", "params": { "previousResultIds": [] } }));
    };
    ask(&mut stdin, id);
    while count == 0 {
        let message: Value = answers.recv_timeout(end.saturating_duration_since(Instant::now())).expect("the server answers");
        if message.get("method").is_some() && message.get("id").is_some() {
            send(&mut stdin, &json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
        } else if message["id"] == id {
            let items = message["result"]["items"].as_array().cloned().unwrap_or_default();
            let all = items.iter().flat_map(|item| item["items"].as_array().cloned().unwrap_or_default());
            for finding in all {
                let text = finding["message"].as_str().unwrap();
                assert!(!text.contains(is_harmful), "{text:?}");
                count += 1;
            }
            id += 1;
            if count == 0 {
                ask(&mut stdin, id);
            }
        }
    }
    send(&mut stdin, &json!({ "jsonrpc": "2.0", "id": 1_000_000, "method": "shutdown" }));
    while answers.recv_timeout(end.saturating_duration_since(Instant::now())).expect("the server answers")["id"] != 1_000_000 {}
    send(&mut stdin, &json!({ "jsonrpc": "2.0", "method": "exit" }));
    drop(stdin);
    assert!(server.wait().unwrap().success());
    drop(answers);
    reader.join().unwrap();
    count
}

fn send(stdin: &mut ChildStdin, message: &Value) {
    let text = message.to_string();
    write!(stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
    stdin.flush().unwrap();
}

fn read(stdout: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut bytes = vec![0; length];
    stdout.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
