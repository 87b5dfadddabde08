//! Agents.

use agents::Origin;
use api::view::ManifestDoc;
use axum::http::Method;
use orchestrator::model::{AgentState, Approval};
use serde_json::{Value, json};

use crate::rig::{ADMIN, OPERATOR, Rig, VIEWER, manifest, status};

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|agent| agent["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn they_are_listed_filtered_and_paged() {
    let rig = Rig::new().await;
    for (id, capability) in [("a", "verify"), ("b", "plan"), ("c", "verify")] {
        rig.agent(id, &[capability]).await;
    }
    let list = |query: &str| rig.get(&format!("/v1/agents{query}")).as_(VIEWER).says(200);
    let all = list("").await;
    assert_eq!(ids(&all.json()), ["a", "b", "c"]);
    assert_eq!(all.json()["items"][0]["health"], json!({"score": 0.5, "reasons": ["it is slow"]}));
    assert_eq!(ids(&list("?capability=verify").await.json()), ["a", "c"]);
    assert_eq!(ids(&list("?search=AGENT%20B").await.json()), ["b"]);
    assert_eq!(ids(&list("?state=failed").await.json()), [""; 0]);
    let first = list("?limit=2").await.json();
    assert_eq!((ids(&first), first["next"].as_str()), (vec!["a", "b"], Some("b")));
    let second = list("?limit=2&cursor=b").await.json();
    assert_eq!((ids(&second), &second["next"]), (vec!["c"], &Value::Null));
    let known = all.header("etag").to_owned();
    let again = rig.get("/v1/agents").as_(VIEWER).header("if-none-match", &known).send().await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    for query in ["?limit=0", "?limit=501", "?limit=x", "?state=happy", "?cursor=../x", "?nonsense=1"] {
        rig.get(&format!("/v1/agents{query}")).as_(VIEWER).says(400).await;
    }
}

#[tokio::test]
async fn what_this_process_changed_is_seen_at_once() {
    let rig = Rig::with(|config| config.limits.stale = std::time::Duration::from_secs(3600)).await;
    assert_eq!(ids(&rig.get("/v1/agents").as_(VIEWER).says(200).await.json()), [""; 0]);
    let body = serde_json::to_value(manifest("new")).unwrap();
    rig.post("/v1/agents").as_(ADMIN).json(&body).says(201).await;
    assert_eq!(ids(&rig.get("/v1/agents").as_(VIEWER).says(200).await.json()), ["new"]);
}

#[tokio::test]
async fn one_is_shown_with_what_it_does() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify", "explain"]).await;
    let shown = rig.get("/v1/agents/oracle").as_(VIEWER).says(200).await;
    assert_eq!(shown.json()["state"], "active");
    assert_eq!(shown.json()["capabilities"], json!(["explain", "verify"]));
    assert_eq!(shown.json()["manifest"]["run"]["command"]["words"][0], "python3");
    assert!(!shown.header("etag").is_empty());
    let of = |what: &str| rig.get(&format!("/v1/agents/oracle/{what}")).as_(VIEWER).says(200);
    assert_eq!(of("health").await.json()["score"], 0.5);
    assert_eq!(of("capabilities").await.json()["items"][0]["succeeded"], 3);
    assert_eq!(of("metrics").await.json()["success_rate"], 0.75);
    let all = rig.get("/v1/capabilities").as_(VIEWER).says(200).await.json();
    assert_eq!(
        all["items"][1],
        json!({"name": "verify", "description": null, "input": {"type": "object"}, "output": null,
        "agents": ["oracle"], "ready": 1, "running": 0})
    );
    rig.get("/v1/agents/nobody").as_(VIEWER).says(404).await;
    rig.store
        .log("oracle", &[(orchestrator::model::Timestamp(0), "one".into()), (orchestrator::model::Timestamp(1), "two".into())])
        .await
        .unwrap();
    let lines = of("logs").await.json();
    assert_eq!(lines["items"][1]["text"], "two");
    let number = lines["items"][0]["number"].as_i64().unwrap();
    assert_eq!(of(&format!("logs?after={number}")).await.json()["items"].as_array().unwrap().len(), 1);
    rig.get("/v1/agents/oracle/logs?limit=0").as_(VIEWER).says(400).await;
}

#[tokio::test]
async fn they_are_declared_changed_and_removed() {
    let rig = Rig::new().await;
    let mut body = serde_json::to_value(manifest("mine")).unwrap();
    let made = rig.post("/v1/agents").as_(ADMIN).json(&body).says(201).await;
    assert_eq!(made.header("location"), "/v1/agents/mine");
    rig.post("/v1/agents").as_(ADMIN).json(&body).says(409).await;
    body["concurrency"] = json!(4);
    let put = |tag: Option<String>| {
        let asked = rig.ask(Method::PUT, "/v1/agents/mine").as_(ADMIN).json(&body);
        match tag {
            Some(tag) => asked.header("if-match", &tag),
            None => asked,
        }
    };
    put(None).says(428).await;
    put(Some("\"999\"".into())).says(412).await;
    put(Some("mine".into())).says(400).await;
    let changed = put(Some(made.header("etag").into())).says(200).await;
    assert_eq!(changed.json()["concurrency"], 4);
    // Who saw the older one may not change the newer one.
    put(Some(made.header("etag").into())).says(412).await;
    let remove = |query: &str| rig.ask(Method::DELETE, &format!("/v1/agents/mine{query}")).as_(ADMIN);
    rig.own().await;
    rig.store.report("w", "mine", &status(AgentState::Active, &[], 2)).await.unwrap();
    remove("").says(409).await;
    remove("?force=true").says(202).await;
    remove("").says(404).await;
}

