//! `GET /audit`: who did what.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::Shared;
use crate::auth::Admin;
use crate::extract::Query;
use crate::problem::{Answer, Problem};

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// The `next` of the page before.
    #[param(minimum = 1)]
    cursor: Option<i64>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditPage {
    /// The newest first.
    items: Vec<AuditEntry>,
    /// Where the next page begins; absent at the end.
    next: Option<i64>,
}

/// A request that would change something.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its number.
    number: i64,
    /// When.
    #[schema(format = "date-time")]
    at: String,
    /// The name of the token.
    who: String,
    /// From which address.
    from: String,
    /// What was asked.
    what: String,
    /// What came of it: a status of HTTP.
    status: u16,
    /// The request's id.
    request: String,
}

/// Lists requests that would change something, the newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(Which), responses((status = 200, description = "A page of them", body = AuditPage)))]
pub async fn audit(State(app): State<Shared>, _: Admin, Query(which): Query<Which>) -> Answer<Json<AuditPage>> {
    let limit = which.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) || which.cursor.is_some_and(|cursor| cursor < 1) {
        return Err(Problem::bad_request("`limit` is 1 to 500, `cursor` at least 1"));
    }
    let entries = app.store.audited(which.cursor, u32::from(limit) + 1).await?;
    let has_more = entries.len() > usize::from(limit);
    let items: Vec<AuditEntry> = entries
        .into_iter()
        .take(usize::from(limit))
        .map(|(number, entry)| AuditEntry {
            number,
            at: entry.at.to_string(),
            who: entry.who,
            from: entry.from,
            what: entry.what,
            status: entry.status,
            request: entry.request,
        })
        .collect();
    let next = if has_more { items.last().map(|entry| entry.number) } else { None };
    Ok(Json(AuditPage { items, next }))
}
