//! A database of before: what is in it is read on, and the program of before can go on reading it.
//!
//! What that program did is written here as it did it, in its SQL.

use agents::Origin;
use orchestrator::model::Approval;
use orchestrator::store::{Settings, open};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};

const FIRST: &str = include_str!("../../migrations/sqlite/0001_first.sql");
const INSERT: &str = "INSERT INTO agents (id, manifest, origin, version, desired, generation, approval, status, created) \
     VALUES ($1, $2, $3, 1, '\"running\"', 1, '{\"is\":\"given\"}', NULL, 5)";
const READ: &str = "SELECT manifest, origin, version, desired, generation, approval, status, created FROM agents WHERE id = $1";

fn manifest(id: &str) -> String {
    format!(r#"{{"id":"{id}","run":{{"command":{{"words":["x"]}}}}}}"#)
}

#[tokio::test]
async fn origins_without_a_root_are_read_and_those_with_one_look_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.sqlite");
    let mut file = SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.unwrap();
    sqlx::raw_sql(FIRST).execute(&mut file).await.unwrap();
    let ours = "CREATE TABLE migrations (number BIGINT NOT NULL PRIMARY KEY, major BIGINT NOT NULL); INSERT INTO migrations VALUES (1, 1)";
    sqlx::raw_sql(ours).execute(&mut file).await.unwrap();
    for (id, origin) in [("a", r#"{"workspace":"agents/a.agent.yaml"}"#), ("b", r#""dna""#), ("c", r#""builtin""#)] {
        sqlx::query(INSERT).bind(id).bind(manifest(id)).bind(origin).execute(&mut file).await.unwrap();
    }
    let store = open(path.to_str().unwrap(), Settings::default()).await.unwrap();
    let all: Vec<Origin> = store.agents().await.unwrap().into_iter().map(|record| record.origin).collect();
    let path = || "agents/a.agent.yaml".to_owned();
    assert_eq!(all, [Origin::Workspace { root: None, path: path() }, Origin::Dna { root: None }, Origin::Builtin]);

    // Somebody says whose it is; a pod that is not replaced yet reads it, and changes it.
    let named = Origin::Workspace { root: Some("/r".to_owned()), path: path() };
    let manifest = store.agent("a").await.unwrap().unwrap().manifest;
    store.declare(manifest, named.clone(), Approval::Given, Some(1)).await.unwrap();
    let row = sqlx::query(READ).bind("a").fetch_one(&mut file).await.unwrap();
    assert_eq!(row.get::<String, _>(1), r#"{"workspace":"agents/a.agent.yaml"}"#);
    sqlx::query("UPDATE agents SET origin = $2, version = 9 WHERE id = $1")
        .bind("a")
        .bind(row.get::<String, _>(1))
        .execute(&mut file)
        .await
        .unwrap();
    let record = store.agent("a").await.unwrap().unwrap();
    assert_eq!((record.origin, record.version), (named, 9));
}
