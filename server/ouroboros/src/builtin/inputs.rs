//! Inputs of capabilities: those of the operations, and what they are asked about.

use agents::{Call, CallError, Capability};
use api::operations::{self, Asked, Problem, Workspace};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::places::{Place, Places, asked};

/// What a task is about.
pub struct About {
    /// An absolute folder below an allowed root.
    pub path: Option<String>,
    /// The name of an archive.
    pub archive: Option<String>,
    /// What the operation takes.
    pub rest: Value,
}

impl About {
    /// Takes an input apart.
    ///
    /// # Errors
    /// It is no object; names that are no text.
    pub fn new(input: Value) -> Result<About, CallError> {
        let mut rest = match input {
            Value::Object(rest) => rest,
            Value::Null => Map::new(),
            _ => return Err(CallError::Refused("the input is an object".to_owned())),
        };
        let mut text = |name: &str| match rest.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(CallError::Refused(format!("`{name}` is a text"))),
        };
        Ok(About { path: text("path")?, archive: text("archive")?, rest: Value::Object(rest) })
    }

    /// Where that is.
    ///
    /// # Errors
    /// Those of [`Places`].
    pub async fn place(&self, places: &Places) -> Result<Place, CallError> {
        match (&self.path, &self.archive) {
            (Some(_), Some(_)) => Err(CallError::Refused("name a `path` or an `archive`, not both".to_owned())),
            (path, None) => places.folder(path.as_deref()),
            (None, Some(name)) => places.archive(name).await,
        }
    }
}

/// A capability whose input is an operation's and says what it is about.
pub fn capability<I: JsonSchema>(name: &str, description: &str, output: Value, archives: bool) -> Capability {
    let mut input = operations::schema::<I>();
    let properties = input.entry("properties").or_insert_with(|| json!({}));
    properties["path"] =
        json!({ "type": ["string", "null"], "description": "An absolute folder below an allowed root; the first root when absent." });
    if archives {
        properties["archive"] = json!({ "type": ["string", "null"], "description": "The name of an uploaded archive, instead of a path." });
    }
    Capability { name: name.to_owned(), description: Some(description.to_owned()), input: Value::Object(input), output: Some(output) }
}

/// The schema of an answer.
pub fn output<O: JsonSchema>() -> Value {
    Value::Object(operations::schema::<O>())
}

/// Runs an operation on a folder. Archives are not for it.
///
/// # Errors
/// Those of the operation.
pub async fn on_folder<I: DeserializeOwned + Send + 'static, O: Serialize + Send + 'static>(
    places: &Places,
    call: Call,
    operation: fn(&Workspace, &I, &Asked) -> Result<O, Problem>,
) -> Result<Value, CallError> {
    let asked = asked(&call);
    let about = About::new(call.input)?;
    if about.archive.is_some() {
        return Err(CallError::Refused("an archive can only be verified".to_owned()));
    }
    let place = about.place(places).await?;
    let input: I = operations::read(about.rest)?;
    let answer = place.workspace.run(asked, move |workspace, asked| operation(workspace, &input, asked)).await?;
    serde_json::to_value(answer).map_err(|error| CallError::Failed(format!("internal error: {error}")))
}
