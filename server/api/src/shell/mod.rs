//! What every request passes, whatever it asks.
//!
//! [`outer`] is around everything: the request's id, for which host it is, from which page, how long it may take, that a panic
//! is an answer; the metrics and the log. [`gate`] is around all that needs a token: who asks, how often, and the audit log.

mod audit;
mod gate;
mod host;
mod id;
mod outer;
mod rate;

pub use audit::Auditor;
pub use gate::{gate, host, turnstile, writers};
pub use id::{REQUEST_ID, RequestId};
pub use outer::{not_allowed, not_found, outer};
pub use rate::{Key, Rates};
