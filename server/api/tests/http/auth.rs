//! Tokens and sessions by themselves: what they are read from, what is shown of them and what is kept.

use std::time::Duration;

use api::auth::session::{CSRF, LASTS, given, no_cookie};
use api::auth::tokens::{Mark, hexadecimal};
use api::auth::{Role, Session, Sessions, Tokens};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use orchestrator::model::Timestamp;
use orchestrator::store::{Memory, Settings, Things};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ONE: &str = "0123456789abcdef0123456789abcdef";
const TWO: &str = "fedcba9876543210fedcba9876543210";

#[test]
fn several_are_live_and_none_is_shown() {
    let tokens = Tokens::parse(&format!("# ours\n\nci:operator:{ONE}\n grafana : viewer : {TWO} \nci:admin:{ONE}{TWO}\n")).unwrap();
    assert_eq!(tokens.len(), 3);
    assert_eq!(tokens.find(ONE).map(|caller| (&*caller.name, caller.role)), Some(("ci", Role::Operator)));
    assert_eq!(tokens.find(TWO).map(|caller| caller.role), Some(Role::Viewer));
    assert!(tokens.find(&ONE[..31]).is_none() && tokens.find("").is_none() && Tokens::default().find(ONE).is_none());
    let shown = format!("{tokens:?}");
    assert!(!shown.contains(ONE) && shown.contains("grafana"));
}

#[test]
fn mistakes_name_the_line_and_not_the_token() {
    for (text, expected) in [
        ("x", "line 1: a line is"),
        ("\na:b:c", "line 2: a role is"),
        ("a:viewer:short", "line 1: the token of `a`"),
        ("a b:viewer:x", "line 1: a name has"),
    ] {
        let why = Tokens::parse(text).unwrap_err();
        assert!(why.starts_with(expected) && !why.contains("short,"), "{why}");
    }
    let long = format!("a:root:{ONE}");
    assert!(!Tokens::parse(&long).unwrap_err().contains(ONE));
}

/// The secret that the cookie of a session holds.
fn secret(session: &Session) -> String {
    let cookie = session.cookie(false, "localhost:8080");
    cookie.split_once('=').unwrap().1.split_once(';').unwrap().0.to_owned()
}

/// What the store keeps a session under: its hash.
fn name(secret: &str) -> String {
    format!("session/{}", hexadecimal(&Sha256::digest(format!("ouroboros session\0{secret}"))))
}

#[tokio::test]
async fn a_cookie_is_read_back_and_is_for_one_port() {
    let store = Memory::new(Settings::default());
    let session = Sessions::default().begin(&store, Mark::default()).await.unwrap();
    let own = secret(&session);
    assert!(own.len() == 64 && own.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(session.cookie(false, "localhost:8080"), format!("ouroboros-8080={own}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"));
    assert!(session.cookie(true, "x").starts_with("__Host-ouroboros=") && session.cookie(true, "x").ends_with("; Secure"));
    assert!(no_cookie(false, "[::1]:9").starts_with("ouroboros-9=; Path=/; Max-Age=0;"));
    let mut headers = HeaderMap::new();
    headers.append(COOKIE, "other=1; ouroboros-8080=abc".parse().unwrap());
    assert_eq!(given(&headers, false, "127.0.0.1:8080").as_deref(), Some("abc"));
    assert_eq!(given(&headers, false, "127.0.0.1:8081"), None);
    assert_eq!(given(&headers, true, "127.0.0.1:8080"), None);
}

#[tokio::test]
async fn a_session_ends_at_its_time_and_when_it_is_ended() {
    let (store, sessions) = (Memory::new(Settings::default()), Sessions::default());
    let session = sessions.begin(&store, Mark::default()).await.unwrap();
    let lasts = session.until.since(Timestamp::now());
    assert!(lasts <= LASTS && lasts > LASTS - Duration::from_secs(60));
    // What the store holds opens nothing, and another server finds it there.
    let (own, other) = (secret(&session), Sessions::default());
    assert!(other.find(&store, &own).await.unwrap().is_some());
    let kept = store.get(&name(&own)).await.unwrap().expect("it is kept");
    assert!(!String::from_utf8(kept.clone()).unwrap().contains(&own));
    assert!(other.find(&store, name(&own).trim_start_matches("session/")).await.unwrap().is_none());
    // Its time is over, for a server that reads it and once that has read it.
    let mut past: Value = serde_json::from_slice(&kept).unwrap();
    past["until"] = json!(Timestamp::now());
    store.put(&name(&own), serde_json::to_vec(&past).unwrap(), LASTS).await.unwrap();
    let late = Sessions::default();
    for _ in 0..2 {
        assert!(late.find(&store, &own).await.unwrap().is_none());
    }
    let session = sessions.begin(&store, Mark::default()).await.unwrap();
    sessions.end(&store, &session).await.unwrap();
    assert!(sessions.find(&store, &secret(&session)).await.unwrap().is_none());
    assert!(Sessions::default().find(&store, &secret(&session)).await.unwrap().is_none());
    assert!(sessions.find(&store, &"a".repeat(64)).await.unwrap().is_none());
}

#[tokio::test]
async fn the_second_secret_is_another_and_is_demanded() {
    let store = Memory::new(Settings::default());
    let session = Sessions::default().begin(&store, Mark::default()).await.unwrap();
    let own = secret(&session);
    assert!(session.csrf() != own && !name(&own).contains(&session.csrf()));
    let mut headers = HeaderMap::new();
    assert!(!session.is_meant(&headers));
    headers.insert(CSRF, own.parse().unwrap());
    assert!(!session.is_meant(&headers));
    headers.insert(CSRF, session.csrf().parse().unwrap());
    assert!(session.is_meant(&headers));
}
