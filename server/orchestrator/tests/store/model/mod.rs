//! Each store against the model in memory: whatever is done to both, both say the same and hold the same.
//!
//! `STORE_CASES` says how many cases; few are run by default.

mod ops;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use orchestrator::model::{EventId, TaskId};
use orchestrator::store::{ManualClock, Memory, Store, TaskFilter, open};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use tokio::runtime::Runtime;

use crate::{services, settings, start};
use ops::{Op, any_op, play};

/// What may be done does not depend on what was: every operation has an answer at any time.
struct Anything;

impl ReferenceStateMachine for Anything {
    type State = ();
    type Transition = Op;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Op> {
        any_op()
    }

    fn apply((): (), _: &Op) {}
}

/// A store and the model, and the names that each gave to the same tasks.
struct Pair {
    runtime: Runtime,
    clock: ManualClock,
    sides: [(Arc<dyn Store>, Vec<TaskId>); 2],
    _held: Option<tempfile::TempDir>,
}

thread_local! {
    static SERVER: RefCell<Option<services::Server>> = const { RefCell::new(None) };
    static DATABASE: Cell<u32> = const { Cell::new(0) };
}

impl Pair {
    fn new(open: impl AsyncFnOnce(&ManualClock) -> (Arc<dyn Store>, Option<tempfile::TempDir>)) -> Pair {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let clock = start();
        let (store, held) = runtime.block_on(open(&clock));
        let memory: Arc<dyn Store> = Arc::new(Memory::new(settings(&clock)));
        Pair { runtime, clock, sides: [(memory, Vec::new()), (store, Vec::new())], _held: held }
    }

    fn play(mut self, op: &Op) -> Pair {
        if let Op::Advance(by) = op {
            self.clock.advance(Duration::from_millis(u64::from(*by)));
        }
        let clock = &self.clock;
        let [wanted, got] = self.sides.each_mut().map(|(store, ids)| {
            self.runtime.block_on(async {
                let (mut said, new) = play(&**store, clock, op, ids).await;
                ids.extend(new);
                said.push_str(&view(&**store).await);
                ids.iter().enumerate().fold(said, |said, (n, id)| said.replace(&id.to_string(), &format!("#{n}")))
            })
        });
        assert_eq!(got, wanted, "after {op:?}");
        self
    }
}

/// All that can be seen of a store.
async fn view(store: &dyn Store) -> String {
    let tasks = store.tasks(&TaskFilter::default(), None, 1000).await.unwrap();
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.queued + counts.running + counts.succeeded + counts.failed + counts.cancelled + counts.dead, tasks.len() as u64);
    let mut results = Vec::new();
    for task in &tasks {
        results.push(store.result(task.id).await.unwrap());
        assert_eq!(task.has_result, results.last().unwrap().is_some());
    }
    let events = store.events(0, None, 10_000).await.unwrap();
    assert!(events.is_sorted_by(|a, b| a.id < b.id));
    let last: EventId = store.last_event().await.unwrap();
    let agents = store.agents().await.unwrap();
    let logs = store.logs("agent-0", 0, 99).await.unwrap();
    let blobs = (store.get("blob-0").await.unwrap(), store.get("blob-1").await.unwrap());
    format!("\n{tasks:#?}\n{counts:?}\n{results:?}\n{events:?}\n{last}\n{agents:?}\n{logs:?}\n{blobs:?}")
}

struct OnSqlite;
struct OnPostgres;

impl StateMachineTest for OnSqlite {
    type SystemUnderTest = Pair;
    type Reference = Anything;

    fn init_test((): &()) -> Pair {
        Pair::new(async |clock| {
            let folder = tempfile::tempdir().unwrap();
            let store = open(&crate::path_in(&folder), settings(clock)).await.unwrap();
            (store, Some(folder))
        })
    }

    fn apply(pair: Pair, (): &(), op: Op) -> Pair {
        pair.play(&op)
    }
}

impl StateMachineTest for OnPostgres {
    type SystemUnderTest = Pair;
    type Reference = Anything;

    fn init_test((): &()) -> Pair {
        let name = DATABASE.with(|number| number.replace(number.get() + 1));
        Pair::new(async |clock| {
            let server = SERVER.take().unwrap();
            let url = server.database(&format!("case_{name}")).await;
            SERVER.set(Some(server));
            (open(&url, settings(clock)).await.unwrap(), None)
        })
    }

    fn apply(pair: Pair, (): &(), op: Op) -> Pair {
        pair.play(&op)
    }
}

fn hold<T: StateMachineTest<Reference = Anything>>(few: u32) {
    let cases = std::env::var("STORE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(few);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let strategy = Anything::sequential_strategy(1..80usize);
    let held = TestRunner::new(config.clone()).run(&strategy, |(state, ops, seen)| {
        T::test_sequential(config.clone(), state, ops, seen);
        Ok(())
    });
    if let Err(error) = held {
        panic!("{error}");
    }
}

#[test]
fn sqlite_is_as_the_model() {
    hold::<OnSqlite>(12);
}

#[test]
fn postgres_is_as_the_model() {
    let Some(server) = services::Server::start("postgres.sh") else { return };
    SERVER.set(Some(server));
    hold::<OnPostgres>(8);
    drop(SERVER.take());
}
