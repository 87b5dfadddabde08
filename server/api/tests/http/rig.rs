//! A server over a store in a file, agents in it, and something that does their tasks.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use agents::{Capability, Manifest, Origin};
use api::{Additions, Config, Root, Server, Source};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use orchestrator::model::{AgentState, Approval, CapabilityUse, Health, Outcome, Status, Timestamp};
use orchestrator::store::{Bid, Changed, Offer, Settings, Store, open};
use serde_json::{Value, json};
use tower::ServiceExt;

pub const VIEWER: &str = "viewer-0123456789abcdef0123456789abcdef";
pub const OPERATOR: &str = "operator-0123456789abcdef0123456789abcdef";
pub const ADMIN: &str = "admin-0123456789abcdef0123456789abcdef";
/// Long enough for a slow machine, and an end for what would never come.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Rig {
    pub router: Router,
    pub store: Arc<dyn Store>,
    pub folder: tempfile::TempDir,
    pub server: Option<Server>,
}

impl Rig {
    pub async fn new() -> Rig {
        Rig::with(|_| {}).await
    }

    /// With another configuration. There is one workspace, `root` in the rig's folder.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Rig {
        Rig::in_store(Settings::default(), change).await
    }

    pub async fn in_store(settings: Settings, change: impl FnOnce(&mut Config)) -> Rig {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path().join("tasks.sqlite").to_str().unwrap(), settings).await.unwrap();
        Rig::over(store, folder, change)
    }

    /// Two servers over one store, with the same tokens.
    pub async fn pair(settings: Settings) -> (Rig, Rig) {
        let one = Rig::in_store(settings, |_| {}).await;
        let store = Arc::clone(&one.store);
        (one, Rig::over(store, tempfile::tempdir().unwrap(), |_| {}))
    }

    fn over(store: Arc<dyn Store>, folder: tempfile::TempDir, change: impl FnOnce(&mut Config)) -> Rig {
        let root = folder.path().canonicalize().unwrap().join("root");
        std::fs::create_dir_all(root.join("inner")).unwrap();
        let tokens = folder.path().join("tokens");
        let text = format!("v:viewer:{VIEWER}\no:operator:{OPERATOR}\na:admin:{ADMIN}\n");
        workspace::write::privately(&tokens, text.as_bytes()).unwrap();
        let mut config = Config {
            tokens: Source::File(tokens),
            rate: NonZeroU32::new(1_000_000).unwrap(),
            roots: vec![Root { path: root, is_trusted: true }],
            agents: dna::AgentSettings {
                commands: vec![vec!["python3".to_owned(), "agent.py".to_owned()]],
                ..dna::AgentSettings::default()
            },
            ..Config::default()
        };
        change(&mut config);
        let server = Server::new(config, Arc::clone(&store), Additions::default()).unwrap();
        Rig { router: server.router(), store, folder, server: Some(server) }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join("root")
    }

    pub fn tokens(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }

    /// An agent that is ready and can do these things.
    pub async fn agent(&self, id: &str, capabilities: &[&str]) {
        self.agent_in(id, capabilities, AgentState::Active, Origin::Builtin).await;
    }

    pub async fn agent_in(&self, id: &str, capabilities: &[&str], state: AgentState, origin: Origin) {
        let manifest = manifest(id);
        let declared = self.store.declare(manifest, origin, Approval::NotNeeded, Some(0)).await.unwrap();
        assert!(matches!(declared, Changed::Yes(_)), "{declared:?}");
        assert!(self.own().await.iter().any(|owned| owned == id));
        assert!(self.store.report("w", id, &status(state, capabilities, 0)).await.unwrap());
    }

    /// A worker `w` takes the agents; says which it has.
    pub async fn own(&self) -> Vec<String> {
        let lease = Duration::from_secs(600);
        let bid = Bid { worker: "w".to_owned(), roots: Vec::new(), most: 100, lease, ends: false };
        self.store.own(&bid).await.unwrap().agents
    }

    /// The entries of the audit log, once there are so many: they are written behind the answers.
    pub async fn audited(&self, count: usize) -> Vec<Value> {
        let written = tokio::time::timeout(PATIENCE, async {
            loop {
                let items = self.get("/v1/audit").as_(ADMIN).says(200).await.json()["items"].as_array().unwrap().clone();
                if items.len() >= count {
                    return items;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        written.await.expect("they are written")
    }

    /// Does the next task of `capability`.
    pub async fn work(&self, capability: &str, outcome: Outcome) {
        let offers = [Offer { agent: "worker-agent".to_owned(), capabilities: vec![capability.to_owned()], free: 1 }];
        let taken = tokio::time::timeout(PATIENCE, async {
            loop {
                let tasks = self.store.claim("w", &offers, Duration::from_secs(60)).await.unwrap();
                if let Some(task) = tasks.into_iter().next() {
                    return task;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        let task = taken.await.expect("a task comes");
        let attempt = task.attempt.unwrap().number;
        self.store.finish("w", task.id, attempt, outcome).await.unwrap();
    }

    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Ask<'_> {
        self.ask(Method::POST, path)
    }

    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        let headers = vec![("host".to_owned(), "localhost".to_owned())];
        Ask { rig: self, method, path: path.to_owned(), headers, body: Body::empty() }
    }
}

pub fn manifest(id: &str) -> Manifest {
    serde_json::from_value(json!({"id": id, "name": format!("Agent {id}"), "run": {"command": {"words": ["python3", "agent.py"]}}}))
        .unwrap()
}

pub fn status(state: AgentState, capabilities: &[&str], running: u32) -> Status {
    let capabilities = capabilities.iter().map(|name| CapabilityUse {
        capability: Capability { name: (*name).to_owned(), description: None, input: json!({"type": "object"}), output: None },
        succeeded: 3,
        failed: 1,
        latency_p50: Some(1.5),
        latency_p95: None,
        running: 0,
    });
    Status {
        state,
        health: Health { score: 0.5, reasons: vec!["it is slow".to_owned()] },
        worker: "w".to_owned(),
        pid: Some(7),
        since: Timestamp(1_700_000_000_000),
        seen: None,
        restarts: 2,
        running,
        capabilities: capabilities.collect(),
        last_lines: Vec::new(),
        sandbox: "none".to_owned(),
    }
}

pub struct Ask<'r> {
    rig: &'r Rig,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Body,
}

pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Ask<'_> {
    pub fn as_(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        let mut asked = self.header("content-type", "application/json");
        asked.body = Body::from(body.to_string());
        asked
    }

    pub fn body(mut self, media: &str, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self.header("content-type", media)
    }

    pub async fn response(self) -> axum::response::Response {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        self.rig.router.clone().oneshot(request.body(self.body).unwrap()).await.unwrap()
    }

    pub async fn send(self) -> Said {
        let response = tokio::time::timeout(PATIENCE, self.response()).await.expect("it answers");
        let (parts, body) = response.into_parts();
        let bytes = tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, usize::MAX)).await.expect("it ends").unwrap();
        Said { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Sends it, and demands this status.
    pub async fn says(self, status: u16) -> Said {
        let what = format!("{} {}", self.method, self.path);
        let said = self.send().await;
        assert_eq!(said.status.as_u16(), status, "{what}: {}", said.text);
        if status >= 400 {
            assert_eq!(said.header("content-type"), "application/problem+json", "{what}");
            assert_eq!(said.json()["status"], json!(status), "{what}");
            assert!(said.json()["type"].as_str().unwrap().starts_with("urn:ouroboros:problem:"));
        }
        assert!(said.headers.contains_key("x-request-id"));
        said
    }
}

impl Said {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
