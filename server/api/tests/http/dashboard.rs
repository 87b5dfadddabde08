//! The dashboard: its pages, and the sessions of those who use them.

use axum::http::Method;
use orchestrator::store::Settings;
use serde_json::{Value, json};

use crate::rig::{OPERATOR, Rig, Said, VIEWER};

const HOST: &str = "localhost:8080";

/// Who is in: the cookie and the second secret of their session.
struct In {
    cookie: String,
    csrf: String,
}

async fn login(rig: &Rig, token: &str) -> In {
    let said = rig.post("/login").header("host", HOST).json(&json!({"token": token})).says(200).await;
    In::of(&said)
}

impl In {
    fn of(said: &Said) -> In {
        let cookie = said.header("set-cookie").split(';').next().unwrap().to_owned();
        In { cookie, csrf: said.json()["csrf"].as_str().unwrap().to_owned() }
    }
}

#[tokio::test]
async fn the_page_is_there_for_anybody_and_runs_nothing_but_its_files() {
    let rig = Rig::new().await;
    let page = rig.get("/").says(200).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; \
                  base-uri 'none'; form-action 'self'";
    assert_eq!(page.header("content-security-policy"), policy);
    assert_eq!(
        (page.header("x-frame-options"), page.header("x-content-type-options"), page.header("referrer-policy")),
        ("DENY", "nosniff", "no-referrer")
    );
    assert!(!page.text.contains("<style") && !page.text.contains("style=") && !page.text.contains("<script>"), "{}", page.text);
    let mut files = 0;
    for name in page.text.split('"').filter(|text| text.starts_with("/assets/")) {
        let file = rig.get(name).says(200).await;
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!file.header("content-type").starts_with("application/octet"), "{name}");
        rig.get(name).header("if-none-match", file.header("etag")).says(304).await;
        files += 1;
    }
    assert!(files >= 3, "{}", page.text);
    for path in ["/assets/nothing.js", "/assets/../index.html", "/assets/%2e%2e/%2e%2e/Cargo.toml", "/index.html"] {
        rig.get(path).says(404).await;
    }
}

#[tokio::test]
async fn a_token_is_exchanged_for_a_cookie_that_no_script_sees() {
    let rig = Rig::new().await;
    let said = rig.post("/login").header("host", HOST).json(&json!({"token": OPERATOR})).says(200).await;
    let cookie = said.header("set-cookie");
    assert!(cookie.starts_with("ouroboros-8080=") && cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains(OPERATOR) && !said.text.contains(OPERATOR));
    assert_eq!((&said.json()["name"], &said.json()["role"]), (&json!("o"), &json!("operator")));
    let inside = In::of(&said);
    let shown = rig.get("/session").header("host", HOST).header("cookie", &inside.cookie).says(200).await.json();
    assert_eq!(shown, said.json());
    assert_eq!(shown["workspaces"], json!([rig.root()]));
    rig.get("/v1/agents").header("host", HOST).header("cookie", &format!("other=1; {}", inside.cookie)).says(200).await;
    // What a session may is what its token may.
    rig.get("/v1/audit").header("host", HOST).header("cookie", &inside.cookie).says(403).await;
    // It is for one port, and a token that does not hold is not made good by it.
    rig.get("/v1/agents").header("host", "localhost:9").header("cookie", &inside.cookie).says(401).await;
    rig.get("/v1/agents").header("host", HOST).header("cookie", &inside.cookie).as_("wrong").says(401).await;
    let audit = rig.audited(1).await;
    assert_eq!((&audit[0]["what"], &audit[0]["who"]), (&json!("POST /login"), &json!("o")));
}

