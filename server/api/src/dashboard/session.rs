//! `POST /login`, `GET /session`, `POST /logout`.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use orchestrator::model::Timestamp;
use orchestrator::store::Audit;
use serde::{Deserialize, Serialize};

use crate::app::{App, Shared};
use crate::auth::{Caller, Role, Session, Viewer, session};
use crate::extract;
use crate::net::Client;
use crate::problem::{Answer, Problem};
use crate::shell::{Key, RequestId, host};

/// What is sent to log in. Not to be shown: it has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    token: String,
}

/// Who is in, and what their page needs to know.
#[derive(Serialize)]
pub struct Shown {
    /// The name of the token.
    name: String,
    /// What it may do.
    role: Role,
    /// What is sent in `x-csrf-token` with whatever changes something; absent for who came with a token.
    csrf: Option<String>,
    /// When the session ends; absent for who came with a token.
    until: Option<String>,
    /// Absolute folders that may be verified and drawn, the usual one first.
    workspaces: Vec<String>,
    /// The version of the program.
    version: &'static str,
}

impl Shown {
    fn of(app: &App, caller: &Caller, session: Option<&Session>) -> Shown {
        Shown {
            name: caller.name.to_string(),
            role: caller.role,
            csrf: session.map(Session::csrf),
            until: session.map(|session| session.until.to_string()),
            workspaces: app.config.roots.iter().map(|root| root.path.display().to_string()).collect(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// Exchanges a token for the cookie of a session.
pub async fn login(
    State(app): State<Shared>,
    Extension(client): Extension<Client>,
    Extension(RequestId(request)): Extension<RequestId>,
    headers: HeaderMap,
    extract::Json(login): extract::Json<Login>,
) -> Answer<Response> {
    app.rates.count(Key::Login(client.address))?;
    let Some((caller, mark)) = app.keys.enter(login.token.trim()) else {
        app.rates.count(Key::Guess(client.address))?;
        return Err(Problem::no_such_token());
    };
    let session = app.sessions.begin(&*app.store, mark).await?;
    let what = "POST /login".to_owned();
    let (who, from, request) = (caller.name.to_string(), client.address.to_string(), request.to_string());
    app.auditor.take(Audit { at: Timestamp::now(), who, from, what, status: 200, request }).await;
    let cookie = session.cookie(client.is_https, host(&headers));
    Ok(([(SET_COOKIE, cookie)], Json(Shown::of(&app, &caller, Some(&session)))).into_response())
}

/// Says who is in.
pub async fn show(State(app): State<Shared>, Viewer(caller): Viewer, session: Option<Extension<Session>>) -> Json<Shown> {
    Json(Shown::of(&app, &caller, session.as_deref()))
}

/// Ends the session, and takes its cookie away.
pub async fn logout(
    State(app): State<Shared>,
    _: Viewer,
    Extension(client): Extension<Client>,
    session: Option<Extension<Session>>,
    headers: HeaderMap,
) -> Answer<Response> {
    let Some(Extension(session)) = session else {
        return Err(Problem::conflict("there is no session: who comes with a token is never in"));
    };
    app.sessions.end(&*app.store, &session).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, session::no_cookie(client.is_https, host(&headers)))]).into_response())
}
