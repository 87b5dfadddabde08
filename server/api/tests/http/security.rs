//! What must not be, one by one. Where the others are that need a process, a worker or a repository:
//!
//! - slow clients, and heads that are too large: `sockets`;
//! - archives that lead out or are too large: `verify`, and the tests of `workspace::archive`; a path outside of every workspace: `verify`;
//! - a link out of the root: `workspace/tests/trust.rs`, and the hostile repository of `ouroboros/tests/hostile`;
//! - a repository that declares commands and is not trusted: `ouroboros/tests/hostile/trust.rs`, `ouroboros/tests/trust.rs`;
//! - an approved agent whose command changes is pending again: `agents/tests/manifests.rs`, `orchestrator/tests/worker/declared.rs`;
//! - no secret in an agent's environment or its log: `agents/tests/process/calls.rs`, `orchestrator/tests/worker/healing.rs`.

use std::io::Write;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::net::Peer;
use api::{Additions, Config, Server};
use axum::body::Body;
use axum::http::{Method, Request};
use orchestrator::store::{Settings, open};
use serde_json::json;
use tower::ServiceExt;
use tracing_subscriber::fmt::MakeWriter;

use crate::rig::{ADMIN, OPERATOR, PATIENCE, Rig, VIEWER};

#[tokio::test]
async fn without_a_token_nothing_is_told() {
    let rig = Rig::new().await;
    for path in ["/v1/agents", "/v1/tasks", "/v1/audit", "/v1/nothing", "/metrics", "/v1/metrics"] {
        let said = rig.get(path).says(401).await;
        assert!(said.header("www-authenticate").starts_with("Bearer"));
    }
    for wrong in ["Bearer", "Bearer ", "Basic abc", "Bearer x y", &format!("bearer{VIEWER}"), &format!("Bearer {}", &VIEWER[1..])] {
        rig.get("/v1/agents").header("authorization", wrong).says(401).await;
    }
    // Not in the address, where logs and histories keep it.
    rig.get(&format!("/v1/agents?token={VIEWER}")).says(401).await;
    for path in ["/livez", "/readyz", "/health", "/openapi.json", "/v1/livez"] {
        rig.get(path).says(200).await;
    }
    let open = Rig::with(|config| config.metrics_open = true).await;
    open.get("/metrics").says(200).await;
}

#[tokio::test]
async fn a_role_does_what_it_may_and_no_more() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    rig.post("/v1/tasks").as_(VIEWER).json(&json!({"capability": "verify"})).says(403).await;
    rig.post("/v1/agents/oracle/stop").as_(VIEWER).says(403).await;
    rig.post("/v1/agents").as_(OPERATOR).json(&json!({})).says(403).await;
    rig.post("/v1/agents/oracle/approve").as_(OPERATOR).json(&json!({"hash": "x"})).says(403).await;
    rig.ask(Method::DELETE, "/v1/agents/oracle").as_(OPERATOR).says(403).await;
    rig.get("/v1/audit").as_(OPERATOR).says(403).await;
    rig.get("/v1/audit").as_(ADMIN).says(200).await;
}

