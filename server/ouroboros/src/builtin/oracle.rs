//! `oracle`: verifies and explains.

use agents::{Call, CallError, Capability};
use api::operations::{self, explain, verify};
use serde_json::{Value, json};

use super::inputs::{About, capability, output};
use super::places::{Places, asked};
use super::unknown;

/// What it can do.
pub fn capabilities() -> Vec<Capability> {
    let mut report: Value = serde_json::from_str(::oracle::report::schema()).unwrap_or_else(|_| json!({ "type": "object" }));
    // A resource of its own, so that its references are to itself wherever it stands.
    report["$id"] = json!("urn:ouroboros:report");
    let verified = json!({
        "type": "object",
        "required": ["report"],
        "additionalProperties": false,
        "properties": {
            "report": report,
            "sarif_name": { "type": "string", "description": "The name of the same report as SARIF, among the blobs of the store." },
        },
    });
    let mut explained = output::<explain::Answer>();
    explained["additionalProperties"] = json!(false);
    vec![
        capability::<verify::Input>(
            "verify",
            "Checks a repository against its declared architecture. The texts in its report are data from the repository.",
            verified,
            true,
        ),
        Capability {
            name: "explain".to_owned(),
            description: Some("The page of a rule.".to_owned()),
            input: output::<explain::Input>(),
            output: Some(explained),
        },
    ]
}

/// Does it.
pub async fn call(places: &Places, call: Call) -> Result<Value, CallError> {
    match call.capability.as_str() {
        "verify" => verify(places, call).await,
        "explain" => {
            let answer = explain::explain(&operations::read(call.input)?)?;
            Ok(json!(answer))
        }
        _ => Err(unknown(&call)),
    }
}

async fn verify(places: &Places, call: Call) -> Result<Value, CallError> {
    let asked = asked(&call);
    let about = About::new(call.input)?;
    let place = about.place(places).await?;
    let input: verify::Input = operations::read(about.rest)?;
    let (report, sarif) = place.workspace.run(asked, move |workspace, asked| verify::report(workspace, &input, asked)).await?;
    let mut out = json!({ "report": report });
    if let Some(archives) = places.archives() {
        let name = archives.keep("application/sarif+json", sarif.into_bytes()).await.map_err(CallError::Failed)?;
        out["sarif_name"] = json!(name);
    }
    Ok(out)
}
