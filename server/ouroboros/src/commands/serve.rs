//! `ouroboros serve`: the HTTP API, and a worker beside it.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use api::{Additions, Cidr, Config, Root, Routes, Server, Source};
use clap::{Args, FromArgMatches, ValueEnum};
use dna::AgentSettings;
use orchestrator::bus::Bus;
use orchestrator::store::{Settings, Store as Tasks};
use tokio_util::sync::CancellationToken;
use workspace::trust::store::Store;
use workspace::{Trust, secret};

use crate::serving::place::Place;
use crate::serving::tools::tools;
use crate::serving::{probe, service, store, worker};
use crate::{output, root, trusted};

/// Whoever asks for something is told after so long that the store is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// Options of `serve`.
#[derive(Args)]
pub struct Options {
    /// The workspaces; the one that the current folder is in when none is named. With a store that is shared, none then:
    /// archives can be verified, and agents of the API run.
    roots: Vec<PathBuf>,
    /// Ask a server whether it is well, by the address of one of its probes, and do nothing else.
    #[arg(long, value_name = "URL", conflicts_with_all = ["roots", "role", "listen"])]
    probe: Option<String>,
    /// Where to listen. Port 0: any that is free.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// What this process does.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
    /// A name under which it is asked, besides those of the loopback.
    #[arg(long, value_name = "NAME")]
    public_host: Vec<String>,
    /// Addresses of proxies whose forwarded headers are believed, and which encrypt.
    #[arg(long, value_name = "CIDR")]
    trusted_proxy: Vec<Cidr>,
    /// The certificate chain, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A file of lines `name:role:token`, for its owner alone. Read again when it changes.
    #[arg(long, value_name = "FILE", env = "OUROBOROS_TOKENS_FILE")]
    tokens: Option<PathBuf>,
    /// The kind of store: `sqlite` or `postgres`. Its URL is in the environment: `OUROBOROS_STORE_URL`, or `OUROBOROS_STORE_URL_FILE`.
    #[arg(long, value_name = "KIND")]
    store: Option<String>,
    /// So many tasks may wait.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    queue_limit: u64,
    /// For so many days tasks that ended, and events, are kept.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3650))]
    retention: u32,
    /// So many requests of a token, or of an address without one, are taken each second.
    #[arg(long, value_name = "N/s", default_value = "200/s", value_parser = rate)]
    rate_limit: NonZeroU32,
    /// Without a sign of life of a worker for so long, as in `15s`, others take its agents and tasks.
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = lease)]
    lease: Duration,
    /// In which form to log.
    #[arg(long, value_enum, value_name = "FORM", default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// Metrics are to be had without a token.
    #[arg(long)]
    metrics_open: bool,
    /// Trust the workspaces for this run, so that generation may write there.
    #[arg(long)]
    trust: bool,
    /// A file of settings for agents, instead of the person's own.
    #[arg(long, value_name = "FILE")]
    agents_config: Option<PathBuf>,
}

/// What a process does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Role {
    /// Both.
    All,
    /// Serves HTTP.
    Api,
    /// Runs agents and tasks; serves probes and metrics alone.
    Worker,
}

/// In which form to log.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: a line of JSON each.
    Json,
}

impl Options {
    fn retention(&self) -> Duration {
        Duration::from_secs(24 * 3600) * self.retention
    }

