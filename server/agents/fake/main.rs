//! An agent for tests: it speaks MCP by hand, in one revision or the other, and behaves as its words and tools say.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)] // its streams are what it is about

use std::io::{BufRead, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Map, Value, json};

#[derive(Clone, Copy, PartialEq)]
enum Revision {
    /// 2025-11-25: it refuses `server/discover`.
    Old,
    /// The same, and what it does not know it ignores.
    Silent,
    /// 2026-07-28: it refuses `initialize`.
    New,
}

#[derive(Clone)]
struct Out(Arc<Mutex<()>>);

impl Out {
    fn send(&self, message: &Value) {
        self.raw(format!("{message}\n").as_bytes());
    }

    fn raw(&self, bytes: &[u8]) {
        let _held = self.0.lock().unwrap();
        let mut out = std::io::stdout().lock();
        // Whoever listened may be gone.
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    fn answer(&self, id: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
    }

    fn refuse(&self, id: &Value, code: i32, message: &str) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }));
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|one| one == word);
    let revision = match () {
        () if has("old") => Revision::Old,
        () if has("silent") => Revision::Silent,
        () => Revision::New,
    };
    if let Some(slow) = words.iter().find_map(|word| word.strip_prefix("slow=")) {
        std::thread::sleep(Duration::from_millis(slow.parse().unwrap()));
    }
    if has("die") {
        eprintln!("no configuration: giving up");
        std::process::exit(7);
    }
    if has("mute") {
        std::thread::sleep(Duration::from_secs(1000));
    }
    let out = Out(Arc::default());
    if has("chatty") {
        out.raw(b"Welcome to the agent!\n\n");
    }
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
        handle(&out, revision, &message);
    }
    if has("stay") {
        std::thread::sleep(Duration::from_secs(1000));
    }
    eprintln!("bye");
}

fn handle(out: &Out, revision: Revision, message: &Value) {
    let (id, params) = (&message["id"], &message["params"]);
    match (message["method"].as_str().unwrap_or_default(), revision) {
        ("server/discover", Revision::New) => {
            let tools = json!({ "tools": { "listChanged": true } });
            out.answer(id, json!({ "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": tools, "ttlMs": 3_600_000, "cacheScope": "private" }));
        }
        ("initialize", Revision::Old | Revision::Silent) => {
            let (tools, info) = (json!({ "tools": { "listChanged": true } }), json!({ "name": "fake", "version": "1" }));
            out.answer(id, json!({ "protocolVersion": params["protocolVersion"], "capabilities": tools, "serverInfo": info }));
        }
        ("ping", Revision::Old | Revision::Silent) => out.answer(id, json!({})),
        ("subscriptions/listen", Revision::New) => out.send(&json!({
            "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
            "params": { "notifications": { "toolsListChanged": true }, "_meta": { "io.modelcontextprotocol/subscriptionId": id } },
        })),
        ("tools/list", _) => {
            // Two pages.
            let (names, next) = match params["cursor"].as_str() {
                None => (&["echo", "say", "fail"][..], Some("more")),
                Some(_) => (&["sleep", "crash"][..], None),
            };
            let tools: Vec<Value> = names.iter().map(|name| tool(name)).collect();
            let mut result = json!({ "resultType": "complete", "tools": tools });
            if let Some(next) = next {
                result["nextCursor"] = json!(next);
            }
            out.answer(id, result);
        }
        ("tools/call", _) => call(out, id, params),
        ("notifications/cancelled", _) => eprintln!("cancelled {}", params["requestId"]),
        ("notifications/initialized", _) => eprintln!("initialized"),
        (method, _) if id.is_null() || revision == Revision::Silent => eprintln!("ignored {method}"),
        (method, _) => out.refuse(id, -32601, &format!("no method {method}")),
    }
}

fn tool(name: &str) -> Value {
    let input = json!({ "type": "object", "properties": { "text": { "type": "string" } } });
    match name {
        "echo" => json!({ "name": name, "description": "Gives it back.", "inputSchema": input, "outputSchema": { "type": "object" } }),
        _ => json!({ "name": name, "inputSchema": input }),
    }
}

