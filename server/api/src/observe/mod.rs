//! What can be seen of a server from outside: metrics and traces.

mod metrics;
mod telemetry;

pub use metrics::Metrics;
pub use telemetry::{Telemetry, telemetry};
