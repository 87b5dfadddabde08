// Made by ouroboros: generator `agent`, template `rust/agent.rs.j2`.
//! The agent as its clients see it, in a process of its own.

use rmcp::model::{CallToolRequestParams, ClientRequest, PingRequest};
use rmcp::service::RunningService;
use rmcp::transport::TokioChildProcess;
use rmcp::{RoleClient, ServiceExt};
use serde_json::{Map, Value, json};
use tokio::process::Command;

const AGENT: &str = env!("CARGO_BIN_EXE_quote-keeper2");

/// The tools, their properties, and whether these are required.
const CAPABILITIES: &str = r#"{
    "a": { "from": true, "self": true, "type": false, "json": false, "copy": true, "str": false, "model_dump_all": false, "constructor": false },
    "models": {},
    "rebuild-the-whole-customer-search-index": { "an_input_property_with_a_very_long_name": false }
}"#;

async fn connect() -> RunningService<RoleClient, ()> {
    let transport = TokioChildProcess::new(Command::new(AGENT)).unwrap();
    ().serve(transport).await.unwrap()
}

#[tokio::test]
async fn offers_its_capabilities() {
    let mut offered = Map::new();
    for tool in connect().await.list_all_tools().await.unwrap() {
        let schema = json!(tool.input_schema);
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let properties: Map<String, Value> = schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| (name.clone(), required.contains(&json!(name)).into()))
            .collect();
        offered.insert(tool.name.into(), properties.into());
    }
    let expected: Value = serde_json::from_str(CAPABILITIES).unwrap();
    assert_eq!(Value::from(offered), expected);
}

#[tokio::test]
async fn refuses_arguments_that_were_not_declared() {
    let client = connect().await;
    for tool in client.list_all_tools().await.unwrap() {
        let arguments = json!({ "not declared": true });
        let call = CallToolRequestParams::new(tool.name)
            .with_arguments(arguments.as_object().cloned().unwrap());
        let result = client.call_tool(call).await.unwrap();
        assert_eq!(result.is_error, Some(true));
    }
}

#[tokio::test]
async fn refuses_tools_that_do_not_exist() {
    let call = CallToolRequestParams::new("no such tool");
    assert!(connect().await.call_tool(call).await.is_err());
}

#[tokio::test]
async fn answers_a_ping() {
    let ping = ClientRequest::PingRequest(PingRequest::default());
    connect().await.send_request(ping).await.unwrap();
}
