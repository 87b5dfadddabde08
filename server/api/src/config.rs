//! What a server is told: by flags, by the environment, or by whoever embeds it.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use dna::AgentSettings;
use workspace::archive::Bounds;

use crate::auth::Source;
use crate::net::Cidr;

/// Everything a server is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens; port 0: any that is free.
    pub listen: SocketAddr,
    /// Names, beside those of the loopback, under which it is asked.
    pub public_hosts: Vec<String>,
    /// Where proxies are whose forwarded headers are believed. One of them also says that somebody else encrypts.
    pub trusted_proxies: Vec<Cidr>,
    /// Certificate chain and key, both PEM; absent: it does not encrypt.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Where the tokens come from.
    pub tokens: Source,
    /// Requests of a token, or of an address without one, each second.
    pub rate: NonZeroU32,
    /// Whether metrics are to be had without a token.
    pub metrics_open: bool,
    /// Whether it answers probes and metrics alone, as a worker does.
    pub only_probes: bool,
    /// What may be worked on; the first is meant where none is named.
    pub roots: Vec<Root>,
    /// What manifests that are posted here may run.
    pub agents: AgentSettings,
    /// Whether generation gives a patch instead of writing: where the files are nobody's to keep.
    pub patches: bool,
    /// How much, and how long.
    pub limits: Limits,
}

/// A folder that may be worked on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Root {
    /// Absolute, free of links.
    pub path: PathBuf,
    /// Whether the person trusts it, so that something may be written there.
    pub is_trusted: bool,
}

/// How much, and how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// Streams of events at once.
    pub streams: usize,
    /// For the head of a request, and for a handshake.
    pub head: Duration,
    /// Bytes of a head.
    pub head_bytes: usize,
    /// For a body.
    pub body: Duration,
    /// For the body of an upload.
    pub upload: Duration,
    /// Bytes of a body that is no upload.
    pub body_bytes: usize,
    /// Of archives.
    pub archive: Bounds,
    /// How long an archive is kept.
    pub keep: Duration,
    /// Without anything moving on a connection.
    pub idle: Duration,
    /// From one sign of life on a stream of events to the next.
    pub keep_alive: Duration,
    /// For the answer to a request.
    pub answer: Duration,
    /// How long an answer waits for a task that it needs.
    pub wait: Duration,
    /// For running requests, when the server ends.
    pub drain: Duration,
    /// How old the list of agents may be.
    pub stale: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 1024,
            streams: 256,
            head: Duration::from_secs(10),
            head_bytes: 64 << 10,
            body: Duration::from_secs(20),
            upload: Duration::from_secs(120),
            body_bytes: 1 << 20,
            archive: Bounds::default(),
            keep: Duration::from_secs(24 * 3600),
            idle: Duration::from_secs(75),
            keep_alive: Duration::from_secs(15),
            answer: Duration::from_secs(180),
            wait: Duration::from_secs(25),
            drain: Duration::from_secs(20),
            stale: Duration::from_millis(200),
        }
    }
}

/// Requests each second where nothing else is said.
const RATE: NonZeroU32 = NonZeroU32::new(200).expect("not zero");

impl Default for Config {
    /// On a free port of the loopback; nobody has a token.
    fn default() -> Config {
        Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            tls: None,
            tokens: Source::None,
            rate: RATE,
            metrics_open: false,
            only_probes: false,
            roots: Vec::new(),
            agents: AgentSettings::default(),
            patches: false,
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Whether it may be served like that.
    ///
    /// # Errors
    /// What would let others in: a message with what to do.
    pub fn check(&self) -> Result<(), String> {
        let address = self.listen.ip();
        if address.is_loopback() {
            return Ok(());
        }
        if matches!(self.tokens, Source::None) {
            return Err(format!(
                "{address} can be reached by others, and there is no token: name a file of tokens with --tokens, set OUROBOROS_TOKENS_FILE or \
                 OUROBOROS_TOKEN, or listen on 127.0.0.1"
            ));
        }
        if self.tls.is_none() && self.trusted_proxies.is_empty() {
            return Err(format!(
                "{address} can be reached by others, and tokens would travel in the clear: encrypt with --tls-cert and --tls-key, or name the \
                 proxy that does with --trusted-proxy"
            ));
        }
        Ok(())
    }
}