/// The status of a request that came by a connection to `local`, with these headers.
async fn status(rig: &Rig, local: &str, headers: &[(&str, &str)]) -> u16 {
    let peer = Peer { remote: "127.0.0.1:9".parse().unwrap(), local: local.parse().unwrap(), is_tls: false };
    let request = headers.iter().fold(Request::get("/livez").extension(peer), |request, (name, value)| request.header(*name, *value));
    rig.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_name_that_was_made_to_mean_this_machine_is_refused() {
    let rig = Rig::with(|config| config.public_hosts = vec!["ouroboros.example".into()]).await;
    for host in
        ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.nip.io", "127.0.0.1.nip.io:80", "192.0.2.1", "0.0.0.0"]
    {
        rig.get("/v1/agents").as_(VIEWER).header("host", host).says(421).await;
        rig.get("/livez").header("host", host).says(421).await;
    }
    for host in [
        "localhost",
        "localhost:8080",
        "LOCALHOST.:1",
        "127.0.0.1",
        "127.0.0.1:8080",
        "[::1]:1",
        "[::1]:8080",
        "ouroboros.example",
        "127.9.9.9",
    ] {
        rig.get("/v1/agents").as_(VIEWER).header("host", host).says(200).await;
    }
    for host in ["user@localhost", "a b", ""] {
        rig.get("/v1/agents").as_(VIEWER).header("host", host).says(400).await;
    }
    // What was connected to is what counts as this machine.
    assert_eq!(status(&rig, "10.1.2.3:80", &[("host", "10.1.2.3:80")]).await, 200);
    assert_eq!(status(&rig, "10.1.2.3:80", &[("host", "127.0.0.1")]).await, 421);
    assert_eq!(status(&rig, "127.0.0.1:80", &[]).await, 400);
    assert_eq!(status(&rig, "127.0.0.1:80", &[("host", "localhost"), ("host", "localhost")]).await, 400);
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused() {
    let rig = Rig::new().await;
    for origin in ["https://evil.example", "http://localhost:3000", "null", "https://localhost"] {
        rig.get("/v1/agents").as_(VIEWER).header("origin", origin).says(403).await;
    }
    let own = rig.get("/v1/agents").as_(VIEWER).header("origin", "http://localhost").says(200).await;
    assert!(!own.headers.contains_key("access-control-allow-origin"));
    rig.ask(Method::OPTIONS, "/v1/agents").as_(VIEWER).header("origin", "https://evil.example").says(403).await;
    let from = async |origin: &str| status(&rig, "127.0.0.1:8080", &[("host", "localhost:8080"), ("origin", origin)]).await;
    assert_eq!(from("http://localhost:8080").await, 200);
    for origin in ["http://evil.example", "http://localhost:3000", "https://localhost:8080", "null", "http://127.0.0.1:8080", "file://"] {
        assert_eq!(from(origin).await, 403, "{origin}");
    }
}

#[tokio::test]
async fn a_large_body_is_refused_whether_it_says_so_or_not() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let large = format!("{{\"capability\": \"{}\"}}", "x".repeat(2 << 20));
    rig.post("/v1/tasks").as_(OPERATOR).body("application/json", large.clone()).says(413).await;
    let chunks = futures_util::stream::iter(
        large.into_bytes().chunks(1 << 16).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>(),
    );
    let body = Body::from_stream(chunks);
    rig.post("/v1/tasks").as_(OPERATOR).body("application/json", body).says(413).await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    let rig = Rig::with(|config| config.limits.body = Duration::from_millis(50)).await;
    let drips = futures_util::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Some((Ok::<_, std::io::Error>(" "), ()))
    });
    rig.post("/v1/tasks").as_(OPERATOR).body("application/json", Body::from_stream(drips)).says(408).await;
}

#[tokio::test]
async fn no_parameter_of_a_path_leads_anywhere() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let document = rig.get("/openapi.json").says(200).await.json();
    for (path, item) in document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.contains("{id}")) {
        for method in item.as_object().unwrap().keys() {
            for id in ["..%2f..%2fetc%2fpasswd", "%2e%2e", "..", "oracle%00", "oracle%2f", "%ff", "ORACLE", "a%5c..%5cb", "%252e%252e"] {
                let asked =
                    rig.ask(method.to_uppercase().parse().unwrap(), &path.replace("{id}", id)).as_(ADMIN).header("if-match", "\"1\"");
                let said = if method == "get" { asked.send().await } else { asked.json(&json!({"hash": "x"})).send().await };
                assert!(matches!(said.status.as_u16(), 404 | 405 | 422), "{method} {path} {id}: {} {}", said.status, said.text);
            }
        }
    }
}

#[tokio::test]
async fn a_token_is_exchanged_without_a_restart() {
    let rig = Rig::new().await;
    rig.get("/v1/agents").as_(VIEWER).says(200).await;
    let new = "brand-new-0123456789abcdef0123456789abcdef";
    workspace::write::privately(&rig.tokens(), format!("n:viewer:{new}\n").as_bytes()).unwrap();
    let changed = tokio::time::timeout(PATIENCE, async {
        while rig.get("/v1/agents").as_(new).send().await.status != 200 {
            // Slower than who guesses may.
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    });
    changed.await.expect("the new token counts");
    rig.get("/v1/agents").as_(VIEWER).says(401).await;
    // A file with a mistake changes nothing: nobody is locked out by a slip.
    workspace::write::privately(&rig.tokens(), b"nonsense\n").unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    rig.get("/v1/agents").as_(new).says(200).await;
}

#[tokio::test]
async fn without_a_token_others_are_not_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path().join("s").to_str().unwrap(), Settings::default()).await.unwrap();
    let config = Config { listen: "0.0.0.0:0".parse().unwrap(), ..Config::default() };
    let why = Server::new(config, store, Additions::default()).err().unwrap();
    assert!(why.contains("there is no token"), "{why}");
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let rig = Rig::with(|config| config.rate = NonZeroU32::new(3).unwrap()).await;
    for _ in 0..3 {
        rig.get("/v1/agents").as_(VIEWER).says(200).await;
    }
    let said = rig.get("/v1/agents").as_(VIEWER).says(429).await;
    assert!(said.header("retry-after").parse::<u32>().unwrap() >= 1);
    // Others do not wait for them.
    rig.get("/v1/agents").as_(ADMIN).says(200).await;
}

