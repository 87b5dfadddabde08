//! What requests share: pools, clients, caches.

/// Cheap to clone; every request gets one.
#[derive(Debug, Clone, Default)]
pub struct AppState {}

impl AppState {
    /// Whether all that requests need is at hand.
    pub async fn is_ready(&self) -> bool {
        true
    }
}
