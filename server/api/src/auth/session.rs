//! Sessions of the dashboard: a token is exchanged for a cookie, so that no page ever keeps the token.
//!
//! The cookie holds a random secret. The store keeps its hash with the mark of the token that opened it, so that every server
//! of a store knows every session, a session ends when its token is taken away, and what is read from the store opens nothing.
//! What a browser sends by itself is no proof that its person meant it: whoever changes something also sends a second secret,
//! derived from the first, which only our own pages can read.

use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use dashmap::DashMap;
use orchestrator::model::Timestamp;
use orchestrator::store::{Store, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::tokens::{Mark, hexadecimal, random};

/// How long a session lasts.
pub const LASTS: Duration = Duration::from_secs(12 * 3600);
/// What a page sends with whatever changes something.
pub const CSRF: &str = "x-csrf-token";
/// After so long it is looked again whether a session was ended on another server.
const LOOK: Duration = Duration::from_secs(5);
/// So many are remembered.
const MOST: usize = 10_000;

/// A session that was begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    secret: String,
    /// Which token opened it.
    pub mark: Mark,
    /// Its end.
    pub until: Timestamp,
}

/// What the store keeps of one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    mark: Mark,
    until: Timestamp,
}

/// The sessions that this server has seen.
#[derive(Default)]
pub struct Sessions {
    seen: DashMap<String, (Instant, Option<Kept>)>,
}

impl Sessions {
    /// Begins one.
    ///
    /// # Errors
    /// That the store does not take it, or the system gives no random bytes.
    pub async fn begin(&self, store: &dyn Store, mark: Mark) -> Result<Session, StoreError> {
        let secret = random().map_err(StoreError::Broken)?;
        let session = Session { secret, mark, until: Timestamp::now().after(LASTS) };
        self.keep(store, &session.secret, Some(Kept { mark, until: session.until })).await?;
        Ok(session)
    }

    /// The session that a secret is of, when it is one that has not ended.
    ///
    /// # Errors
    /// That the store does not answer.
    pub async fn find(&self, store: &dyn Store, secret: &str) -> Result<Option<Session>, StoreError> {
        if secret.len() != 64 || !secret.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let name = name(secret);
        let seen = self.seen.get(&name).filter(|seen| seen.0.elapsed() < LOOK).map(|seen| seen.1.clone());
        let kept = match seen {
            Some(kept) => kept,
            None => {
                let bytes = store.get(&name).await?;
                let kept = bytes.and_then(|bytes| serde_json::from_slice::<Option<Kept>>(&bytes).ok().flatten());
                // Secrets that never were are not remembered: anybody can make them up.
                if kept.is_some() {
                    self.remember(name, kept.clone());
                }
                kept
            }
        };
        let live = kept.filter(|kept| kept.until > Timestamp::now());
        Ok(live.map(|Kept { mark, until }| Session { secret: secret.to_owned(), mark, until }))
    }

    /// Ends one, here at once and elsewhere within seconds.
    ///
    /// # Errors
    /// That the store does not take it.
    pub async fn end(&self, store: &dyn Store, session: &Session) -> Result<(), StoreError> {
        self.keep(store, &session.secret, None).await
    }

    async fn keep(&self, store: &dyn Store, secret: &str, kept: Option<Kept>) -> Result<(), StoreError> {
        let name = name(secret);
        let bytes = serde_json::to_vec(&kept).map_err(|error| StoreError::Broken(error.to_string()))?;
        store.put(&name, bytes, LASTS).await?;
        self.remember(name, kept);
        Ok(())
    }

    fn remember(&self, name: String, kept: Option<Kept>) {
        if self.seen.len() >= MOST {
            self.seen.retain(|_, (at, _)| at.elapsed() < LOOK);
        }
        self.seen.insert(name, (Instant::now(), kept));
    }
}

impl Session {
    /// What pages send with whatever changes something.
    pub fn csrf(&self) -> String {
        hash("csrf", &self.secret)
    }

    /// Whether a request came from one of our pages.
    pub fn is_meant(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(CSRF).map_or(&b""[..], |value| value.as_bytes());
        given.ct_eq(self.csrf().as_bytes()).into()
    }

    /// The cookie that holds it; for a server that is asked by `https`, and by which `Host`.
    pub fn cookie(&self, is_https: bool, host: &str) -> String {
        cookie(&cookie_name(is_https, host), &self.secret, is_https, LASTS.as_secs())
    }
}

/// The cookie that takes the one of a session away.
pub fn no_cookie(is_https: bool, host: &str) -> String {
    cookie(&cookie_name(is_https, host), "", is_https, 0)
}

/// The secret of the cookie that a request came with.
pub fn given(headers: &HeaderMap, is_https: bool, host: &str) -> Option<String> {
    let name = cookie_name(is_https, host);
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = values.flat_map(|value| value.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(known, _)| *known == name).map(|(_, secret)| secret.to_owned())
}

fn cookie(name: &str, value: &str, is_https: bool, seconds: u64) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// Browsers keep one jar for all ports of a host: servers of one machine would take each other's cookie without its port.
fn cookie_name(is_https: bool, host: &str) -> String {
    if is_https {
        return "__Host-ouroboros".to_owned();
    }
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    let port = if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) { port } else { "80" };
    format!("ouroboros-{port}")
}

fn name(secret: &str) -> String {
    format!("session/{}", hash("session", secret))
}

fn hash(purpose: &str, secret: &str) -> String {
    hexadecimal(&Sha256::new().chain_update(b"ouroboros ").chain_update(purpose).chain_update(b"\0").chain_update(secret).finalize())
}
