// Made by ouroboros: generator `rust-service`, template `tests/app.rs.j2`.
//! The service without a socket.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use a2_service_with_quite_a_long_name_indeed::{AppState, app};

async fn status_of(path: &str) -> StatusCode {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = app(AppState::default()).oneshot(request).await.unwrap();
    response.status()
}

#[tokio::test]
async fn is_alive() {
    assert_eq!(status_of("/livez").await, StatusCode::OK);
}

#[tokio::test]
async fn says_whether_it_is_ready() {
    let expected = match AppState::default().is_ready().await {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    assert_eq!(status_of("/readyz").await, expected);
}

#[tokio::test]
async fn knows_what_it_does_not_have() {
    assert_eq!(status_of("/no/such/path").await, StatusCode::NOT_FOUND);
}
