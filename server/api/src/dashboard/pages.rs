//! The pages, as they were built.

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::auth::tokens::hexadecimal;
use crate::extract;
use crate::problem::{Answer, Problem};

#[derive(RustEmbed)]
#[folder = "dashboard/dist/"]
struct Built;

/// Everything comes from here, nothing runs or looks that is not in a file of ours, and nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Shows the page; which of its views is behind the `#`, which no server sees.
pub async fn index(headers: HeaderMap) -> Answer<Response> {
    // It names its files by what is in them: it is asked for again, they are not.
    serve("index.html", "no-cache", &headers)
}

/// Gives a file of the page.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Answer<Response> {
    serve(&format!("assets/{name}"), "public, max-age=31536000, immutable", &headers)
}

fn serve(name: &str, caching: &'static str, headers: &HeaderMap) -> Answer<Response> {
    let EmbeddedFile { data, metadata } = Built::get(name).ok_or_else(|| Problem::not_found("the dashboard has no such file"))?;
    let tag = hexadecimal(&metadata.sha256_hash()[..16]);
    let is_known = extract::is_known(headers, &tag);
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(bytes(data)) });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let fixed = |text: &'static str| HeaderValue::from_static(text);
    let out = response.headers_mut();
    out.insert(CONTENT_TYPE, fixed(media(name)));
    out.insert(CACHE_CONTROL, fixed(caching));
    out.insert(ETAG, extract::etag(&tag));
    out.insert(CONTENT_SECURITY_POLICY, fixed(POLICY));
    out.insert(X_FRAME_OPTIONS, fixed("DENY"));
    out.insert(HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin"));
    out.insert(HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin"));
    out.insert(HeaderName::from_static("permissions-policy"), fixed("camera=(), geolocation=(), microphone=(), payment=(), usb=()"));
    Ok(response)
}

fn bytes(data: std::borrow::Cow<'static, [u8]>) -> Bytes {
    match data {
        std::borrow::Cow::Borrowed(data) => Bytes::from_static(data),
        std::borrow::Cow::Owned(data) => Bytes::from(data),
    }
}

fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
