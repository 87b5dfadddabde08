//! `GET /rules/{level}/{name}`: the page of a rule, for whoever reads a finding.

use axum::Json;
use axum::extract::Path;

use crate::auth::Viewer;
use crate::operations::explain::{Answer as Page, Input, explain};
use crate::problem::{Answer, Problem};

/// Gives the page of a rule: text that comes with the program, so that no agent is asked, and viewers may.
pub async fn page(_: Viewer, Path((level, name)): Path<(String, String)>) -> Answer<Json<Page>> {
    let page = explain(&Input { code: format!("{level}/{name}") });
    page.map(Json).map_err(|problem| Problem::not_found(problem.to_string()))
}
