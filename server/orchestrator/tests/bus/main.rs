//! The bus on a real Redis, that goes away and comes back; and without one.
#![allow(clippy::disallowed_methods, clippy::print_stderr)] // tests may

#[path = "../services/mod.rs"]
mod services;

use std::time::Duration;

use orchestrator::bus::{Allowed, Bus};
use orchestrator::model::Subject;
use orchestrator::store::{Events as _, Memory, Settings};
use serde_json::json;
use services::Server;
use tokio::time::{Instant, timeout};

const LONG: Duration = Duration::from_secs(30);
const HOUR: Duration = Duration::from_secs(3600);

fn bus(server: &Server) -> Bus {
    Bus::open(&format!("redis://127.0.0.1:{}/", server.port)).unwrap()
}

#[tokio::test]
async fn workers_know_of_each_other() {
    let Some(server) = Server::start("redis.sh") else { return };
    let (one, other) = (bus(&server), bus(&server));
    assert_eq!(one.alive("a", LONG).await.unwrap(), ["a"]);
    assert_eq!(other.alive("b", LONG).await.unwrap(), ["a", "b"]);
    other.alive("c", Duration::from_millis(1)).await.unwrap();
    one.gone("b").await;
    let begun = Instant::now();
    while one.alive("a", LONG).await.unwrap() != ["a"] {
        assert!(begun.elapsed() < LONG, "what says nothing any more is gone");
    }
}

#[tokio::test]
async fn a_rate_is_shared() {
    let Some(server) = Server::start("redis.sh") else { return };
    let (one, other) = (bus(&server), bus(&server));
    for left in (0..6).rev() {
        let bus = if left % 2 == 0 { &one } else { &other };
        assert_eq!(bus.allow("token", 6, HOUR).await, Allowed::Yes { left });
    }
    for bus in [&one, &other] {
        assert!(matches!(bus.allow("token", 6, HOUR).await, Allowed::No { wait } if wait > Duration::ZERO && wait <= HOUR));
    }
    assert_eq!(one.allow("another", 1, HOUR).await, Allowed::Yes { left: 0 });
}

#[tokio::test]
async fn news_come_over_the_bus() {
    let Some(server) = Server::start("redis.sh") else { return };
    // Two stores that know nothing of each other stand for two processes at one store.
    let (here, there) = (Memory::new(Settings::default()), Memory::new(Settings::default()));
    let (mut heard, _kept) = (bus(&server).news(here.news()), bus(&server).news(there.news()));
    let begun = Instant::now();
    loop {
        // What is said before the other listens is not heard: the store has it.
        let id = there.emit(Subject::System, "test", json!(1)).await.unwrap();
        if timeout(Duration::from_millis(200), heard.wait_for(|last| *last >= id)).await.is_ok() {
            break;
        }
        assert!(begun.elapsed() < LONG);
    }
}

#[tokio::test]
async fn without_it_everything_goes_on() {
    let Some(mut server) = Server::start("redis.sh") else { return };
    let bus = bus(&server);
    let store = Memory::new(Settings::default());
    let mut news = bus.news(store.news());
    assert!(bus.alive("a", LONG).await.is_some() && bus.is_there());
    server.kill();
    let begun = Instant::now();
    assert_eq!(bus.alive("a", LONG).await, None);
    assert!(!bus.is_there());
    // Each counts by itself, and nobody waits for what is away.
    for left in (0..100).rev() {
        assert_eq!(bus.allow("token", 100, HOUR).await, Allowed::Yes { left });
    }
    assert!(matches!(bus.allow("token", 100, HOUR).await, Allowed::No { .. }));
    let id = store.emit(Subject::System, "test", json!(1)).await.unwrap();
    timeout(LONG, news.wait_for(|last| *last >= id)).await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(server.run());
    let begun = Instant::now();
    while bus.alive("a", LONG).await.is_none() {
        assert!(begun.elapsed() < LONG, "it is found again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(bus.is_there());
}

#[tokio::test]
async fn one_that_never_was_there_is_no_hindrance() {
    let bus = Bus::open("redis://127.0.0.1:1/").unwrap();
    assert_eq!(bus.alive("a", LONG).await, None);
    assert_eq!(bus.allow("a", 1, HOUR).await, Allowed::Yes { left: 0 });
    assert_eq!(Bus::none().allow("a", 1, HOUR).await, Allowed::Yes { left: 0 });
    let Err(error) = Bus::open("http://:secret@x").map(drop) else { panic!() };
    assert!(!error.contains("secret"), "{error}");
}

#[tokio::test]
async fn a_window_has_its_limit_and_each_key_its_window() {
    let alone = Bus::none();
    assert_eq!(alone.allow("a", 2, HOUR).await, Allowed::Yes { left: 1 });
    assert_eq!(alone.allow("a", 2, HOUR).await, Allowed::Yes { left: 0 });
    assert!(matches!(alone.allow("a", 2, HOUR).await, Allowed::No { wait } if wait <= HOUR));
    assert_eq!(alone.allow("b", 2, HOUR).await, Allowed::Yes { left: 1 });
    assert_eq!(alone.allow("c", 1, Duration::ZERO).await, Allowed::Yes { left: 0 });
    assert_eq!(alone.allow("c", 1, Duration::ZERO).await, Allowed::Yes { left: 0 }, "the window ended");
    assert!(matches!(alone.allow("d", 0, HOUR).await, Allowed::No { .. }));
}