    /// As if only the root were named.
    pub fn of(root: &Path) -> Options {
        let command = Options::augment_args(clap::Command::new("serve"));
        let words = [OsStr::new("serve"), OsStr::new("--"), root.as_os_str()];
        let matches = command.get_matches_from(words);
        // What has defaults has them, and a root is any path.
        Options::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

fn rate(text: &str) -> Result<NonZeroU32, String> {
    text.strip_suffix("/s").unwrap_or(text).parse().map_err(|_| "a rate is a number at least 1, as in `200/s`".to_owned())
}

fn lease(text: &str) -> Result<Duration, String> {
    let seconds = text.strip_suffix('s').unwrap_or(text).parse().ok().filter(|seconds| (1..=3600).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| "a lease is from `1s` to `3600s`".to_owned())
}

/// Runs it until it is asked to end.
///
/// # Errors
/// What is wrong with what it was told; a workspace that another process has; a port or a store that cannot be had.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    if let Some(url) = &options.probe {
        return probe::ask(url).map(|()| ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(oracle::host::STACK).enable_all().build();
    let runtime = runtime.map_err(|error| format!("no threads: {error}"))?;
    let served = runtime.block_on(async {
        let stop = service::stop()?;
        serve(options, stop.clone(), |url| {
            output.print(&format!("{url}\n"))?;
            service::ready(&stop);
            Ok(())
        })
        .await
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    served.map(|()| ExitCode::SUCCESS)
}

/// Serves until `stop`; `ready` is told where, once it does.
///
/// # Errors
/// As of [`run`].
pub async fn serve(options: &Options, stop: CancellationToken, ready: impl FnOnce(&str) -> Result<(), String>) -> Result<(), String> {
    let url = store::url("OUROBOROS_STORE_URL")?;
    let roots = if options.roots.is_empty() && url.is_some() { Vec::new() } else { roots(options)? };
    store::agrees(options.store.as_deref(), url.as_deref())?;
    // A store that others share has no owner; the one that we keep has, and so have its workspaces.
    let places =
        if url.is_some() { Vec::new() } else { roots.iter().map(|root| Place::take(&root.path)).collect::<Result<Vec<_>, _>>()? };
    let (tokens, own) = tokens(options, !places.is_empty())?;
    let config = Config {
        listen: options.listen,
        public_hosts: options.public_host.clone(),
        trusted_proxies: options.trusted_proxy.clone(),
        tls: options.tls_cert.clone().zip(options.tls_key.clone()),
        tokens,
        rate: options.rate_limit,
        metrics_open: options.metrics_open,
        agents: agents(options.agents_config.as_deref(), &roots)?,
        only_probes: options.role == Role::Worker,
        patches: url.as_deref().is_some_and(|url| url.starts_with("postgres")),
        roots,
        ..Config::default()
    };
    config.check()?;
    let bus = match store::url("OUROBOROS_BUS_URL")? {
        Some(url) => Bus::open(&url)?,
        None => Bus::none(),
    };
    let store = open(url.as_deref(), places.first(), options, bus.clone()).await?;
    let (roots, settings) = (config.roots.clone(), config.agents.clone());
    let folders = worker::places(&store, &roots, options.trust, options.retention());
    let (tooled, until) = (Arc::clone(&folders), stop.clone());
    let guarded: Option<Routes> = (options.role != Role::Worker).then(|| Box::new(move || tools(&tooled, until)) as Routes);
    let additions = Additions { guarded, bus: bus.clone() };
    // The port first: who cannot have it starts no agents.
    let server = Server::new(config, Arc::clone(&store), additions)?.bind().await?;
    for place in &places {
        place.announce(&server.url(), own.as_deref())?;
    }
    ready(&server.url())?;
    tracing::info!(url = server.url(), "serving");
    // Tasks and requests end beside each other: both have only so long.
    let working = async {
        // Probes are answered while a store is waited for.
        let is_there = stop.run_until_cancelled(there(&*store)).await.is_some();
        if !is_there || options.role == Role::Api {
            stop.cancelled().await;
            return Ok(());
        }
        let started = worker::start(&store, folders, &roots, settings, options.lease, options.trust, !places.is_empty()).await;
        let worker = started.inspect_err(|_| stop.cancel())?;
        tokio::select! {
            () = stop.cancelled() => {}
            () = pulse(&bus, worker.name(), options.lease) => {}
        }
        bus.gone(worker.name()).await;
        worker.shutdown().await;
        Ok(())
    };
    let ((), worked): (_, Result<(), String>) = tokio::join!(server.serve(stop.clone()), working);
    tracing::info!("ended");
    worked
}

/// Waits until the store answers.
async fn there(store: &dyn Tasks) {
    let mut wait = Duration::from_millis(100);
    while store.ready().await.is_err() {
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(PATIENCE);
    }
}

/// Says on the bus that a worker lives, for as long as it does.
async fn pulse(bus: &Bus, worker: &str, lease: Duration) {
    if !bus.is_there() {
        return std::future::pending().await;
    }
    loop {
        bus.alive(worker, lease).await;
        tokio::time::sleep(lease / 3).await;
    }
}

fn roots(options: &Options) -> Result<Vec<Root>, String> {
    let named: Vec<&[PathBuf]> = if options.roots.is_empty() { vec![&[]] } else { options.roots.chunks(1).collect() };
    let mut out: Vec<Root> = Vec::new();
    for paths in named {
        let path = root::find(paths)?.root;
        let is_trusted = trusted::trust(&path, options.trust)? != Trust::Nothing;
        if !out.iter().any(|root| root.path == path) {
            out.push(Root { path, is_trusted });
        }
    }
    Ok(out)
}

/// What the person says of agents, or the file that is named instead.
fn agents(file: Option<&Path>, roots: &[Root]) -> Result<AgentSettings, String> {
    let (text, name) = match (file, Store::of_person()) {
        (Some(file), _) => (secret::read(file)?.0, file.to_path_buf()),
        (None, Some(person)) => {
            // Not from a file that one of the workspaces could have written.
            let texts: Vec<String> = roots.iter().map(|root| person.read(&root.path)).collect::<Result<_, _>>()?;
            (texts.into_iter().next().unwrap_or_default(), person.file())
        }
        (None, None) => return Ok(AgentSettings::default()),
    };
    AgentSettings::parse(&text).map_err(|why| format!("{}: {why}", name.display()))
}

/// Where tokens come from; and the one that was made, for whoever can read what announces it.
fn tokens(options: &Options, is_ours: bool) -> Result<(Source, Option<String>), String> {
    if let Some(file) = &options.tokens {
        return Ok((Source::File(file.clone()), None));
    }
    if let Some(token) = std::env::var("OUROBOROS_TOKEN").ok().filter(|token| !token.is_empty()) {
        return Ok((Source::One(token.into()), None));
    }
    if options.listen.ip().is_loopback() && is_ours {
        let token = api::auth::tokens::random()?;
        return Ok((Source::One(token.clone().into()), Some(token)));
    }
    Ok((Source::None, None))
}

async fn open(url: Option<&str>, place: Option<&Place>, options: &Options, bus: Bus) -> Result<Arc<dyn Tasks>, String> {
    let retention = options.retention();
    let settings =
        Settings { queue_limit: options.queue_limit, retention, results: retention, patience: PATIENCE, bus, ..Settings::default() };
    let file = place.map(Place::store);
    let at: &Path = match (&url, &file) {
        (Some(url), _) => Path::new(url),
        (None, Some(file)) => file,
        (None, None) => return Err("there is no store".to_owned()),
    };
    let at = at.to_str().ok_or_else(|| format!("{} is not UTF-8", at.display()))?;
    orchestrator::store::open(at, settings).await.map_err(|error| error.to_string())
}
