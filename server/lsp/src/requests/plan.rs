//! `ouroboros/plan`: what generating would change, as a document to look at. Nothing is written.

use oracle::Cancellable;
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::Uri;

use crate::requests::Handler;
use crate::view::View;

/// What is asked.
#[derive(Clone, Debug, Deserialize)]
pub struct PlanParams {
    /// Any file of the root.
    pub uri: Uri,
    /// One generator only.
    #[serde(default)]
    pub generator: Option<String>,
}

/// A document.
#[derive(Clone, Debug, Serialize)]
pub struct PlanText {
    /// A unified diff, with a line about each output that is left alone.
    pub text: String,
}

/// The request.
pub struct Plan;

impl Handler for Plan {
    type Params = PlanParams;
    type Answer = Option<PlanText>;

    fn answer(view: &View<'_>, params: &PlanParams) -> Cancellable<Option<PlanText>> {
        let Some(root) = view.file(&params.uri).and_then(|file| file.root(view.db())) else { return Ok(None) };
        let generators: Vec<String> = params.generator.iter().cloned().collect();
        view.snapshot.ask(|db| Some(PlanText { text: oracle::offers::plan_text(db, root, &generators) }))
    }
}
