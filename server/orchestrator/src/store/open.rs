//! Opening the store that a person named.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Postgres, Settings, Sqlite, Store, StoreError, Stored};

/// Opens the store at a URL (`postgres://...`, `sqlite:PATH`) or in a file.
///
/// # Errors
/// It cannot be reached or used, or nothing here knows such a URL.
pub fn open(place: &str, settings: Settings) -> BoxFuture<'_, Stored<Arc<dyn Store>>> {
    // Boxed, and given as what all stores are, so that they are compiled here, once.
    Box::pin(async move {
        let (scheme, rest) = place.split_once(':').unwrap_or(("", place));
        let store: Arc<dyn Store> = match scheme {
            "sqlite" => Arc::new(Sqlite::open(Path::new(rest.strip_prefix("//").unwrap_or(rest)), settings).await?),
            "postgres" | "postgresql" => Arc::new(Postgres::open(place, settings).await?),
            _ if place.contains("://") => {
                return Err(StoreError::Broken(format!("{scheme}:// is no store: use postgres://..., sqlite:PATH or a path")));
            }
            _ => Arc::new(Sqlite::open(Path::new(place), settings).await?),
        };
        Ok(store)
    })
}