#[tokio::test]
async fn behind_a_proxy_that_encrypts_the_cookie_is_for_encrypted_connections() {
    let rig = Rig::with(|config| config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let ask = |proto: &str| rig.post("/login").header("x-forwarded-proto", proto).json(&json!({"token": VIEWER}));
    let said = ask("https").says(200).await;
    assert!(said.header("set-cookie").starts_with("__Host-ouroboros=") && said.header("set-cookie").ends_with("; Secure"));
    assert!(!ask("http").says(200).await.header("set-cookie").contains("Secure"));
}

#[tokio::test]
async fn a_wrong_token_opens_nothing_and_guessing_is_slow() {
    let rig = Rig::new().await;
    let wrong = rig.post("/login").json(&json!({"token": &OPERATOR[1..]})).says(401).await;
    assert_eq!(wrong.header("set-cookie"), "");
    assert!(!wrong.text.contains(&OPERATOR[1..]));
    rig.post("/login").json(&json!({})).says(422).await;
    rig.post("/login").body("application/x-www-form-urlencoded", format!("token={OPERATOR}")).says(415).await;
    rig.post("/login").header("origin", "http://evil.example").json(&json!({"token": OPERATOR})).says(403).await;
    rig.get("/v1/agents").header("cookie", &format!("ouroboros-80={}", "a".repeat(64))).says(401).await;
    let mut tries = 0;
    let limited = loop {
        let said = rig.post("/login").json(&json!({"token": OPERATOR})).send().await;
        if said.status == 429 {
            break said;
        }
        tries += 1;
        assert!(tries <= 20, "nothing holds them back");
    };
    assert!(limited.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let inside = login(&rig, OPERATOR).await;
    let other = login(&rig, OPERATOR).await;
    let submit = || rig.post("/v1/tasks").header("host", HOST).header("cookie", &inside.cookie).json(&json!({"capability": "verify"}));
    let refused = submit().says(403).await;
    assert_eq!(refused.json()["type"], "urn:ouroboros:problem:csrf");
    submit().header("x-csrf-token", "").says(403).await;
    submit().header("x-csrf-token", &other.csrf).says(403).await;
    submit().header("x-csrf-token", &inside.csrf).says(202).await;
    for (method, path) in [(Method::POST, "/logout"), (Method::DELETE, "/v1/agents/oracle"), (Method::POST, "/v1/agents/oracle/stop")] {
        rig.ask(method, path).header("host", HOST).header("cookie", &inside.cookie).says(403).await;
    }
    // A token is sent by nobody but who means it.
    rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify"})).says(202).await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_ended_or_its_token_is_taken_away() {
    let rig = Rig::new().await;
    let inside = login(&rig, OPERATOR).await;
    let get = |inside: &In| rig.get("/v1/agents").header("host", HOST).header("cookie", &inside.cookie);
    let out =
        rig.post("/logout").header("host", HOST).header("cookie", &inside.cookie).header("x-csrf-token", &inside.csrf).says(204).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    get(&inside).says(401).await;
    rig.post("/logout").as_(OPERATOR).says(409).await;
    let inside = login(&rig, OPERATOR).await;
    get(&inside).says(200).await;
    workspace::write::privately(&rig.tokens(), format!("v:viewer:{VIEWER}\n").as_bytes()).unwrap();
    let taken = async {
        while get(&inside).send().await.status != 401 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(crate::rig::PATIENCE, taken).await.expect("the file is read again");
}

#[tokio::test]
async fn every_server_of_a_store_knows_it() {
    let (one, other) = Rig::pair(Settings::default()).await;
    let inside = login(&one, VIEWER).await;
    let shown = other.get("/session").header("host", HOST).header("cookie", &inside.cookie).says(200).await;
    assert_eq!(shown.json()["csrf"], Value::String(inside.csrf));
}

#[tokio::test]
async fn rules_have_pages() {
    let rig = Rig::new().await;
    let page = rig.get("/rules/L4/broken-link").as_(VIEWER).says(200).await.json();
    assert!(page["markdown"].as_str().unwrap().starts_with("# L4/broken-link"), "{page}");
    rig.get("/rules/L4/no-such-rule").as_(VIEWER).says(404).await;
    rig.get("/rules/L4/broken-link").says(401).await;
}
