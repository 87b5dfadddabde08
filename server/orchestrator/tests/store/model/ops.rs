//! What may be done to a store, at random, and doing it.

use std::time::Duration;

use agents::{Manifest, Origin, Progress};
use orchestrator::model::{AgentState, Approval, Desired, Failure, Health, NewTask, Outcome, Status, Subject, TaskId};
use orchestrator::store::{Bid, ManualClock, Offer, Store, Submitted, TaskFilter};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use serde_json::json;

use crate::conformance::{LEASE, asked};

/// One thing to do. Names are numbers, so that few of them meet often; `seconds` too.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Submit {
        capability: u8,
        agent: Option<u8>,
        priority: i16,
        key: Option<u8>,
        delay: Option<u8>,
        close: Option<u8>,
        attempts: u16,
        run: u8,
    },
    Claim {
        worker: u8,
        offers: Vec<(u8, Vec<u8>, u32)>,
    },
    Beat {
        worker: Option<u8>,
        beats: Vec<(usize, u16, Option<u8>)>,
    },
    Finish {
        worker: Option<u8>,
        task: usize,
        back: u16,
        outcome: u8,
        wait: u8,
    },
    Cancel(usize),
    Retry(usize),
    Sweep,
    Advance(u32),
    List {
        state: Option<u8>,
        agent: Option<u8>,
        before: Option<usize>,
        limit: u32,
    },
    Declare {
        agent: u8,
        concurrency: u32,
        origin: u8,
        if_version: Option<i64>,
    },
    Desire {
        agent: u8,
        desired: u8,
        restart: bool,
    },
    Approve {
        agent: u8,
        given: bool,
    },
    Remove {
        agent: u8,
        if_version: Option<i64>,
    },
    Own {
        worker: u8,
        most: u32,
        roots: u8,
        ends: bool,
    },
    Disown {
        worker: u8,
        agent: u8,
    },
    Report {
        worker: u8,
        agent: u8,
        active: bool,
        score: u8,
    },
    Log {
        agent: u8,
        lines: u8,
    },
    Put {
        name: u8,
        keep: u8,
    },
    Lead {
        who: u8,
    },
    Emit,
}

pub(crate) fn any_op() -> BoxedStrategy<Op> {
    let seconds = 1..40u8;
    let (few, task) = (0..3u8, 0..40usize);
    let limits = (weighted(0.2, 0..4u8), weighted(0.2, seconds.clone()), weighted(0.3, seconds.clone()), 1..4u16, seconds.clone());
    let submit = (few.clone(), weighted(0.2, few.clone()), -1..=1i16, limits).prop_map(
        |(capability, agent, priority, (key, delay, close, attempts, run))| Op::Submit {
            capability,
            agent,
            priority,
            key,
            delay,
            close,
            attempts,
            run,
        },
    );
    let offers = vec((few.clone(), vec(few.clone(), 0..3), 0..4u32), 0..3);
    let worker = weighted(0.2, few.clone());
    let beats = vec((task.clone(), 0..2u16, weighted(0.5, few.clone())), 0..4);
    let version = weighted(0.3, 0..4i64);
    prop_oneof![
        8 => submit,
        8 => (few.clone(), offers).prop_map(|(worker, offers)| Op::Claim { worker, offers }),
        4 => (worker.clone(), beats).prop_map(|(worker, beats)| Op::Beat { worker, beats }),
        8 => (worker, task.clone(), prop_oneof![4 => Just(0), 1 => Just(1)], 0..4u8, seconds)
            .prop_map(|(worker, task, back, outcome, wait)| Op::Finish { worker, task, back, outcome, wait }),
        2 => task.clone().prop_map(Op::Cancel),
        2 => task.clone().prop_map(Op::Retry),
        4 => Just(Op::Sweep),
        5 => prop_oneof![6 => 0..15_000u32, 1 => 0..100_000_000u32].prop_map(Op::Advance),
        1 => (weighted(0.5, 0..6u8), weighted(0.3, few.clone()), weighted(0.5, task), 0..9u32)
            .prop_map(|(state, agent, before, limit)| Op::List { state, agent, before, limit }),
        2 => (few.clone(), 1..3u32, 0..5u8, version.clone())
            .prop_map(|(agent, concurrency, origin, if_version)| Op::Declare { agent, concurrency, origin, if_version }),
        1 => (few.clone(), 0..4u8, any::<bool>()).prop_map(|(agent, desired, restart)| Op::Desire { agent, desired, restart }),
        1 => (few.clone(), any::<bool>()).prop_map(|(agent, given)| Op::Approve { agent, given }),
        1 => (few.clone(), version).prop_map(|(agent, if_version)| Op::Remove { agent, if_version }),
        3 => (few.clone(), 0..4u32, 0..4u8, prop::bool::weighted(0.1))
            .prop_map(|(worker, most, roots, ends)| Op::Own { worker, most, roots, ends }),
        1 => (few.clone(), few.clone()).prop_map(|(worker, agent)| Op::Disown { worker, agent }),
        2 => (few.clone(), few.clone(), any::<bool>(), 0..3u8)
            .prop_map(|(worker, agent, active, score)| Op::Report { worker, agent, active, score }),
        1 => (few.clone(), 0..14u8).prop_map(|(agent, lines)| Op::Log { agent, lines }),
        1 => (few.clone(), 0..40u8).prop_map(|(name, keep)| Op::Put { name, keep }),
        1 => few.prop_map(|who| Op::Lead { who }),
        1 => Just(Op::Emit),
    ]
    .boxed()
}