fn call(out: &Out, id: &Value, params: &Value) {
    let arguments = &params["arguments"];
    let text = |text: &str| json!({ "resultType": "complete", "content": [{ "type": "text", "text": text }] });
    let structured = |value: Value| json!({ "resultType": "complete", "content": [], "structuredContent": value });
    let number = |name: &str| arguments[name].as_u64().unwrap_or_default();
    let progress = |done: u64| {
        let token = &params["_meta"]["progressToken"];
        let params = json!({ "progressToken": token, "progress": done, "total": 3, "message": "on it" });
        out.send(&json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": params }));
    };
    match params["name"].as_str().unwrap_or_default() {
        "echo" => out.answer(id, structured(arguments.clone())),
        "say" => out.answer(id, text("two words")),
        "environment" => {
            let all: Map<String, Value> = std::env::vars().map(|(name, value)| (name, value.into())).collect();
            out.answer(id, structured(all.into()));
        }
        "folder" => out.answer(id, text(&std::env::current_dir().unwrap().display().to_string())),
        "fail" => out.answer(id, json!({ "content": [{ "type": "text", "text": "the index is locked" }], "isError": true })),
        "ask" => out.answer(id, json!({ "resultType": "input_required", "requestState": "x" })),
        "work" => {
            (1..=3).for_each(progress);
            std::thread::sleep(Duration::from_millis(50));
            out.answer(id, text("done"));
        }
        "sleep" => {
            let (out, id, text, length) = (out.clone(), id.clone(), text("slept"), number("milliseconds"));
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(length));
                out.answer(&id, text);
            });
        }
        "hang" => std::thread::sleep(Duration::from_secs(1000)),
        "crash" => std::process::abort(),
        "leave" => std::process::exit(3),
        "close" => {
            // Whoever reads it sees its end once every copy is closed: a program that replaces it is simplest.
            use std::os::unix::process::CommandExt;
            let _ = Command::new("sleep").arg("1000").stdout(Stdio::null()).exec();
        }
        "huge" => out.answer(id, text(&"x".repeat(number("bytes") as usize))),
        "deep" => {
            let nested = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
            out.raw(
                format!("{{\"jsonrpc\":\"2.0\",\"result\":{{\"content\":[],\"structuredContent\":{nested}}},\"id\":{id}}}\n").as_bytes(),
            );
        }
        "garbage" => {
            out.raw(b"\xFF\xFE not a message\nTraceback (most recent call last):\n{\"jsonrpc\": broken\n");
            out.answer(id, text("after it"));
        }
        "flood" => {
            for at in 0..number("lines") {
                eprintln!("line {at} {}", "y".repeat(number("length") as usize));
            }
            out.answer(id, text("flooded"));
        }
        // Who waits for it is not us: that is what is tried.
        #[allow(clippy::zombie_processes)]
        "fork" => {
            let mut command = Command::new("sleep");
            let child = command.arg("1000").stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
            out.answer(id, structured(json!({ "pid": child.id() })));
        }
        #[allow(clippy::zombie_processes)]
        "escape" => {
            let mut command = Command::new("setsid");
            let child = command.args(["sleep", "20"]).stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
            // It is ours until it has a session of its own.
            let leads = |stat: &str| stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(3)) == Some(&child.id().to_string());
            while !std::fs::read_to_string(format!("/proc/{}/stat", child.id())).is_ok_and(|stat| leads(&stat)) {
                std::thread::sleep(Duration::from_millis(1));
            }
            out.answer(id, structured(json!({ "pid": child.id() })));
        }
        "write" => {
            let written = std::fs::write(arguments["path"].as_str().unwrap(), "written");
            out.answer(id, structured(json!({ "written": written.is_ok(), "temporary": std::env::temp_dir() })));
        }
        "read" => {
            let read = std::fs::read_to_string(arguments["path"].as_str().unwrap());
            out.answer(id, structured(json!({ "text": read.ok() })));
        }
        "connect" => {
            let made = std::net::TcpStream::connect(arguments["address"].as_str().unwrap());
            out.answer(id, structured(json!({ "connected": made.is_ok() })));
        }
        "allocate" => {
            let mut room = Vec::<u8>::new();
            let room = room.try_reserve_exact(number("bytes") as usize);
            out.answer(id, structured(json!({ "got": room.is_ok() })));
        }
        "change" => {
            let subscription = json!({ "io.modelcontextprotocol/subscriptionId": arguments["subscription"] });
            out.send(&json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed", "params": { "_meta": subscription } }));
            out.answer(id, text("changed"));
        }
        other => out.refuse(id, -32602, &format!("no tool {other}")),
    }
}
