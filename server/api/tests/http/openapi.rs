//! The description of the API, and that what it says of roles is so.

use axum::http::Method;
use serde_json::{Value, json};

use crate::rig::{ADMIN, OPERATOR, Rig, VIEWER};

#[tokio::test]
async fn the_description_is_what_it_was() {
    let rig = Rig::new().await;
    let text = rig.get("/openapi.json").says(200).await.text;
    assert_eq!(rig.get("/v1/openapi.json").says(200).await.text, text);
    insta::assert_snapshot!("openapi", text);
}

/// Every operation: path, method, what is said of it.
fn operations(document: &Value) -> Vec<(String, Method, Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let each = paths.flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, said)| (path.clone(), method.to_uppercase(), said.clone()))
    });
    each.map(|(path, method, said)| (path, method.parse().unwrap(), said)).collect()
}

#[tokio::test]
async fn every_operation_demands_the_role_that_it_says() {
    let rig = Rig::with(|config| config.limits.wait = std::time::Duration::ZERO).await;
    let document = rig.get("/openapi.json").says(200).await.json();
    let mut seen = 0;
    for (path, method, said) in operations(&document) {
        let role = said["x-role"].as_str();
        let path = path.replace("{id}", if path.contains("agents") { "nobody" } else { "0198c0de-0000-7000-8000-000000000000" });
        let ask = |token: Option<&str>| {
            let asked = rig.ask(method.clone(), &path);
            let asked = if method == Method::GET { asked } else { asked.json(&json!({})) };
            match token {
                Some(token) => asked.as_(token),
                None => asked,
            }
        };
        let what = format!("{method} {path}");
        let Some(role) = role else {
            assert!(ask(None).response().await.status().is_success(), "{what}");
            continue;
        };
        seen += 1;
        ask(None).says(401).await;
        // Not for each: who guesses often waits.
        if seen < 5 {
            ask(Some("wrong-0123456789abcdef0123456789abcdef")).says(401).await;
        }
        for (rank, token) in [VIEWER, OPERATOR, ADMIN].into_iter().enumerate() {
            let needed = ["viewer", "operator", "admin"].iter().position(|known| *known == role).unwrap();
            let response = ask(Some(token)).response().await;
            assert_eq!(response.status() == 403, rank < needed, "{what} with rank {rank}: {}", response.status());
            // And every status is described.
            assert!(said["responses"].get(response.status().as_str()).is_some(), "{what}: {}", response.status());
        }
    }
    assert!(seen > 25, "{seen}");
}
