//! How often somebody may ask: by token, or by address where there is none.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use orchestrator::bus::{Allowed, Bus};

use crate::problem::Problem;

/// Wrong tokens of one address, each second: nobody mistypes faster, and guessing needs more.
const GUESSES: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Logins of one address, each minute: people do it by hand.
const LOGINS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// After so many new addresses those are forgotten that were quiet.
const MOST: usize = 10_000;

/// Whoever is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    /// A token, by its place.
    Token(u32),
    /// Somebody without one.
    Address(IpAddr),
    /// Somebody with a wrong one.
    Guess(IpAddr),
    /// Somebody who wants to begin a session.
    Login(IpAddr),
}

/// Counts.
pub struct Rates {
    requests: DefaultKeyedRateLimiter<Key>,
    guesses: DefaultKeyedRateLimiter<Key>,
    logins: DefaultKeyedRateLimiter<Key>,
    clock: DefaultClock,
    each_second: NonZeroU32,
    bus: Bus,
}

impl Rates {
    /// So many requests each second; a burst may have as many at once. Of a token, by all processes on the bus together.
    pub fn new(each_second: NonZeroU32, bus: Bus) -> Rates {
        let quota = |number| Quota::per_second(number);
        Rates {
            requests: RateLimiter::keyed(quota(each_second)),
            guesses: RateLimiter::keyed(quota(GUESSES)),
            logins: RateLimiter::keyed(Quota::per_minute(LOGINS)),
            clock: DefaultClock::default(),
            each_second,
            bus,
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// 429, with when to come again.
    pub fn count(&self, key: Key) -> Result<(), Problem> {
        let (limiter, key) = match key {
            Key::Guess(address) => (&self.guesses, Key::Guess(network(address))),
            Key::Login(address) => (&self.logins, Key::Login(network(address))),
            Key::Address(address) => (&self.requests, Key::Address(network(address))),
            Key::Token(id) => (&self.requests, Key::Token(id)),
        };
        if !matches!(key, Key::Token(_)) && limiter.len() > MOST {
            limiter.retain_recent();
        }
        limiter.check_key(&key).map_err(|until| Problem::too_many(until.wait_time_from(self.clock.now()).max(Duration::from_millis(1))))
    }

    /// Counts one request of a token, here and on the bus.
    ///
    /// # Errors
    /// 429, with when to come again.
    pub async fn count_shared(&self, token: u32) -> Result<(), Problem> {
        self.count(Key::Token(token))?;
        if !self.bus.is_there() {
            return Ok(());
        }
        // Processes that share a bus share their tokens, so that a place means the same to all of them.
        match self.bus.allow(&format!("token:{token}"), self.each_second.get().into(), Duration::from_secs(1)).await {
            Allowed::Yes { .. } => Ok(()),
            Allowed::No { wait } => Err(Problem::too_many(wait)),
        }
    }
}

/// One household has a /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}
