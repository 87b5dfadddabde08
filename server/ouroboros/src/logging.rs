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

/// Starts logging.
///
/// # Errors
/// A filter that cannot be read, a file that cannot be written.
pub fn start(options: &Options) -> Result<(), String> {
    let filter = options.log.as_deref().unwrap_or("warn");
    let filter: EnvFilter = filter.parse().map_err(|error| format!("`--log {filter}`: {error}"))?;
    let stderr = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter);
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
    tracing_subscriber::registry().with(stderr).with(trace).init();
    Ok(())
}
