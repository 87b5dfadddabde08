//! Traces, for OpenTelemetry, when an endpoint is named.

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;

/// Sends what waits when it is dropped.
pub struct Telemetry {
    provider: SdkTracerProvider,
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        let _ = self.provider.shutdown();
    }
}

/// A layer that sends spans to `endpoint` (`http://HOST:4318/v1/traces`, OTLP over HTTP), and what sends the last of them.
///
/// # Errors
/// An endpoint that is none.
pub fn telemetry<S>(endpoint: &str) -> Result<(impl Layer<S> + Send + Sync + use<S>, Telemetry), String>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let exporter = SpanExporter::builder().with_http().with_endpoint(endpoint).build();
    let exporter = exporter.map_err(|error| format!("traces cannot be sent to `{endpoint}`: {error}"))?;
    let resource = Resource::builder().with_service_name("ouroboros").build();
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("ouroboros"));
    Ok((layer, Telemetry { provider }))
}