fn secs(n: u8) -> Duration {
    Duration::from_secs(u64::from(n))
}

fn named(kind: &str, n: u8) -> String {
    format!("{kind}-{n}")
}

/// Does it; says what came of it, and which task is new.
pub(crate) async fn play(store: &dyn Store, clock: &ManualClock, op: &Op, ids: &[TaskId]) -> (String, Option<TaskId>) {
    // A number beyond the last task is a task that never was.
    let id = |n: usize| ids.get(n % (ids.len() + 1)).copied().unwrap_or(TaskId(uuid::Uuid::nil()));
    let said = match op {
        Op::Submit { capability, agent, priority, key, delay, close, attempts, run } => {
            let task = NewTask {
                agent: agent.map(|n| named("agent", n)),
                priority: *priority,
                idempotency_key: key.map(|n| named("key", n)),
                not_before: delay.map(|n| clock.now().after(secs(n))),
                schedule_to_close: close.map(secs),
                max_attempts: *attempts,
                start_to_close: secs(*run),
                ..asked(&named("do", *capability))
            };
            let said = store.submit(task).await.unwrap();
            let new = if let Submitted::New(task) = &said { Some(task.id) } else { None };
            return (format!("{said:?}"), new);
        }
        Op::Claim { worker, offers } => {
            let offer = |(agent, capabilities, free): &(u8, Vec<u8>, u32)| Offer {
                agent: named("agent", *agent),
                capabilities: capabilities.iter().map(|n| named("do", *n)).collect(),
                free: *free,
            };
            let offers: Vec<Offer> = offers.iter().map(offer).collect();
            format!("{:?}", store.claim(&named("worker", *worker), &offers, LEASE).await)
        }
        Op::Beat { worker, beats } => {
            let mut attempts = Vec::new();
            let mut who = worker.map(|n| named("worker", n));
            for (task, back, progress) in beats {
                let (holder, number) = holder(store, id(*task)).await;
                who.get_or_insert(holder);
                let progress = progress.map(|n| Progress { done: f64::from(n), total: None, message: None });
                attempts.push((id(*task), number.saturating_sub(*back), progress));
            }
            format!("{:?}", store.beat(&who.unwrap_or_default(), &attempts, LEASE).await)
        }
        Op::Finish { worker, task, back, outcome, wait } => {
            let (holder, number) = holder(store, id(*task)).await;
            let who = worker.map_or(holder, |n| named("worker", n));
            let failure = Failure { kind: "failed".to_owned(), message: "no".to_owned() };
            let outcome = match outcome {
                0 => Outcome::Success(json!({"n": wait})),
                1 => Outcome::Failure { failure, retry: None },
                2 => Outcome::Failure { failure, retry: Some(secs(*wait)) },
                _ => Outcome::Cancelled,
            };
            format!("{:?}", store.finish(&who, id(*task), number.saturating_sub(*back), outcome).await)
        }
        Op::Cancel(task) => format!("{:?}", store.cancel(id(*task)).await),
        Op::Retry(task) => format!("{:?}", store.retry(id(*task)).await),
        Op::Sweep => format!("{:?}", store.sweep().await),
        Op::Advance(_) => String::new(),
        Op::List { state, agent, before, limit } => {
            use orchestrator::model::TaskState::{Cancelled, Dead, Failed, Queued, Running, Succeeded};
            let states = [Queued, Running, Succeeded, Failed, Cancelled, Dead];
            let states = state.map(|n| states[usize::from(n)..].to_vec()).unwrap_or_default();
            let filter = TaskFilter { states, agent: agent.map(|n| named("agent", n)), ..TaskFilter::default() };
            format!("{:?}", store.tasks(&filter, before.map(id), *limit).await)
        }
        Op::Declare { agent, concurrency, origin, if_version } => {
            let root = |root: &str| Some(root.to_owned());
            let origin = match origin {
                0 => Origin::Builtin,
                1 => Origin::Dna { root: root("/r") },
                2 => Origin::Workspace { root: root("/s"), path: "agents/a.agent.yaml".to_owned() },
                3 => Origin::User("a.agent.yaml".to_owned()),
                _ => Origin::Api,
            };
            let manifest = json!({"id": named("agent", *agent), "run": {"builtin": "oracle"}, "concurrency": concurrency});
            let manifest: Manifest = serde_json::from_value(manifest).unwrap();
            format!("{:?}", store.declare(manifest, origin, Approval::NotNeeded, *if_version).await)
        }
        Op::Desire { agent, desired, restart } => {
            let desired = [Desired::Running, Desired::Paused, Desired::Drained, Desired::Stopped][usize::from(*desired)];
            format!("{:?}", store.desire(&named("agent", *agent), desired, *restart).await)
        }
        Op::Approve { agent, given } => {
            let approval = if *given { Approval::Given } else { Approval::Pending { hash: "h".to_owned() } };
            format!("{:?}", store.approve(&named("agent", *agent), approval).await)
        }
        Op::Remove { agent, if_version } => format!("{:?}", store.remove(&named("agent", *agent), *if_version).await),
        Op::Own { worker, most, roots, ends } => {
            let roots =
                ["/r", "/s"].iter().enumerate().filter(|(n, _)| roots & (1 << n) != 0).map(|(_, root)| (*root).to_owned()).collect();
            let bid = Bid { worker: named("worker", *worker), roots, most: *most, lease: LEASE, ends: *ends };
            format!("{:?}", store.own(&bid).await)
        }
        Op::Disown { worker, agent } => format!("{:?}", store.disown(&named("worker", *worker), &[named("agent", *agent)]).await),
        Op::Report { worker, agent, active, score } => {
            let status = Status {
                state: if *active { AgentState::Active } else { AgentState::Healing },
                health: Health { score: f64::from(*score), reasons: Vec::new() },
                worker: named("worker", *worker),
                pid: None,
                since: clock.now(),
                seen: None,
                restarts: 0,
                running: 0,
                capabilities: Vec::new(),
                last_lines: Vec::new(),
                sandbox: String::new(),
            };
            format!("{:?}", store.report(&named("worker", *worker), &named("agent", *agent), &status).await)
        }
        Op::Log { agent, lines } => {
            let lines: Vec<_> = (0..*lines).map(|n| (clock.now(), named("line", n))).collect();
            format!("{:?}", store.log(&named("agent", *agent), &lines).await)
        }
        Op::Put { name, keep } => format!("{:?}", store.put(&named("blob", *name), vec![*keep], secs(*keep)).await),
        Op::Lead { who } => format!("{:?}", store.lead("role", &named("worker", *who), LEASE).await),
        Op::Emit => format!("{:?}", store.emit(Subject::System, "test", json!({"a": [1]})).await),
    };
    (said, None)
}

/// Who has a task, and the number of its latest attempt.
async fn holder(store: &dyn Store, id: TaskId) -> (String, u16) {
    let attempt = store.task(id).await.unwrap().and_then(|task| task.attempt);
    attempt.map_or((String::new(), 1), |attempt| (attempt.worker, attempt.number))
}
