//! How fast a store is: `cargo bench -p orchestrator --bench store_bench -- PATH|URL [HISTORY]`.
//!
//! Submissions by 64 at once, each acknowledged after its commit; claims and ends by 4 workers; then a claim while
//! HISTORY tasks (100,000) wait, and while as many are done.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use orchestrator::model::{NewTask, Outcome};
use orchestrator::store::{Offer, Settings, Store, open};
use serde_json::json;

const LEASE: Duration = Duration::from_secs(600);

fn asked(capability: &str) -> NewTask {
    NewTask {
        capability: capability.to_owned(),
        input: json!({"path": "/srv/work/some/repository", "level": "L4", "paths": ["**/*.py"]}),
        agent: None,
        priority: 0,
        idempotency_key: Some(uuid::Uuid::now_v7().to_string()),
        not_before: None,
        start_to_close: Duration::from_secs(600),
        heartbeat: None,
        schedule_to_close: Some(Duration::from_secs(24 * 3600)),
        max_attempts: 3,
        by: "bench".to_owned(),
    }
}

fn offer(capability: &str, free: u32) -> Offer {
    Offer { agent: "oracle".to_owned(), capabilities: vec![capability.to_owned(), "explain".to_owned()], free }
}

/// Does `work` as often in all, by so many at once; says how many a second.
async fn rate<F: Future<Output = usize> + Send + 'static>(
    what: &str,
    at_once: usize,
    all: usize,
    work: impl Fn() -> F + Clone + Send + 'static,
) {
    let (begun, mut tasks) = (Instant::now(), tokio::task::JoinSet::new());
    for _ in 0..at_once {
        let work = work.clone();
        tasks.spawn(async move {
            let (mut done, mut slowest) = (0, Duration::ZERO);
            while done < all / at_once {
                let begun = Instant::now();
                let more = work().await;
                slowest = slowest.max(begun.elapsed());
                done += more;
                if more == 0 {
                    break;
                }
            }
            (done, slowest)
        });
    }
    let ended: Vec<(usize, Duration)> = tasks.join_all().await;
    let done: usize = ended.iter().map(|(done, _)| done).sum();
    let slowest = ended.iter().map(|(_, slowest)| *slowest).max().unwrap_or_default();
    println!("{what}: {:.0}/s ({done}, the slowest {slowest:.1?})", done as f64 / begun.elapsed().as_secs_f64());
}

async fn submit(store: &dyn Store, capability: &str) -> usize {
    assert!(matches!(store.submit(asked(capability)).await.unwrap(), orchestrator::store::Submitted::New(_)));
    1
}

async fn work(store: &dyn Store, capability: &str) -> usize {
    let tasks = store.claim("bench", &[offer(capability, 16)], LEASE).await.unwrap();
    let ends = tasks.iter().map(|task| store.finish("bench", task.id, task.attempts, Outcome::Success(json!({"ok": true}))));
    futures_util::future::try_join_all(ends).await.unwrap().len()
}

async fn claims(store: &dyn Store, what: &str) {
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        assert_eq!(store.claim("bench", &[offer("verify", 1)], LEASE).await.unwrap().len(), 1);
        times.push(begun.elapsed());
    }
    times.sort();
    println!("claim of one, {what}: median {:.2?}, the 95th of 100 {:.2?}", times[50], times[95]);
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let place = arguments.next().expect("a path or a URL");
    let history: usize = arguments.next().map_or(100_000, |n| n.parse().expect("a number"));
    let store = open(&place, Settings { queue_limit: 10_000_000, ..Settings::default() }).await.unwrap();
    let by = |store: &Arc<dyn Store>| store.clone();
    let s = by(&store);
    rate("submitted by 64 at once", 64, 20_000, move || {
        let s = s.clone();
        async move { submit(&*s, "verify").await }
    })
    .await;
    let s = by(&store);
    rate("submitted by one", 1, 500, move || {
        let s = s.clone();
        async move { submit(&*s, "plan").await }
    })
    .await;
    claims(&*store, "20,000 waiting").await;
    let s = by(&store);
    rate("claimed 16 at a time and ended, by 4 workers", 4, 15_000, move || {
        let s = s.clone();
        async move { work(&*s, "verify").await }
    })
    .await;
    if history > 0 {
        let s = by(&store);
        rate("more submitted", 128, history, move || {
            let s = s.clone();
            async move { submit(&*s, "verify").await }
        })
        .await;
        claims(&*store, &format!("{history} more waiting")).await;
        let s = by(&store);
        rate("claimed and ended with them waiting", 8, history - 2_000, move || {
            let s = s.clone();
            async move { work(&*s, "verify").await }
        })
        .await;
        claims(&*store, &format!("{history} done")).await;
    }
    println!("{:?}", store.counts().await.unwrap());
}
