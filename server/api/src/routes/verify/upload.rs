//! Archives: taken in within bounds, looked through, kept under a name.

use std::fmt::Write;
use std::time::Duration;

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use sha2::{Digest, Sha256};
use tokio::sync::OwnedSemaphorePermit;
use workspace::archive::{self, Refused};

use super::submit::Options;
use crate::app::Shared;
use crate::extract::body;
use crate::problem::{Answer, Problem};

/// Options are small.
const OPTIONS: usize = 1 << 20;

/// An archive, and its place among those that are taken in.
pub struct Archive {
    bytes: Bytes,
    _place: OwnedSemaphorePermit,
}

fn place(app: &Shared) -> Answer<OwnedSemaphorePermit> {
    let place = std::sync::Arc::clone(&app.uploads).try_acquire_owned();
    place.map_err(|_| Problem::unavailable("too-many-uploads", "too many archives are being sent", Duration::from_secs(5)))
}

/// An archive as the whole body.
pub async fn raw(app: &Shared, request: Request) -> Answer<Archive> {
    let limits = app.config.limits;
    let place = place(app)?;
    let bytes = body::read(request.into_body(), limits.archive.packed, limits.upload).await?;
    Ok(Archive { bytes, _place: place })
}

/// An archive in a form, with its options.
pub async fn form(app: &Shared, request: Request) -> Answer<(Options, Option<Archive>)> {
    let limits = app.config.limits;
    let place = place(app)?;
    let most = limits.archive.packed;
    let read = async {
        let mut form = Multipart::from_request(request, &()).await.map_err(|rejection| Problem::bad_request(rejection.body_text()))?;
        let (mut options, mut archive) = (Options::default(), None);
        while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let most = match name.as_str() {
                "archive" => most,
                "options" => OPTIONS,
                _ => return Err(Problem::unprocessable("the form has the fields `archive` and `options`")),
            };
            let mut bytes = BytesMut::new();
            while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
                if bytes.len() + chunk.len() > most {
                    return Err(Problem::too_large(most));
                }
                bytes.extend_from_slice(&chunk);
            }
            if name == "options" {
                options = body::json(&bytes)?;
            } else if archive.replace(bytes.freeze()).is_some() {
                return Err(Problem::unprocessable("there is more than one `archive`"));
            }
        }
        let bytes = archive.ok_or_else(|| Problem::unprocessable("the form has no field `archive`"))?;
        Ok((options, Some(bytes)))
    };
    let (options, bytes) = tokio::time::timeout(limits.upload, read).await.unwrap_or_else(|_| Err(Problem::too_slow()))?;
    Ok((options, bytes.map(|bytes| Archive { bytes, _place: place })))
}

fn broken(error: &MultipartError) -> Problem {
    Problem::bad_request(format!("the form cannot be read: {}", error.body_text()))
}

/// Looks an archive through and keeps it; says under which name.
pub async fn keep(app: &Shared, archive: Archive) -> Answer<String> {
    let bounds = app.config.limits.archive;
    let bytes = archive.bytes.clone();
    let looked = tokio::task::spawn_blocking(move || archive::inspect(&bytes, &bounds)).await.map_err(|_| Problem::internal())?;
    looked.map_err(|refused| match refused {
        Refused::TooLarge(_) => Problem::too_large(bounds.packed).detail(refused.to_string()),
        refused => Problem::unprocessable(refused.to_string()),
    })?;
    // Of the same bytes the same name: whoever sends them again asks the same.
    let mut name = "archive/".to_owned();
    for byte in Sha256::digest(&archive.bytes) {
        let _ = write!(name, "{byte:02x}");
    }
    app.store.put(&name, archive.bytes.to_vec(), app.config.limits.keep).await?;
    Ok(name)
}