#[tokio::test]
async fn what_is_declared_elsewhere_is_changed_there() {
    let rig = Rig::new().await;
    rig.agent("oracle", &[]).await;
    rig.agent_in("theirs", &[], AgentState::Active, Origin::Workspace { root: None, path: "agents/theirs.agent.yaml".into() }).await;
    for id in ["oracle", "theirs"] {
        rig.ask(Method::DELETE, &format!("/v1/agents/{id}")).as_(ADMIN).says(409).await;
        let body = serde_json::to_value(manifest(id)).unwrap();
        rig.ask(Method::PUT, &format!("/v1/agents/{id}")).as_(ADMIN).header("if-match", "\"1\"").json(&body).says(409).await;
    }
}

#[tokio::test]
async fn a_manifest_runs_only_what_the_server_allows() {
    let rig = Rig::new().await;
    let with = |change: Value| {
        let mut body = serde_json::to_value(manifest("mine")).unwrap();
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        rig.post("/v1/agents").as_(ADMIN).json(&body)
    };
    for words in [
        json!(["sh", "-c", "true"]),
        json!(["python3"]),
        json!(["python3", "other.py"]),
        json!(["/usr/bin/python3", "agent.py"]),
        json!([]),
    ] {
        with(json!({"run": {"command": {"words": words}}})).says(422).await;
    }
    with(json!({"run": {"command": {"words": ["python3", "agent.py"], "folder": "../.."}}})).says(422).await;
    with(json!({"id": "../x"})).says(422).await;
    with(json!({"concurrency": 0})).says(422).await;
    let said = with(json!({"nonsense": 1})).says(422).await;
    assert_eq!(said.json()["errors"][0]["pointer"], "/nonsense");
    with(json!({"probes": {"every": "soon"}})).says(422).await;
    with(json!({"run": {"command": {"words": ["python3", "agent.py", "--fast"]}}})).says(201).await;
    let nothing = Rig::with(|config| config.agents.commands.clear()).await;
    nothing.post("/v1/agents").as_(ADMIN).json(&serde_json::to_value(manifest("mine")).unwrap()).says(422).await;
}

#[tokio::test]
async fn they_are_told_what_to_do() {
    let rig = Rig::new().await;
    rig.agent("oracle", &["verify"]).await;
    let act = |action: &str| rig.post(&format!("/v1/agents/oracle/{action}")).as_(OPERATOR);
    assert_eq!(act("pause").says(202).await.json()["desired"], "paused");
    act("pause").says(200).await;
    assert_eq!(act("resume").says(202).await.json()["desired"], "running");
    act("start").says(200).await;
    let generation = act("restart").says(202).await.json()["generation"].as_i64().unwrap();
    assert_eq!(act("restart").says(202).await.json()["generation"], json!(generation + 1));
    assert_eq!(act("drain").says(202).await.json()["desired"], "drained");
    act("resume").says(409).await;
    act("pause").says(409).await;
    assert_eq!(act("stop").says(202).await.json()["desired"], "stopped");
    act("stop").says(200).await;
    act("drain").says(409).await;
    // What was given up is tried again by a start.
    rig.agent_in("ill", &[], AgentState::Failed, Origin::Builtin).await;
    let before = rig.store.agent("ill").await.unwrap().unwrap().generation;
    assert_eq!(rig.post("/v1/agents/ill/start").as_(OPERATOR).says(202).await.json()["generation"], json!(before + 1));
    rig.post("/v1/agents/nobody/start").as_(OPERATOR).says(404).await;
    rig.post("/v1/agents/oracle/dance").as_(OPERATOR).says(404).await;
}

#[tokio::test]
async fn an_approval_is_of_what_was_looked_at() {
    let rig = Rig::new().await;
    let pending = Approval::Pending { hash: "abc".into() };
    rig.store
        .declare(manifest("new"), Origin::Workspace { root: None, path: "agents/new.agent.yaml".into() }, pending, Some(0))
        .await
        .unwrap();
    let shown = rig.get("/v1/agents/new").as_(VIEWER).says(200).await.json();
    assert_eq!((&shown["state"], &shown["approval"]["hash"]), (&json!("pending"), &json!("abc")));
    let approve = |hash: &str| rig.post("/v1/agents/new/approve").as_(ADMIN).json(&json!({ "hash": hash }));
    approve("other").says(412).await;
    rig.post("/v1/agents/new/start").as_(OPERATOR).says(409).await;
    assert_eq!(approve("abc").says(202).await.json()["approval"]["is"], "given");
    approve("abc").says(200).await;
}

#[test]
fn the_schema_is_of_what_is_read() {
    let least = json!({"id": "a", "run": {"command": {"words": ["x"]}}});
    let read: agents::Manifest = serde_json::from_value(least).unwrap();
    // What the one writes the other reads, refusing what it does not know, and the other way round.
    let written = serde_json::to_value(&read).unwrap();
    let mirrored: ManifestDoc = serde_json::from_value(written.clone()).unwrap();
    let back = serde_json::to_value(mirrored).unwrap();
    let again: agents::Manifest = serde_json::from_value(back).unwrap();
    assert_eq!(serde_json::to_value(again).unwrap(), written);
    for builtin in ["oracle", "alpha", "cartographer"] {
        let manifest = json!({"id": "a", "run": {"builtin": builtin}});
        assert!(serde_json::from_value::<ManifestDoc>(manifest.clone()).is_ok());
        assert!(serde_json::from_value::<agents::Manifest>(manifest).is_ok());
    }
}
