//! Streams of events.

use futures_util::StreamExt;
use orchestrator::model::Outcome;
use serde_json::{Value, json};

use crate::rig::{OPERATOR, PATIENCE, Rig, VIEWER};

/// The next `count` events of a stream: id and data.
async fn next(stream: &mut axum::body::BodyDataStream, text: &mut String, count: usize) -> Vec<(String, Value)> {
    let read = async {
        let mut out = Vec::new();
        loop {
            while let Some((event, rest)) = text.split_once("\n\n").map(|(event, rest)| (event.to_owned(), rest.to_owned())) {
                *text = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                if let (Some(id), Some(data)) = (field("id:"), field("data:")) {
                    out.push((id.to_owned(), serde_json::from_str(data).unwrap()));
                    if out.len() == count {
                        return out;
                    }
                }
            }
            match stream.next().await {
                Some(chunk) => text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap()),
                None => return out,
            }
        }
    };
    tokio::time::timeout(PATIENCE, read).await.expect("events come")
}

#[tokio::test]
async fn a_stream_goes_on_where_it_broke_off() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let response = rig.get("/v1/events").as_(VIEWER).response().await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let (mut stream, mut text) = (response.into_body().into_data_stream(), String::new());
    for _ in 0..3 {
        rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify"})).says(202).await;
    }
    let seen = next(&mut stream, &mut text, 3).await;
    assert!(seen.iter().all(|(_, event)| event["task"].is_string()), "{seen:?}");
    drop(stream);
    let response = rig.get("/v1/events").as_(VIEWER).header("last-event-id", &seen[0].0).response().await;
    let (mut stream, mut text) = (response.into_body().into_data_stream(), String::new());
    assert_eq!(next(&mut stream, &mut text, 2).await, seen[1..]);
    rig.get("/v1/events").as_(VIEWER).header("last-event-id", "x").says(400).await;
}

#[tokio::test]
async fn the_stream_of_a_task_ends_with_it() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let id = rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify"})).says(202).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let response = rig.get(&format!("/v1/tasks/{id}/events")).as_(VIEWER).response().await;
    let (mut stream, mut text) = (response.into_body().into_data_stream(), String::new());
    rig.work("verify", Outcome::Success(json!({}))).await;
    let seen = next(&mut stream, &mut text, usize::MAX).await;
    assert!(seen.last().unwrap().1["kind"].as_str().unwrap().contains("succeeded"), "{seen:?}");
    assert!(seen.iter().all(|(_, event)| event["task"] == json!(id)));
}

#[tokio::test]
async fn a_quiet_stream_shows_that_it_lives_and_places_are_counted() {
    let rig = Rig::with(|config| {
        config.limits.keep_alive = std::time::Duration::from_millis(20);
        config.limits.streams = 1;
    })
    .await;
    let response = rig.get("/v1/events").as_(VIEWER).response().await;
    let mut stream = response.into_body().into_data_stream();
    rig.get("/v1/events").as_(VIEWER).says(503).await;
    let chunk = tokio::time::timeout(PATIENCE, stream.next()).await.unwrap().unwrap().unwrap();
    assert!(chunk.starts_with(b":"), "{chunk:?}");
    drop(stream);
    assert_eq!(rig.get("/v1/events").as_(VIEWER).response().await.status(), 200);
}

#[tokio::test]
async fn a_log_is_followed() {
    let rig = Rig::new().await;
    rig.agent("oracle", &[]).await;
    let log = |text: &str| {
        let lines = [(orchestrator::model::Timestamp(0), text.to_owned())];
        let store = rig.store.clone();
        async move { store.log("oracle", &lines).await.unwrap() }
    };
    log("one").await;
    let response = rig.get("/v1/agents/oracle/logs?follow").as_(VIEWER).response().await;
    let (mut stream, mut text) = (response.into_body().into_data_stream(), String::new());
    let first = next(&mut stream, &mut text, 1).await;
    log("two").await;
    let second = next(&mut stream, &mut text, 1).await;
    assert_eq!((&first[0].1["text"], &second[0].1["text"]), (&json!("one"), &json!("two")));
    let response = rig.get("/v1/agents/oracle/logs?follow=true").as_(VIEWER).header("last-event-id", &first[0].0).response().await;
    let (mut stream, mut text) = (response.into_body().into_data_stream(), String::new());
    assert_eq!(next(&mut stream, &mut text, 1).await, second);
}
