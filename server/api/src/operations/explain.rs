//! `explain`: the page of a rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::Problem;

/// What `explain` takes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// A rule's code, with or without its level: `L4/import-cycle` or `import-cycle`.
    #[schemars(length(max = 100))]
    pub code: String,
}

/// What `explain` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The rule's code.
    pub code: String,
    /// What it means, why it matters, and how to fix or accept what it finds.
    pub markdown: String,
}

/// Finds it.
///
/// # Errors
/// A code that no rule has; with one that is near.
pub fn explain(input: &Input) -> Result<Answer, Problem> {
    let rule = oracle::rule::find(&input.code).map_err(Problem::Refused)?;
    Ok(Answer { code: rule.code.to_owned(), markdown: rule.page.to_owned() })
}
