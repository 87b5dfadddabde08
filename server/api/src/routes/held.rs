//! Inputs of the capabilities that come with the program, as far as they may do harm: whatever endpoint they come by, folders
//! stay in the workspaces of this server, and what is generated stays where somebody trusts it.
//!
//! The agents look for themselves too; they may be in another process, which was told otherwise.

use serde_json::{Value, json};

use crate::app::App;
use crate::problem::{Answer, Problem};

/// What looks at a folder.
const LOOKING: [&str; 3] = ["verify", "architecture", "why"];
/// What generates into it.
const GENERATING: [&str; 2] = ["plan_generation", "apply_generation"];

/// Holds the input of a task to what it may be.
///
/// # Errors
/// 422: the folder is in no workspace; 403: nobody trusts it.
pub async fn held(app: &App, capability: &str, input: &mut Value) -> Answer<()> {
    let generates = GENERATING.contains(&capability);
    if !generates && !LOOKING.contains(&capability) {
        return Ok(());
    }
    let path = match input.get("path") {
        None => None,
        Some(Value::String(path)) => Some(path.clone()),
        Some(_) => return Err(Problem::unprocessable("`path` is a text")),
    };
    if path.is_none() && !generates {
        return Ok(());
    }
    let (root, path) = app.root(path).await?;
    if generates && !root.is_trusted {
        return Err(Problem::forbidden("this workspace is not trusted: `ouroboros trust` on the machine of the server makes it so"));
    }
    input["path"] = json!(path);
    if capability == "apply_generation" && app.config.patches {
        input["patch"] = Value::Bool(true);
    }
    Ok(())
}
