//! Parameters of paths and queries.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use orchestrator::model::TaskId;
use serde::de::DeserializeOwned;

use crate::problem::{Answer, Problem};

/// A query, every parameter of which is known.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Query<T>> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|axum::extract::Query(query)| Query(query)).map_err(|rejection| Problem::bad_request(rejection.body_text()))
    }
}

/// What a path names.
pub struct Id<T>(pub T);

/// What can be named in a path.
pub trait Named: Sized {
    /// What is meant; `None`: that names nothing.
    fn named(text: &str) -> Option<Self>;
}

impl Named for TaskId {
    fn named(text: &str) -> Option<TaskId> {
        // Exactly as they are written: other spellings of the same number are other addresses.
        text.parse::<TaskId>().ok().filter(|id| id.to_string() == text)
    }
}

/// The id of an agent: lower-case words joined by `-`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgentId(pub String);

impl Named for AgentId {
    fn named(text: &str) -> Option<AgentId> {
        is_agent_id(text).then(|| AgentId(text.to_owned()))
    }
}

/// Whether an agent can be called so.
pub fn is_agent_id(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= 63 && text.split('-').all(is_word) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

impl<T: Named, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Id<T>> {
        let found: Result<Path<Vec<(String, String)>>, PathRejection> = Path::from_request_parts(parts, state).await;
        let nothing = || Problem::not_found("nothing has such a name");
        let Path(parameters) = found.map_err(|_| nothing())?;
        let named = parameters.into_iter().find(|(name, _)| name == "id").and_then(|(_, text)| T::named(&text));
        named.map(Id).ok_or_else(nothing)
    }
}
