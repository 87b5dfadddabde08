//! Generation.

use orchestrator::model::{Failure, Outcome};
use serde_json::{Value, json};

use crate::rig::{OPERATOR, Rig, VIEWER};

fn planned() -> Outcome {
    Outcome::Success(json!({"hash": "h1", "files": [{"path": "a.py", "action": "create", "diff": "+x"}], "findings": []}))
}

async fn rig(change: impl FnOnce(&mut api::Config)) -> Rig {
    let rig = Rig::with(change).await;
    rig.agent("alpha", &["plan_generation", "apply_generation"]).await;
    rig
}

async fn plan(rig: &Rig) -> Value {
    let ask = rig.post("/v1/generate?dry_run=true").as_(OPERATOR).json(&json!({"generators": ["api"]})).says(200);
    let (said, ()) = tokio::join!(ask, rig.work("plan_generation", planned()));
    assert_eq!(said.header("etag"), "\"h1\"");
    said.json()
}

#[tokio::test]
async fn a_plan_is_shown_and_that_very_plan_is_applied() {
    let rig = rig(|_| {}).await;
    let plan = plan(&rig).await;
    assert_eq!((&plan["hash"], &plan["files"][0]["diff"]), (&json!("h1"), &json!("+x")));
    let id = plan["id"].as_str().unwrap();
    assert_eq!(rig.get(&format!("/v1/generate/{id}")).as_(VIEWER).says(200).await.header("etag"), "\"h1\"");
    let apply = || rig.post(&format!("/v1/generate/{id}/apply")).as_(OPERATOR);
    apply().says(428).await;
    apply().header("if-match", "\"other\"").says(412).await;
    let (said, ()) = tokio::join!(
        apply().header("if-match", "\"h1\"").says(202),
        rig.work("apply_generation", Outcome::Success(json!({"written": ["a.py"]})))
    );
    let task = rig.get(said.header("location")).as_(VIEWER).says(200).await.json();
    assert_eq!(task["input"], json!({"path": rig.root(), "hash": "h1", "generators": ["api"]}));
}

#[tokio::test]
async fn a_stale_plan_is_refused() {
    let rig = rig(|_| {}).await;
    let plan = plan(&rig).await;
    let ask =
        rig.post(&format!("/v1/generate/{}/apply", plan["id"].as_str().unwrap())).as_(OPERATOR).header("if-match", "\"h1\"").says(412);
    let failure = Failure { kind: "refused".into(), message: "a.py changed since".into() };
    let (said, ()) = tokio::join!(ask, rig.work("apply_generation", Outcome::Failure { failure, retry: None }));
    assert!(said.text.contains("a.py changed since"));
}

#[tokio::test]
async fn a_plan_that_takes_long_is_asked_for_later() {
    let rig = rig(|config| config.limits.wait = std::time::Duration::from_millis(50)).await;
    let said = rig.post("/v1/generate?dry_run=true").as_(OPERATOR).json(&json!({})).says(202).await;
    let id = said.json()["id"].as_str().unwrap().to_owned();
    rig.get(&format!("/v1/generate/{id}")).as_(VIEWER).says(202).await;
    rig.post(&format!("/v1/generate/{id}/apply")).as_(OPERATOR).header("if-match", "\"h1\"").says(409).await;
    rig.work("plan_generation", planned()).await;
    rig.get(&format!("/v1/generate/{id}")).as_(VIEWER).says(200).await;
}

#[tokio::test]
async fn nothing_is_generated_where_nobody_trusts() {
    let rig = rig(|config| config.roots[0].is_trusted = false).await;
    rig.post("/v1/generate?dry_run=true").as_(OPERATOR).json(&json!({})).says(403).await;
}

#[tokio::test]
async fn pods_give_a_patch_and_a_dry_run_is_said() {
    let rig = rig(|config| config.patches = true).await;
    rig.post("/v1/generate").as_(OPERATOR).json(&json!({})).says(400).await;
    rig.post("/v1/generate?dry_run=false").as_(OPERATOR).json(&json!({})).says(400).await;
    rig.post("/v1/generate?dry_run=true").as_(OPERATOR).json(&json!({"path": "/etc"})).says(422).await;
    let plan = plan(&rig).await;
    let ask =
        rig.post(&format!("/v1/generate/{}/apply", plan["id"].as_str().unwrap())).as_(OPERATOR).header("if-match", "\"h1\"").says(202);
    let (said, ()) = tokio::join!(ask, rig.work("apply_generation", Outcome::Success(json!({"patch": ""}))));
    assert_eq!(rig.get(said.header("location")).as_(VIEWER).says(200).await.json()["input"]["patch"], json!(true));
}
