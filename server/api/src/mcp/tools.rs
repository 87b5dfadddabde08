//! The tools: what each is for, what it takes and gives, and how an answer is told in a few lines.

use std::sync::{Arc, OnceLock};

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::content::Told;
use crate::operations::{self, Asked, Problem, Workspace, apply, architecture, explain, fix, plan, schema, verify, why};

/// What a tool gave: the data, and the text for models.
pub struct Given {
    /// As the output schema says.
    pub data: Value,
    /// In a few lines.
    pub text: String,
}

/// One tool.
pub struct Entry {
    /// As it is listed.
    pub tool: Tool,
    /// Whether it writes.
    pub writes: bool,
    /// Does it.
    pub call: fn(&Workspace, Value, &Asked) -> Result<Given, Problem>,
}

/// All of them, in the order they are listed.
pub fn all() -> &'static [Entry] {
    static ALL: OnceLock<Vec<Entry>> = OnceLock::new();
    ALL.get_or_init(|| {
        vec![
            entry::<verify::Input, verify::Answer>(
                "verify",
                "Verify the repository",
                "Checks the whole repository against its declared architecture: syntax, schemas, references between files, imports, links, layers, generated files. \
                 Pass the texts you are about to write as `overlays` to check them before you write them; pass the `result_id` of an earlier answer as `since` to see only what is new.",
                false,
                |workspace, input, asked| given(workspace, input, asked, verify::verify),
            ),
            entry::<explain::Input, explain::Answer>(
                "explain",
                "Explain a rule",
                "The page of a rule: what a finding with this code means, why it matters, how to fix or accept it.",
                false,
                |workspace, input, asked| given(workspace, input, asked, |_, input, _| explain::explain(input)),
            ),
            entry::<architecture::Input, architecture::Answer>(
                "architecture",
                "Show the architecture",
                "The components of the repository and what ties them to each other, from real imports and references, with what the DNA denies and what it declares and no line has: as data, or drawn as mermaid, dot, svg, structurizr or graphml.",
                false,
                |workspace, input, asked| given(workspace, input, asked, architecture::architecture),
            ),
            entry::<why::Input, why::Answer>(
                "why",
                "Why one part depends on another",
                "The shortest chains of imports and references by which one component, folder or file comes to depend on another, with the line of each step.",
                false,
                |workspace, input, asked| given(workspace, input, asked, why::why),
            ),
            entry::<plan::Input, plan::Answer>(
                "plan_generation",
                "Plan generation",
                "What the generators that the repository declares would write, as diffs, without writing. The `hash` of the answer is what `apply_generation` wants.",
                false,
                |workspace, input, asked| given(workspace, input, asked, plan::plan),
            ),
            entry::<apply::Input, apply::Answer>(
                "apply_generation",
                "Apply generation",
                "Writes a plan of `plan_generation`, all of it or nothing. Only in a repository that the person trusts; a plan that has changed since is refused. With `patch` it writes nothing and gives a patch.",
                true,
                |workspace, input, asked| given(workspace, input, asked, apply::apply),
            ),
            entry::<fix::Input, fix::Answer>(
                "apply_fix",
                "Apply a fix",
                "Makes the edits of a fix that `verify` told of. Only in a repository that the person trusts; refused when the text is another one by now.",
                true,
                |workspace, input, asked| given(workspace, input, asked, fix::fix),
            ),
        ]
    })
}

/// The tool of this name.
pub fn find(name: &str) -> Option<&'static Entry> {
    all().iter().find(|entry| entry.tool.name == name)
}

fn entry<I: schemars::JsonSchema, O: schemars::JsonSchema>(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    writes: bool,
    call: fn(&Workspace, Value, &Asked) -> Result<Given, Problem>,
) -> Entry {
    let object = |schema: JsonObject| Arc::new(schema);
    let annotations = ToolAnnotations::with_title(title).read_only(!writes).destructive(writes).idempotent(true).open_world(false);
    let tool = Tool::new(name, description, object(schema::<I>()))
        .with_title(title)
        .with_raw_output_schema(object(schema::<O>()))
        .with_annotations(annotations);
    Entry { tool, writes, call }
}

fn given<I: DeserializeOwned, O: Serialize + Told>(
    workspace: &Workspace,
    input: Value,
    asked: &Asked,
    operation: fn(&Workspace, &I, &Asked) -> Result<O, Problem>,
) -> Result<Given, Problem> {
    let input: I = operations::read(input)?;
    let answer = operation(workspace, &input, asked)?;
    let text = answer.told();
    let data = serde_json::to_value(&answer).map_err(|error| Problem::Failed(format!("internal error: {error}")))?;
    Ok(Given { data, text })
}
