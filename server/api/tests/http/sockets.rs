//! What only shows over real connections.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::rig::{OPERATOR, PATIENCE, Rig, VIEWER};

struct Live {
    rig: Rig,
    port: u16,
    stop: CancellationToken,
    served: JoinHandle<()>,
}

async fn live(change: impl FnOnce(&mut api::Config)) -> Live {
    let mut rig = Rig::with(change).await;
    let bound = rig.server.take().unwrap().bind().await.unwrap();
    let (port, stop) = (bound.address().port(), CancellationToken::new());
    assert!(bound.url().ends_with(&format!("127.0.0.1:{port}")));
    let served = tokio::spawn(bound.serve(stop.clone()));
    Live { rig, port, stop, served }
}

impl Live {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).await.unwrap()
    }
}

/// All that comes until the other end closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("it ends");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn get(path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {VIEWER}\r\n{more}\r\n")
}

#[tokio::test]
async fn it_serves_and_ends_in_order() {
    let live = live(|_| {}).await;
    let mut stream = live.connect().await;
    stream.write_all(get("/v1/agents", "connection: close\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200"));
    // A stream of events ends with the server, and so does a connection that nobody uses.
    let (mut events, mut quiet) = (live.connect().await, live.connect().await);
    events.write_all(get("/v1/events", "").as_bytes()).await.unwrap();
    let mut first = [0; 12];
    tokio::time::timeout(PATIENCE, events.read_exact(&mut first)).await.unwrap().unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    quiet.write_all(get("/livez", "").as_bytes()).await.unwrap();
    tokio::time::timeout(PATIENCE, quiet.read_exact(&mut first)).await.unwrap().unwrap();
    live.stop.cancel();
    rest(&mut events).await;
    rest(&mut quiet).await;
    tokio::time::timeout(PATIENCE, live.served).await.expect("it ends").unwrap();
    assert!(TcpStream::connect(("127.0.0.1", live.port)).await.is_err());
}

#[tokio::test]
async fn who_sends_a_head_slowly_is_hung_up_on() {
    let live = live(|config| config.limits.head = Duration::from_millis(200)).await;
    let mut stream = live.connect().await;
    let (mut reader, mut writer) = stream.split();
    let drip = async {
        loop {
            // A letter at a time, as such attackers do: each is a sign of life, and none helps.
            if writer.write_all(b"x").await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let mut bytes = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, async {
        tokio::select! { _ = reader.read_to_end(&mut bytes) => {} () = drip => {} }
    });
    ended.await.expect("it is hung up on");
    // Meanwhile and after, others are served.
    let mut other = live.connect().await;
    other.write_all(get("/livez", "connection: close\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut other).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn who_sends_a_body_slowly_is_told_and_hung_up_on() {
    let live = live(|config| config.limits.body = Duration::from_millis(200)).await;
    let mut stream = live.connect().await;
    let head = format!(
        "POST /v1/tasks HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {OPERATOR}\r\ncontent-type: application/json\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
}

#[tokio::test]
async fn who_says_nothing_holds_no_place() {
    let live = live(|config| {
        config.limits.idle = Duration::from_millis(200);
        config.limits.head = Duration::from_secs(60);
        config.limits.connections = 4;
    })
    .await;
    // More than there are places: those that wait get theirs when the quiet ones are hung up on.
    let mut quiet = join_all((0..8).map(|_| live.connect())).await;
    let mut late = live.connect().await;
    late.write_all(get("/livez", "connection: close\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut late).await.starts_with("HTTP/1.1 200"));
    for stream in &mut quiet {
        rest(stream).await;
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let live = live(|_| {}).await;
    let mut stream = live.connect().await;
    let head = get("/v1/agents", &format!("x-large: {}\r\n", "x".repeat(1_000_000)));
    let _ = stream.write_all(head.as_bytes()).await;
    let said = rest(&mut stream).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431") || said.starts_with("HTTP/1.1 400"), "{said}");
}

#[tokio::test]
async fn requests_that_are_not_one_request_are_refused() {
    let live = live(|_| {}).await;
    for head in [
        "GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_owned(),
        "POST /v1/tasks HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx".to_owned(),
        "POST /v1/tasks HTTP/1.1\r\nhost: localhost\r\ncontent-length: x\r\n\r\n".to_owned(),
    ] {
        let mut stream = live.connect().await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.starts_with("HTTP/1.1 400"), "{head:?}: {said}");
    }
}

#[tokio::test]
async fn a_running_request_ends_before_the_server() {
    let live = live(|config| config.limits.wait = Duration::from_secs(30)).await;
    live.rig.agent("alpha", &["plan_generation"]).await;
    let mut stream = live.connect().await;
    let body = json!({}).to_string();
    let head = format!(
        "POST /v1/generate?dry_run=true HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {OPERATOR}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let submitted = tokio::time::timeout(PATIENCE, async {
        while live.rig.store.counts().await.unwrap().queued == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    submitted.await.expect("the task is there");
    live.stop.cancel();
    // It waits for a task; at the end of the server it says so far as it knows.
    let said = rest(&mut stream).await;
    assert!(said.starts_with("HTTP/1.1 202"), "{said}");
    tokio::time::timeout(PATIENCE, live.served).await.expect("it ends").unwrap();
}