#[tokio::test]
async fn who_guesses_waits() {
    let rig = Rig::new().await;
    let mut statuses = Vec::new();
    for number in 0..40 {
        statuses.push(rig.get("/v1/agents").as_(&format!("{number}-0123456789abcdef0123456789abcdef")).send().await.status.as_u16());
    }
    assert!(statuses.starts_with(&[401; 10]) && statuses.contains(&429), "{statuses:?}");
}

#[tokio::test]
async fn what_was_changed_is_written_down() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    rig.post("/v1/agents/oracle/pause").as_(OPERATOR).header("x-request-id", "my-own-id").says(202).await;
    rig.post("/v1/agents/oracle/pause").as_(VIEWER).says(403).await;
    rig.get("/v1/agents").as_(VIEWER).says(200).await;
    let items = rig.audited(2).await;
    let shown: Vec<String> =
        items.iter().map(|item| format!("{} {} {} {}", item["who"], item["what"], item["status"], item["from"])).collect();
    assert_eq!(shown[0], "\"v\" \"POST /v1/agents/oracle/pause\" 403 \"127.0.0.1\"");
    assert_eq!(shown[1], "\"o\" \"POST /v1/agents/oracle/pause\" 202 \"127.0.0.1\"");
    assert_eq!(items[1]["request"], "my-own-id");
}

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Captured {
    type Writer = Captured;

    fn make_writer(&'w self) -> Captured {
        self.clone()
    }
}

#[tokio::test(flavor = "current_thread")]
async fn no_secret_is_logged() {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt().with_writer(captured.clone()).with_max_level(tracing::Level::TRACE).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    rig.get("/v1/agents").as_(VIEWER).says(200).await;
    rig.get(&format!("/v1/agents?token={ADMIN}")).as_(VIEWER).says(400).await;
    rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify", "input": {"password": "hunter22222"}})).says(202).await;
    rig.get("/v1/agents").as_("mistaken-0123456789abcdef0123456789abcdef").says(401).await;
    workspace::write::privately(&rig.tokens(), format!("broken line with {ADMIN}\n").as_bytes()).unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    rig.get("/v1/agents").as_(VIEWER).says(200).await;
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("answered") && log.contains("/v1/tasks") && log.contains("the tokens stay as they were"), "{log}");
    for secret in [VIEWER, OPERATOR, ADMIN, "mistaken-0123456789abcdef", "hunter22222"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[tokio::test]
async fn every_error_is_a_problem() {
    let rig = Rig::new().await;
    rig.get("/v1/nothing").as_(VIEWER).says(404).await;
    rig.get("/nothing").says(404).await;
    let said = rig.ask(Method::PATCH, "/v1/agents").as_(ADMIN).says(405).await;
    assert!(said.header("allow").contains("GET"));
    rig.ask(Method::POST, "/livez").says(405).await;
    assert_eq!(said.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn what_happens_is_counted() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    rig.get("/v1/agents/oracle").as_(VIEWER).says(200).await;
    rig.get("/v1/agents/nobody").as_(VIEWER).says(404).await;
    rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify"})).says(202).await;
    let text = rig.get("/metrics").as_(VIEWER).says(200).await.text;
    for line in [
        "ouroboros_http_requests_total{route=\"/v1/agents/{id}\",method=\"GET\",status=\"200\"} 1",
        "ouroboros_http_requests_total{route=\"/v1/agents/{id}\",method=\"GET\",status=\"404\"} 1",
        "ouroboros_tasks{state=\"queued\"} 1",
        "ouroboros_queue_depth 1",
        "ouroboros_agents{state=\"active\"} 1",
        "ouroboros_http_request_duration_seconds_bucket{route=\"/v1/tasks\",method=\"POST\",le=\"30\"} 1",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}
