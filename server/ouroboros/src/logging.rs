//! Logs and traces: to stderr or a file, never to stdout, which belongs to reports and protocols.

use clap::Args;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Options of every subcommand.
#[derive(Args)]
#[group(skip)] // every subcommand has a group of this name
pub struct Options {
    /// What to log on stderr, e.g. `info` or `oracle=debug,warn`.
    #[arg(long, global = true, value_name = "FILTER", env = "OUROBOROS_LOG")]
    log: Option<String>,
    /// Write every span and event as JSON lines to this file.
    #[arg(long, global = true, value_name = "FILE")]
    trace_file: Option<std::path::PathBuf>,
}

/// How a subcommand logs where nothing else is said.
pub struct Usual {
    filter: &'static str,
    is_json: bool,
    /// Where traces go.
    endpoint: Option<String>,
}

impl Default for Usual {
    /// Warnings, for people.
    fn default() -> Usual {
        Usual { filter: "warn", is_json: false, endpoint: None }
    }
}

impl Usual {
    /// A server says what it does, and sends traces where the environment says.
    pub fn of_server(is_json: bool) -> Usual {
        let said = |name| std::env::var(name).ok().filter(|endpoint| !endpoint.is_empty());
        // As OpenTelemetry's specification has it: one variable is an address, the other what all addresses begin with.
        let endpoint = said("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
            .or_else(|| said("OTEL_EXPORTER_OTLP_ENDPOINT").map(|base| format!("{}/v1/traces", base.trim_end_matches('/'))));
        // The database tells of every revision, some hundred times when a root is opened.
        Usual { filter: "info,salsa=warn", is_json, endpoint }
    }
}

/// Starts logging. What is returned sends the last of the traces when it is dropped.
///
/// # Errors
/// A filter that cannot be read, a file that cannot be written, an endpoint that is none.
pub fn start(options: &Options, usual: &Usual) -> Result<Option<api::Telemetry>, String> {
    let filter = options.log.as_deref().unwrap_or(usual.filter);
    let parsed = || filter.parse::<EnvFilter>().map_err(|error| format!("`--log {filter}`: {error}"));
    let stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let (text, json) = if usual.is_json { (None, Some(stderr.json())) } else { (Some(stderr), None) };
    let stderr = text.with_filter(parsed()?).and_then(json.with_filter(parsed()?));
    let trace = match &options.trace_file {
        None => None,
        Some(path) => {
            let file = workspace::write::create(path).map_err(|error| format!("`--trace-file {}`: {error}", path.display()))?;
            Some(
                tracing_subscriber::fmt::layer()
                    .json()
                    .with_span_events(FmtSpan::CLOSE)
                    .with_writer(std::sync::Mutex::new(file))
                    .with_filter(EnvFilter::new("trace")),
            )
        }
    };
    let (sent, telemetry) = match usual.endpoint.as_deref().map(api::telemetry).transpose()? {
        // What the exporter itself does is no trace of ours.
        Some((layer, telemetry)) => (Some(layer.with_filter(EnvFilter::new("info,hyper=off,reqwest=off,h2=off"))), Some(telemetry)),
        None => (None, None),
    };
    tracing_subscriber::registry().with(stderr).with(trace).with(sent).init();
    Ok(telemetry)
}
