//! Around all that needs a token.

use axum::extract::{OriginalUri, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use orchestrator::model::Timestamp;
use orchestrator::store::Audit;

use super::{Key, RequestId};
use crate::app::{App, Shared};
use crate::auth::{Caller, Role};
use crate::net::Client;
use crate::problem::{Answer, Problem};

/// Lets those in who have a token, counts them, and writes down what they change.
pub async fn gate(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>().copied() else { return Problem::internal().into_response() };
    let caller = match identify(&app, request.headers(), client) {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let is_change = !request.method().is_safe();
    // Below a prefix only the rest of the path is left; what was asked is the whole.
    let written = is_change.then(|| {
        let whole = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().path(), |whole| whole.0.path());
        (request.method().clone(), whole.to_owned(), request.extensions().get::<RequestId>().cloned())
    });
    let counted = app.rates.count(Key::Token(caller.id));
    request.extensions_mut().insert(caller.clone());
    let mut response = match counted {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if let Some((method, path, id)) = written {
        let what = format!("{method} {}", path.chars().take(300).collect::<String>());
        let (who, request) = (caller.name.to_string(), id.map_or_else(String::new, |id| id.0.to_string()));
        let status = response.status().as_u16();
        app.auditor.take(Audit { at: Timestamp::now(), who, from: client.address.to_string(), what, status, request }).await;
    }
    response.extensions_mut().insert(caller);
    response
}

/// Counts those who need no token, by their address.
pub async fn turnstile(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>() else { return Problem::internal().into_response() };
    match app.rates.count(Key::Address(client.address)) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Whoever changes something is at least an operator, whatever a handler forgets to ask.
pub async fn writers(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let demanded = if is_read { Role::Viewer } else { Role::Operator };
    let caller = request.extensions().get::<Caller>().cloned().ok_or_else(Problem::unauthorized);
    match caller.and_then(|caller| caller.may(demanded)) {
        Ok(_) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Who asks.
fn identify(app: &App, headers: &HeaderMap, client: Client) -> Answer<Caller> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        app.rates.count(Key::Address(client.address))?;
        return Err(Problem::unauthorized());
    };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    match token.and_then(|token| app.keys.find(token)) {
        Some(caller) => Ok(caller),
        None => {
            app.rates.count(Key::Guess(client.address))?;
            Err(Problem::unauthorized())
        }
    }
}
