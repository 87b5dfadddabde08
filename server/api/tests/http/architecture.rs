//! The component map.

use orchestrator::model::Outcome;
use serde_json::json;

use crate::rig::{Rig, VIEWER};

#[tokio::test]
async fn it_is_drawn_once_for_all_who_ask() {
    let rig = Rig::new().await;
    rig.agent("cartographer", &["architecture"]).await;
    let ask = || rig.get("/v1/architecture?format=mermaid").as_(VIEWER).says(200);
    let drawn = rig.work("architecture", Outcome::Success(json!({"format": "mermaid", "text": "graph LR"})));
    let (one, two, ()) = tokio::join!(ask(), ask(), drawn);
    assert_eq!((one.text.as_str(), two.text.as_str()), ("graph LR", "graph LR"));
    assert_eq!(one.header("content-type"), "text/vnd.mermaid");
    assert_eq!(rig.get("/v1/tasks").as_(VIEWER).says(200).await.json()["items"].as_array().unwrap().len(), 1);
    let again = rig
        .get("/v1/architecture")
        .as_(VIEWER)
        .header("accept", "text/vnd.mermaid")
        .header("if-none-match", one.header("etag"))
        .send()
        .await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
}

#[tokio::test]
async fn json_is_what_the_cartographer_says() {
    let rig = Rig::new().await;
    rig.agent("cartographer", &["architecture"]).await;
    let map = json!({"format": "json", "components": [{"id": "a"}], "edges": []});
    let (said, ()) =
        tokio::join!(rig.get("/v1/architecture").as_(VIEWER).says(200), rig.work("architecture", Outcome::Success(map.clone())));
    assert_eq!(said.json(), map);
}

#[tokio::test]
async fn not_everything_is_to_be_had() {
    let rig = Rig::with(|config| config.limits.wait = std::time::Duration::from_millis(50)).await;
    rig.get("/v1/architecture").as_(VIEWER).says(422).await;
    rig.agent("cartographer", &["architecture"]).await;
    rig.get("/v1/architecture").as_(VIEWER).header("accept", "application/pdf").says(406).await;
    rig.get("/v1/architecture?format=pdf").as_(VIEWER).says(400).await;
    rig.get("/v1/architecture?path=/etc").as_(VIEWER).says(422).await;
    rig.get("/v1/architecture").as_(VIEWER).says(503).await;
}

#[tokio::test]
async fn a_dependency_is_explained_by_its_chains() {
    let rig = Rig::with(|config| config.limits.wait = std::time::Duration::from_secs(20)).await;
    rig.get("/v1/architecture/why?from=a&to=b").as_(VIEWER).says(422).await;
    rig.agent("cartographer", &["why"]).await;
    let chains = json!({"chains": [{"steps": [{"path": "a.py", "line": 1, "kind": "import", "leads_to": "b.py"}]}], "starts": 1});
    let (said, ()) = tokio::join!(
        rig.get("/v1/architecture/why?from=a&to=b&limit=1").as_(VIEWER).says(200),
        rig.work("why", Outcome::Success(chains.clone()))
    );
    assert_eq!(said.json(), chains);
    rig.get("/v1/architecture/why?from=a").as_(VIEWER).says(400).await;
    rig.get("/v1/architecture/why?from=a&to=b&path=/etc").as_(VIEWER).says(422).await;
}

#[tokio::test]
async fn the_form_that_is_liked_best() {
    for (accept, word, media) in [
        (None, "json", "application/json"),
        (Some("*/*"), "json", "application/json"),
        (Some("image/svg+xml"), "svg", "image/svg+xml"),
        (Some("text/html, image/svg+xml;q=0.5, application/json;q=0.9"), "json", "application/json"),
        (Some("image/*"), "svg", "image/svg+xml"),
        (Some("text/plain"), "mermaid", "text/vnd.mermaid"),
        (Some("application/json;q=0, text/vnd.graphviz"), "dot", "text/vnd.graphviz"),
    ] {
        let rig = Rig::new().await;
        rig.agent("cartographer", &["architecture"]).await;
        let asked = rig.get("/v1/architecture").as_(VIEWER);
        let asked = match accept {
            Some(accept) => asked.header("accept", accept),
            None => asked,
        };
        let drawn = rig.work("architecture", Outcome::Success(json!({"format": word, "text": "drawn"})));
        let (said, ()) = tokio::join!(asked.says(200), drawn);
        assert_eq!(said.header("content-type"), media, "{accept:?}");
        let task = rig.get("/v1/tasks").as_(VIEWER).says(200).await.json()["items"][0]["id"].clone();
        let task = rig.store.task(serde_json::from_value(task).unwrap()).await.unwrap().expect("it was asked for");
        assert_eq!(task.what.input["format"], word, "{accept:?}");
    }
    // Nothing is drawn that nobody can be sent.
    let rig = Rig::new().await;
    rig.agent("cartographer", &["architecture"]).await;
    rig.get("/v1/architecture").as_(VIEWER).header("accept", "application/pdf").says(406).await;
}
