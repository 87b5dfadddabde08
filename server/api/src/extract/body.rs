//! Bodies: of the right type, within a number of bytes and a time.

use std::time::Duration;

use axum::body::Body;
use axum::body::HttpBody;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::Shared;
use crate::problem::{Answer, Problem};

/// A body of JSON.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Shared) -> Answer<Json<T>> {
        if media(request.headers()).as_deref() != Some("application/json") {
            return Err(Problem::media_type("`application/json`"));
        }
        let limits = app.config.limits;
        let bytes = read(request.into_body(), limits.body_bytes, limits.body).await?;
        json(&bytes).map(Json)
    }
}

/// What JSON says: an object, as every body here is.
///
/// # Errors
/// 400 when it is no JSON, 422 when it has another shape.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Problem::bad_request(format!("this is no JSON: {error}")))?;
    // A list of the fields in their order would be read as well.
    if !value.is_object() {
        return Err(Problem::unprocessable("the body is an object"));
    }
    serde_json::from_value(value).map_err(|error| Problem::unprocessable(error.to_string()))
}

/// The media type of a body, without its parameters, in small letters.
pub fn media(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or(value).trim().to_ascii_lowercase())
}

/// All of a body.
///
/// # Errors
/// 413 when it has more than `most` bytes, 408 when it takes longer than `within`, 400 when it breaks off.
pub async fn read(body: Body, most: usize, within: Duration) -> Answer<Bytes> {
    // Who says that it is too large need not send it.
    if body.size_hint().lower() > most as u64 {
        return Err(Problem::too_large(most));
    }
    let mut stream = body.into_data_stream();
    let all = async {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| Problem::bad_request("the body broke off"))?;
            if bytes.len() + chunk.len() > most {
                return Err(Problem::too_large(most));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    };
    tokio::time::timeout(within, all).await.unwrap_or_else(|_| Err(Problem::too_slow()))
}
