//! `ETag`, `If-Match` and `If-None-Match`.

use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue};

use crate::problem::{Answer, Problem};

/// As a header.
pub fn etag(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{tag}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The version that `If-Match` demands, without its quotes; `None`: there is none. `*` is not taken: it would say that nobody
/// looked.
///
/// # Errors
/// 400: it is not one strong tag.
pub fn if_match(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let inner = value.to_str().ok().and_then(|value| value.trim().strip_prefix('"')?.strip_suffix('"'));
    let inner = inner.filter(|inner| !inner.contains('"'));
    inner.map(|inner| Some(inner.to_owned())).ok_or_else(|| Problem::bad_request("`If-Match` has to be one `ETag`, in its quotes"))
}

/// Whether `If-None-Match` says that this one is known.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let mut bare = values.map(|value| value.trim().trim_start_matches("W/").trim_matches('"'));
    bare.any(|known| known == tag || known == "*")
}
