use axum::extract::Path;
use axum::http::StatusCode;

/// // comment ```
pub async fn handle(Path(_ids): Path<(String, String, String, String, String)>) -> StatusCode {
    StatusCode::NOT_IMPLEMENTED
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;
    use crate::{AppState, app};

    #[tokio::test]
    async fn is_not_implemented_yet() {
        let request = Request::builder()
            .method("PATCH")
            .uri("/v1.0/~x/1/1/1/1/1")
            .body(Body::empty())
            .unwrap();
        let response = app(AppState::default()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_IMPLEMENTED);
    }
}
