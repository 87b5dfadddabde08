//! Tasks.

use orchestrator::model::{Failure, Outcome};
use orchestrator::store::Settings;
use serde_json::json;

use crate::rig::{OPERATOR, Rig, VIEWER};

#[tokio::test]
async fn one_is_submitted_done_and_asked_for() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let body = json!({"capability": "verify", "input": {"limit": 3}, "priority": 5, "start_to_close": 1000});
    let taken = rig.post("/v1/tasks").as_(OPERATOR).json(&body).says(202).await;
    let id = taken.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(taken.header("location"), format!("/v1/tasks/{id}"));
    assert_eq!((&taken.json()["by"], &taken.json()["start_to_close"]), (&json!("o"), &json!(1000)));
    let shown = rig.get(&format!("/v1/tasks/{id}")).as_(VIEWER).says(200).await.json();
    assert_eq!(shown["input"], json!({"limit": 3}));
    rig.get(&format!("/v1/tasks/{id}/result")).as_(VIEWER).says(202).await;
    rig.post(&format!("/v1/tasks/{id}/retry")).as_(OPERATOR).says(200).await;
    rig.work("verify", Outcome::Success(json!({"fine": true}))).await;
    assert_eq!(rig.get(&format!("/v1/tasks/{id}/result")).as_(VIEWER).says(200).await.json(), json!({"fine": true}));
    rig.post(&format!("/v1/tasks/{id}/cancel")).as_(OPERATOR).says(409).await;
    rig.post(&format!("/v1/tasks/{id}/retry")).as_(OPERATOR).says(409).await;
    let missing = "0198c0de-0000-7000-8000-000000000000";
    for what in ["", "/result", "/events"] {
        rig.get(&format!("/v1/tasks/{missing}{what}")).as_(VIEWER).says(404).await;
    }
}

#[tokio::test]
async fn a_key_makes_one_of_two() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let submit = |key: &str, limit: u32| {
        rig.post("/v1/tasks").as_(OPERATOR).header("idempotency-key", key).json(&json!({"capability": "verify", "input": {"limit": limit}}))
    };
    let first = submit("k", 1).says(202).await.json()["id"].clone();
    let again = submit("k", 1).says(200).await;
    assert_eq!(again.json()["id"], first);
    assert!(!again.header("location").is_empty());
    submit("k", 2).says(409).await;
    assert_ne!(submit("other", 1).says(202).await.json()["id"], first);
    submit(&"k".repeat(201), 1).says(400).await;
}

#[tokio::test]
async fn what_nobody_can_do_is_not_taken() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let submit = |body| rig.post("/v1/tasks").as_(OPERATOR).json(&body);
    submit(json!({"capability": "dance"})).says(422).await;
    submit(json!({"capability": "verify", "agent": "nobody"})).says(422).await;
    submit(json!({"capability": "verify", "agent": "oracle"})).says(202).await;
    // What was declared a moment ago by another process counts.
    rig.agent("dancer", &["dance"]).await;
    submit(json!({"capability": "dance"})).says(202).await;
    for wrong in [
        json!({"capability": ""}),
        json!({"capability": "verify", "priority": 101}),
        json!({"capability": "verify", "input": [1]}),
        json!({"capability": "verify", "max_attempts": 0}),
        json!({"capability": "verify", "not_before": "tomorrow"}),
        json!({"capability": "verify", "start_to_close": 0}),
        json!({"capability": "verify", "nonsense": 1}),
        json!({}),
        json!(["verify"]),
    ] {
        submit(wrong).says(422).await;
    }
    rig.post("/v1/tasks").as_(OPERATOR).body("application/json", "{").says(400).await;
    rig.post("/v1/tasks").as_(OPERATOR).body("text/plain", "{}").says(415).await;
}

#[tokio::test]
async fn a_full_queue_says_when_to_come_again() {
    let rig = Rig::in_store(Settings { queue_limit: 2, ..Settings::default() }, |_| {}).await;
    rig.agent("oracle", &["verify"]).await;
    let submit = || rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify"}));
    submit().says(202).await;
    submit().says(202).await;
    let full = submit().says(503).await;
    assert_eq!(full.json()["type"], "urn:ouroboros:problem:queue-full");
    assert!(full.header("retry-after").parse::<u32>().unwrap() >= 1);
}

#[tokio::test]
async fn they_are_listed_the_newest_first() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify", "explain"]).await;
    let mut made = Vec::new();
    for capability in ["verify", "explain", "verify"] {
        let said = rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": capability})).says(202).await;
        made.push(said.json()["id"].as_str().unwrap().to_owned());
    }
    made.reverse();
    let list = async |query: &str| {
        let page = rig.get(&format!("/v1/tasks{query}")).as_(VIEWER).says(200).await.json();
        let ids: Vec<String> = page["items"].as_array().unwrap().iter().map(|task| task["id"].as_str().unwrap().to_owned()).collect();
        (ids, page["next"].as_str().map(str::to_owned))
    };
    assert_eq!(list("").await, (made.clone(), None));
    assert_eq!(list("?capability=explain").await.0, [made[1].clone()]);
    assert_eq!(list("?state=running").await.0.len(), 0);
    assert_eq!(list("?by=o&limit=2").await, (made[..2].to_vec(), Some(made[1].clone())));
    assert_eq!(list(&format!("?limit=2&cursor={}", made[1])).await, (made[2..].to_vec(), None));
    for query in ["?limit=0", "?cursor=1", "?state=happy", "?by=%00"] {
        rig.get(&format!("/v1/tasks{query}")).as_(VIEWER).says(400).await;
    }
}

#[tokio::test]
async fn what_failed_is_told_and_tried_again() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let id = rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "verify"})).says(202).await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let failure = Failure { kind: "refused".into(), message: "no such level".into() };
    rig.work("verify", Outcome::Failure { failure, retry: None }).await;
    let said = rig.get(&format!("/v1/tasks/{id}/result")).as_(VIEWER).says(409).await;
    assert!(said.text.contains("no such level"));
    rig.post(&format!("/v1/tasks/{id}/retry")).as_(OPERATOR).says(202).await;
    rig.post(&format!("/v1/tasks/{id}/cancel")).as_(OPERATOR).says(202).await;
    assert_eq!(rig.get(&format!("/v1/tasks/{id}")).as_(VIEWER).says(200).await.json()["state"], "cancelled");
    rig.get(&format!("/v1/tasks/{id}/result")).as_(VIEWER).says(409).await;
}

#[tokio::test]
async fn no_task_leads_out_of_the_workspaces() {
    let rig = Rig::new().await;
    rig.agent("all", &["verify", "apply_generation", "dance"]).await;
    let submit = |capability: &str, input| rig.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": capability, "input": input}));
    for path in [json!("/etc"), json!(format!("{}/..", rig.root().display())), json!(["/etc"])] {
        submit("verify", json!({ "path": path })).says(422).await;
        submit("apply_generation", json!({ "path": path, "hash": "x" })).says(422).await;
    }
    submit("verify", json!({ "path": rig.root() })).says(202).await;
    // What others call a path is theirs to judge.
    submit("dance", json!({ "path": "/etc" })).says(202).await;
    let distrusted = Rig::with(|config| config.roots[0].is_trusted = false).await;
    distrusted.agent("all", &["apply_generation"]).await;
    distrusted.post("/v1/tasks").as_(OPERATOR).json(&json!({"capability": "apply_generation", "input": {"hash": "x"}})).says(403).await;
}
