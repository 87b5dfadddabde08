//! Opening the store that a person named.

use std::path::Path;
use std::sync::Arc;

use super::{Postgres, Settings, Sqlite, Store, StoreError, Stored};

/// Opens the store at a URL (`postgres://...`, `sqlite:PATH`) or in a file.
///
/// # Errors
/// It cannot be reached or used, or nothing here knows such a URL.
pub async fn open(place: &str, settings: Settings) -> Stored<Arc<dyn Store>> {
    let (scheme, rest) = place.split_once(':').unwrap_or(("", place));
    match scheme {
        "sqlite" => Ok(Arc::new(Sqlite::open(Path::new(rest.strip_prefix("//").unwrap_or(rest)), settings).await?)),
        "postgres" | "postgresql" => Ok(Arc::new(Postgres::open(place, settings).await?)),
        _ if place.contains("://") => {
            Err(StoreError::Broken(format!("{scheme}:// is no store: use postgres://..., sqlite:PATH or a path")))
        }
        _ => Ok(Arc::new(Sqlite::open(Path::new(place), settings).await?)),
    }
}
