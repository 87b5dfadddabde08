//! The example in Python, as a real agent: `./test generators` installs it and says where it is.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use agents::manifest::{self, Run};
use agents::{Call, CallError, End, Launch, Launcher, ProcessLauncher};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
#[ignore = "needs the installed example: ./test generators"]
async fn it_is_asked_what_it_can_do_and_does_it() {
    let program = std::env::var("TODO_COUNTER").expect("TODO_COUNTER is the path of the program");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/agents");
    let mut manifest = manifest::read(include_str!("../../../fixtures/agents/agents/todo-counter.agent.yaml")).unwrap();
    manifest.run = Run::Command { words: vec![program], folder: None };
    let launch = Launch { manifest, root: fixture, environment: BTreeMap::new(), log: Arc::new(|_| {}) };
    let agent = ProcessLauncher::default().launch(launch, PATIENCE).await.unwrap();
    let capabilities = agent.capabilities().await.unwrap();
    let names: Vec<&str> = capabilities.iter().map(|capability| capability.name.as_str()).collect();
    assert_eq!(names, ["count-todos", "find-unlicensed"]);
    assert!(capabilities.iter().all(|capability| capability.output.is_some()));
    agent.ping().await.unwrap();
    let call = async |name: &str, input: Value| {
        let (progress, _) = mpsc::channel(1);
        let call = Call { capability: name.to_owned(), input, cancel: CancellationToken::new(), progress };
        tokio::time::timeout(PATIENCE, agent.call(call)).await.expect("it hangs")
    };
    let answer = call("count-todos", json!({ "path": "agents/todo-counter/src", "limit": 1 })).await.unwrap();
    // It names the words that it looks for.
    assert!(answer["total"].as_u64() > Some(0) && answer["places"].as_array().unwrap().len() == 1, "{answer}");
    let refused = call("count-todos", json!({ "path": 1 })).await;
    assert!(matches!(&refused, Err(CallError::Failed(why)) if why.contains("invalid arguments")), "{refused:?}");
    assert_eq!(tokio::time::timeout(PATIENCE, agent.stop(Duration::from_secs(10))).await, Ok(End::Stopped));
}
