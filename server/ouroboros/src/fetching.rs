//! Schemas from elsewhere: fetched over HTTP from hosts that the person's own configuration names, and kept for a day.
//!
//! Only `check` and `lsp` do this. What a repository names decides which addresses are asked for, and the person decides
//! which hosts; nothing of the repository is sent but the address.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dna::SchemaSettings;
use ureq::Agent;
use workspace::remote::{MOST_OF_ONE, Shelf, Texts};
use workspace::trust::store::Store;

/// A kept text is used without asking for so long.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);
/// For one text.
const PATIENCE: Duration = Duration::from_secs(10);
/// For all texts that are wanted at once: a check waits for them.
const PATIENCE_FOR_ALL: Duration = Duration::from_secs(30);
/// More are not fetched at once.
const MOST: usize = 200;
/// From one address to the next.
const MOST_HOPS: usize = 3;

/// Fetches, and remembers of which hosts it was said that they do not answer.
pub struct Fetcher {
    store: Option<Store>,
    shelf: Option<Shelf>,
    silent: Mutex<BTreeSet<String>>,
}

impl Fetcher {
    /// For the person; with `keeps`, what was fetched is kept for other runs.
    pub fn new(keeps: bool) -> Fetcher {
        let shelf = if keeps { Shelf::of_person() } else { None };
        Fetcher { store: Store::of_person(), shelf, silent: Mutex::default() }
    }

    /// Whether the person allows any host, in none of whose folders that was written.
    pub fn allows_any(&self, root: &Path) -> bool {
        !self.settings(&[root.to_path_buf()]).hosts.is_empty()
    }

    /// The texts at those of `wanted` that may be fetched for a person who works in `roots`, absolute paths, as far as they can be
    /// had: what is kept counts where a host does not answer.
    pub fn fetch(&self, roots: &[PathBuf], wanted: Vec<String>) -> Texts {
        let settings = self.settings(roots);
        let allowed: Vec<String> = wanted.into_iter().filter(|address| settings.allows(address)).take(MOST).collect();
        let mut out = Texts::new();
        let end = Instant::now() + PATIENCE_FOR_ALL;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut agent = None;
        for address in allowed {
            let kept = self.shelf.as_ref().and_then(|shelf| shelf.find(&address, now));
            if let Some((text, _)) = kept.as_ref().filter(|(_, age)| *age < FRESH) {
                out.insert(address, Arc::clone(text));
                continue;
            }
            let host = host(&address).to_owned();
            let is_silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner).contains(&host);
            let agent = agent.get_or_insert_with(agent_of_ours);
            let fetched = if is_silent || Instant::now() > end { None } else { Some(get(agent, &settings, &address)) };
            match (fetched, kept) {
                (Some(Ok(text)), _) => {
                    if let Some(Err(error)) = self.shelf.as_ref().map(|shelf| shelf.keep(&address, &text)) {
                        tracing::info!("{address} is not kept for later: {error}");
                    }
                    out.insert(address, text.into());
                }
                (failed, kept) => {
                    if let Some(Err(why)) = failed {
                        // Once for each host: offline, all of them fail alike.
                        if self.silent.lock().unwrap_or_else(PoisonError::into_inner).insert(host.clone()) {
                            tracing::warn!(
                                "schemas of {host} are not fetched, and what names them is not judged by them: {address}: {why}"
                            );
                        }
                    }
                    out.extend(kept.map(|(text, _)| (address, text)));
                }
            }
        }
        out
    }

    /// What the person allows, in none of whose folders that was written.
    fn settings(&self, roots: &[PathBuf]) -> SchemaSettings {
        let Some(store) = &self.store else { return SchemaSettings::default() };
        let read = |root: &Path| SchemaSettings::parse(&store.read(root)?);
        let mut settings = None;
        for root in roots {
            match read(root) {
                Ok(read) => settings = Some(read),
                Err(why) => {
                    tracing::warn!("no schema is fetched: {why}");
                    return SchemaSettings::default();
                }
            }
        }
        settings.unwrap_or_default()
    }
}

fn host(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest).split('/').next().unwrap_or_default()
}

fn agent_of_ours() -> Agent {
    api::net::install();
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_connect(Some(Duration::from_secs(5)))
        .timeout_global(Some(PATIENCE))
        .build()
        .new_agent()
}

/// The text at an address; it may lead on to other allowed ones.
fn get(agent: &Agent, settings: &SchemaSettings, address: &str) -> Result<String, String> {
    let mut at = address.split('#').next().unwrap_or_default().to_owned();
    for _ in 0..MOST_HOPS {
        let response = agent.get(&at).header("accept", "application/schema+json, application/json, */*").call();
        let response = response.map_err(|error| error.to_string())?;
        let status = response.status();
        if status.is_redirection() {
            let next = response.headers().get("location").and_then(|next| next.to_str().ok()).unwrap_or_default();
            let next = if next.starts_with('/') {
                format!("{}://{}{next}", at.split("://").next().unwrap_or_default(), host(&at))
            } else {
                next.to_owned()
            };
            if !settings.allows(&next) {
                return Err(format!("it leads to `{next}`, whose host is not among `schemas.hosts`"));
            }
            at = next;
            continue;
        }
        if !status.is_success() {
            return Err(format!("it answers {status}"));
        }
        let mut text = String::new();
        let mut body = response.into_body().into_with_config().limit(MOST_OF_ONE + 1).reader();
        body.read_to_string(&mut text).map_err(|error| error.to_string())?;
        if text.len() as u64 > MOST_OF_ONE {
            return Err(format!("it has more than {MOST_OF_ONE} bytes"));
        }
        return Ok(text);
    }
    Err("it leads on and on".to_owned())
}
