//! Tasks.

use super::on_every_store;

on_every_store! {
    what_was_submitted_is_there
    a_key_belongs_to_who_submits
    the_queue_has_a_limit
    the_highest_priority_goes_first_and_then_the_oldest
    a_claim_takes_what_was_offered_for
    nothing_is_claimed_before_its_time
    a_waiting_task_is_cancelled_at_once
    a_running_task_is_cancelled_when_its_agent_heard
    a_failure_is_tried_again_after_its_wait
    a_failure_for_good_is_not_tried_again
    a_poison_task_ends_in_the_dead_letter
    a_poison_task_that_kills_its_worker_does_too
    a_late_acknowledgement_is_refused
    a_sign_of_life_keeps_the_lease
    an_attempt_that_runs_on_loses_its_lease
    a_retry_gives_all_attempts_and_no_old_number
    what_is_not_done_in_time_fails
    no_attempt_is_begun_that_would_be_too_late
    what_is_old_is_forgotten
    results_go_before_tasks
    tasks_are_listed_by_page_and_filter
    counts_are_true
    bounds_are_kept
}

mod held {
    use std::time::Duration;

    use agents::Progress;
    use orchestrator::model::{Failure, NewTask, Outcome, TaskId, TaskState, Timestamp};
    use orchestrator::store::{Ack, Beat, Changed, Counts, Offer, Submitted, TaskFilter};
    use serde_json::json;

    use super::super::{LEASE, asked, offer};
    use crate::Fresh;

    const SECOND: Duration = Duration::from_secs(1);

    fn failure(retry: Option<Duration>) -> Outcome {
        Outcome::Failure { failure: Failure { kind: "failed".to_owned(), message: "no".to_owned() }, retry }
    }

    pub(crate) async fn what_was_submitted_is_there(fresh: &Fresh) {
        let mut what = asked("verify");
        what.input = json!({"b": 1, "a": ["\u{0}", "ä", 1.5, -7, null]});
        what.agent = Some("oracle".to_owned());
        let task = fresh.take(what.clone()).await;
        assert_eq!(task.what, what);
        assert_eq!((task.state, task.attempts, task.stalls), (TaskState::Queued, 0, 0));
        assert_eq!(task.submitted, fresh.clock.now());
        assert_eq!(fresh.see(&task).await, task);
        assert_eq!(fresh.store.task(TaskId::new()).await.unwrap(), None);
        assert_eq!(fresh.store.result(task.id).await.unwrap(), None);

        let claimed = fresh.claim("w", "verify", 1).await;
        let attempt = claimed[0].attempt.clone().unwrap();
        assert_eq!((attempt.number, attempt.worker.as_str(), attempt.agent.as_str()), (1, "w", "oracle"));
        assert_eq!(attempt.lease_until, fresh.clock.now().after(LEASE));
        assert_eq!(fresh.see(&task).await, claimed[0]);
        let ack = fresh.store.finish("w", task.id, 1, Outcome::Success(json!({"z": [1]}))).await.unwrap();
        assert_eq!(ack, Ack::Taken(TaskState::Succeeded));
        assert_eq!(fresh.store.result(task.id).await.unwrap(), Some(json!({"z": [1]})));
        let task = fresh.see(&task).await;
        assert!(task.has_result && task.ended == Some(fresh.clock.now()) && task.failure.is_none());
    }

    pub(crate) async fn a_key_belongs_to_who_submits(fresh: &Fresh) {
        let keyed = |by: &str, priority: i16| {
            let (by, idempotency_key) = (by.to_owned(), Some("k".to_owned()));
            NewTask { by, idempotency_key, priority, ..asked("verify") }
        };
        let first = fresh.take(keyed("ann", 1)).await;
        assert_eq!(fresh.store.submit(keyed("ann", 1)).await.unwrap(), Submitted::Again(first.clone()));
        assert_eq!(fresh.store.submit(keyed("ann", 2)).await.unwrap(), Submitted::Differs);
        let other = fresh.take(keyed("bob", 2)).await;
        assert_ne!(other.id, first.id);
        // The order of keys is no difference.
        let turned = NewTask { input: json!({"deep": [1, {"x": null}], "path": "a"}), ..keyed("ann", 1) };
        assert_eq!(fresh.store.submit(turned).await.unwrap(), Submitted::Again(first.clone()));
        // It is the same one at every stage of it.
        fresh.claim("w", "verify", 2).await;
        fresh.store.finish("w", first.id, 1, Outcome::Success(json!(1))).await.unwrap();
        let ended = fresh.see(&first).await;
        assert_eq!(fresh.store.submit(keyed("ann", 1)).await.unwrap(), Submitted::Again(ended));
        // Many at once: one of them is new.
        let many = (0..16).map(|_| fresh.store.submit(keyed("eve", 0)));
        let answers = futures_util::future::join_all(many).await;
        let new = answers.iter().filter(|answer| matches!(answer, Ok(Submitted::New(_)))).count();
        let again = answers.iter().filter(|answer| matches!(answer, Ok(Submitted::Again(_)))).count();
        assert_eq!((new, again), (1, 15));
    }

    pub(crate) async fn the_queue_has_a_limit(fresh: &Fresh) {
        let keyed = NewTask { idempotency_key: Some("k".to_owned()), ..asked("verify") };
        let first = fresh.take(keyed.clone()).await;
        for _ in 1..20 {
            fresh.take(asked("verify")).await;
        }
        assert_eq!(fresh.store.submit(asked("verify")).await.unwrap(), Submitted::Full);
        assert_eq!(fresh.store.submit(keyed).await.unwrap(), Submitted::Again(first), "a replay takes no place");
        fresh.claim("w", "verify", 1).await;
        fresh.take(asked("verify")).await;
        assert_eq!(fresh.store.submit(asked("verify")).await.unwrap(), Submitted::Full);
    }

    pub(crate) async fn the_highest_priority_goes_first_and_then_the_oldest(fresh: &Fresh) {
        let mut wanted = Vec::new();
        for priority in [0, 5, -5, 5, 0] {
            wanted.push(fresh.take(NewTask { priority, ..asked("verify") }).await);
        }
        let mut got = fresh.claim("w", "verify", 2).await;
        got.extend(fresh.claim("v", "verify", 9).await);
        let order: Vec<TaskId> = [1, 3, 0, 4, 2].map(|n: usize| wanted[n].id).into();
        assert_eq!(got.iter().map(|task| task.id).collect::<Vec<_>>(), order);
        assert!(fresh.claim("w", "verify", 9).await.is_empty());
    }

    pub(crate) async fn a_claim_takes_what_was_offered_for(fresh: &Fresh) {
        let of = |capability: &str, agent: Option<&str>| NewTask { agent: agent.map(str::to_owned), ..asked(capability) };
        let any = fresh.take(of("verify", None)).await;
        let mine = fresh.take(of("verify", Some("oracle"))).await;
        let others = fresh.take(of("verify", Some("other"))).await;
        let plan = fresh.take(of("plan", None)).await;
        assert!(fresh.claim("w", "nothing", 5).await.is_empty());
        assert!(fresh.claim("w", "verify", 0).await.is_empty());
        assert!(fresh.store.claim("w", &[], LEASE).await.unwrap().is_empty());
        let both =
            Offer { agent: "oracle".to_owned(), capabilities: vec!["plan".to_owned(), "verify".to_owned(), "plan".to_owned()], free: 9 };
        let got = fresh.store.claim("w", &[both, offer("other", "verify", 1)], LEASE).await.unwrap();
        assert_eq!(got.iter().map(|task| task.id).collect::<Vec<_>>(), [any.id, mine.id, plan.id, others.id]);
        assert_eq!(got[3].attempt.as_ref().unwrap().agent, "other");
    }

    pub(crate) async fn nothing_is_claimed_before_its_time(fresh: &Fresh) {
        let later = NewTask { not_before: Some(fresh.clock.now().after(5 * SECOND)), priority: 9, ..asked("verify") };
        let later = fresh.take(later).await;
        let now = fresh.take(asked("verify")).await;
        assert_eq!(fresh.claim("w", "verify", 9).await[0].id, now.id);
        fresh.clock.advance(Duration::from_millis(4_999));
        assert!(fresh.claim("w", "verify", 9).await.is_empty());
        fresh.clock.advance(Duration::from_millis(1));
        let newer = fresh.take(asked("verify")).await;
        let got: Vec<TaskId> = fresh.claim("w", "verify", 9).await.iter().map(|task| task.id).collect();
        assert_eq!(got, [later.id, newer.id]);
        let past = fresh.take(NewTask { not_before: Some(Timestamp(5)), ..asked("verify") }).await;
        assert_eq!(fresh.claim("w", "verify", 9).await[0].id, past.id);
    }

    pub(crate) async fn a_waiting_task_is_cancelled_at_once(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        let Changed::Yes(cancelled) = fresh.store.cancel(task.id).await.unwrap() else { panic!() };
        assert_eq!((cancelled.state, cancelled.ended), (TaskState::Cancelled, Some(fresh.clock.now())));
        assert_eq!(fresh.store.cancel(task.id).await.unwrap(), Changed::Already(cancelled));
        assert!(fresh.claim("w", "verify", 1).await.is_empty());
        assert_eq!(fresh.store.cancel(TaskId::new()).await.unwrap(), Changed::Missing);
    }

    pub(crate) async fn a_running_task_is_cancelled_when_its_agent_heard(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        let stubborn = fresh.take(asked("verify")).await;
        let lost = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 3).await;
        let Changed::Yes(cancelling) = fresh.store.cancel(task.id).await.unwrap() else { panic!() };
        assert!(cancelling.cancelling && cancelling.state == TaskState::Running);
        assert_eq!(fresh.store.cancel(task.id).await.unwrap(), Changed::Already(cancelling));
        let beats = fresh.store.beat("w", &[(task.id, 1, None), (stubborn.id, 1, None)], LEASE).await.unwrap();
        assert_eq!(beats, [Beat::Cancel, Beat::Held]);
        assert_eq!(fresh.store.finish("w", task.id, 1, Outcome::Cancelled).await.unwrap(), Ack::Taken(TaskState::Cancelled));
        assert!(!fresh.see(&task).await.cancelling);

        // Done before it heard: done. Gone wrong, or its worker lost: not tried again.
        fresh.store.cancel(stubborn.id).await.unwrap();
        assert_eq!(fresh.store.finish("w", stubborn.id, 1, failure(Some(SECOND))).await.unwrap(), Ack::Taken(TaskState::Cancelled));
        fresh.store.cancel(lost.id).await.unwrap();
        fresh.clock.advance(LEASE);
        assert_eq!(fresh.store.sweep().await.unwrap(), 1);
        assert_eq!(fresh.see(&lost).await.state, TaskState::Cancelled);
        let done = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        fresh.store.cancel(done.id).await.unwrap();
        let success = Outcome::Success(json!(1));
        assert_eq!(fresh.store.finish("w", done.id, 1, success).await.unwrap(), Ack::Taken(TaskState::Succeeded));
        assert!(matches!(fresh.store.cancel(done.id).await.unwrap(), Changed::Illegal(_)));
    }

    pub(crate) async fn a_failure_is_tried_again_after_its_wait(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        let ack = fresh.store.finish("w", task.id, 1, failure(Some(3 * SECOND))).await.unwrap();
        assert_eq!(ack, Ack::Taken(TaskState::Queued));
        assert_eq!(fresh.see(&task).await.failure.unwrap().message, "no");
        assert!(fresh.claim("w", "verify", 1).await.is_empty());
        fresh.clock.advance(3 * SECOND);
        let again = fresh.claim("v", "verify", 1).await.remove(0);
        assert_eq!((again.id, again.attempts, again.stalls), (task.id, 2, 0));
        assert_eq!(fresh.store.finish("v", task.id, 2, Outcome::Success(json!(0))).await.unwrap(), Ack::Taken(TaskState::Succeeded));
        assert_eq!(fresh.see(&task).await.failure, None);
    }

    pub(crate) async fn a_failure_for_good_is_not_tried_again(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        assert_eq!(fresh.store.finish("w", task.id, 1, failure(None)).await.unwrap(), Ack::Taken(TaskState::Failed));
        assert!(fresh.claim("w", "verify", 1).await.is_empty());
    }

    pub(crate) async fn a_poison_task_ends_in_the_dead_letter(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        for number in 1..=3 {
            assert_eq!(fresh.claim("w", "verify", 1).await[0].attempts, number);
            let ack = fresh.store.finish("w", task.id, number, failure(Some(Duration::ZERO))).await.unwrap();
            assert_eq!(ack, Ack::Taken(if number < 3 { TaskState::Queued } else { TaskState::Dead }));
        }
        assert!(fresh.claim("w", "verify", 1).await.is_empty());
    }

    pub(crate) async fn a_poison_task_that_kills_its_worker_does_too(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        for number in 1..=3 {
            assert_eq!(fresh.claim(&format!("w{number}"), "verify", 1).await[0].attempts, number);
            assert_eq!(fresh.store.sweep().await.unwrap(), 0, "its lease goes on");
            fresh.clock.advance(LEASE);
            assert_eq!(fresh.store.sweep().await.unwrap(), 1);
        }
        let task = fresh.see(&task).await;
        assert_eq!((task.state, task.attempts, task.stalls), (TaskState::Dead, 3, 3));
        assert_eq!(task.failure.unwrap().kind, "stalled");
        assert!(fresh.claim("w", "verify", 1).await.is_empty());
    }

    pub(crate) async fn a_late_acknowledgement_is_refused(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        let success = || Outcome::Success(json!("late"));
        assert_eq!(fresh.store.finish("v", task.id, 1, success()).await.unwrap(), Ack::Refused, "another worker");
        assert_eq!(fresh.store.finish("w", task.id, 2, success()).await.unwrap(), Ack::Refused, "another attempt");
        fresh.clock.advance(LEASE);
        fresh.store.sweep().await.unwrap();
        assert_eq!(fresh.store.finish("w", task.id, 1, success()).await.unwrap(), Ack::Refused, "nobody has it");
        // The same worker may get it again: its first attempt is as late as another's.
        fresh.claim("w", "verify", 1).await;
        assert_eq!(fresh.store.finish("w", task.id, 1, success()).await.unwrap(), Ack::Refused);
        let beats = fresh.store.beat("w", &[(task.id, 1, None), (task.id, 2, None), (TaskId::new(), 1, None)], LEASE).await.unwrap();
        assert_eq!(beats, [Beat::Lost, Beat::Held, Beat::Lost]);
        assert_eq!(fresh.store.finish("w", task.id, 2, Outcome::Success(json!(2))).await.unwrap(), Ack::Taken(TaskState::Succeeded));
        assert_eq!(fresh.store.finish("w", task.id, 2, success()).await.unwrap(), Ack::Refused, "twice");
        assert_eq!(fresh.store.result(task.id).await.unwrap(), Some(json!(2)));
        assert_eq!(fresh.store.finish("w", TaskId::new(), 1, success()).await.unwrap(), Ack::Refused);
    }

    pub(crate) async fn a_sign_of_life_keeps_the_lease(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        let progress = Progress { done: 1.0, total: Some(4.0), message: Some("reading".to_owned()) };
        for _ in 0..5 {
            fresh.clock.advance(LEASE * 3 / 4);
            let beats = fresh.store.beat("w", &[(task.id, 1, Some(progress.clone()))], LEASE).await.unwrap();
            assert_eq!(beats, [Beat::Held]);
            assert_eq!(fresh.store.sweep().await.unwrap(), 0);
        }
        let seen = fresh.see(&task).await;
        assert_eq!(seen.attempt.unwrap().lease_until, fresh.clock.now().after(LEASE));
        assert_eq!(seen.progress, Some(progress));
        assert!(fresh.store.beat("w", &[], LEASE).await.unwrap().is_empty());
    }

    pub(crate) async fn an_attempt_that_runs_on_loses_its_lease(fresh: &Fresh) {
        let task = fresh.take(NewTask { start_to_close: 30 * SECOND, ..asked("verify") }).await;
        fresh.claim("w", "verify", 1).await;
        for _ in 0..39 {
            fresh.clock.advance(SECOND);
            assert_eq!(fresh.store.beat("w", &[(task.id, 1, None)], LEASE).await.unwrap(), [Beat::Held]);
        }
        fresh.clock.advance(SECOND);
        assert_eq!(fresh.store.beat("w", &[(task.id, 1, None)], LEASE).await.unwrap(), [Beat::Lost]);
        fresh.store.sweep().await.unwrap();
        let seen = fresh.see(&task).await;
        assert_eq!((seen.state, seen.stalls), (TaskState::Queued, 1));
    }

    pub(crate) async fn a_retry_gives_all_attempts_and_no_old_number(fresh: &Fresh) {
        let task = fresh.take(NewTask { max_attempts: 1, ..asked("verify") }).await;
        assert!(matches!(fresh.store.retry(task.id).await.unwrap(), Changed::Already(_)));
        fresh.claim("w", "verify", 1).await;
        assert!(matches!(fresh.store.retry(task.id).await.unwrap(), Changed::Illegal(_)));
        fresh.clock.advance(LEASE);
        fresh.store.sweep().await.unwrap();
        assert_eq!(fresh.see(&task).await.state, TaskState::Dead);
        let Changed::Yes(again) = fresh.store.retry(task.id).await.unwrap() else { panic!() };
        assert_eq!((again.state, again.ended, again.attempts), (TaskState::Queued, None, 1));
        let claimed = fresh.claim("w", "verify", 1).await.remove(0);
        assert_eq!(claimed.attempt.unwrap().number, 2);
        assert_eq!(fresh.store.finish("w", task.id, 1, Outcome::Success(json!(1))).await.unwrap(), Ack::Refused);
        assert_eq!(fresh.store.finish("w", task.id, 2, failure(Some(SECOND))).await.unwrap(), Ack::Taken(TaskState::Dead));
        fresh.store.retry(task.id).await.unwrap();
        fresh.claim("w", "verify", 1).await;
        assert_eq!(fresh.store.finish("w", task.id, 3, Outcome::Success(json!(3))).await.unwrap(), Ack::Taken(TaskState::Succeeded));
        assert!(matches!(fresh.store.retry(task.id).await.unwrap(), Changed::Illegal(_)));
        assert_eq!(fresh.store.retry(TaskId::new()).await.unwrap(), Changed::Missing);
    }

    pub(crate) async fn what_is_not_done_in_time_fails(fresh: &Fresh) {
        let hurried = || NewTask { schedule_to_close: Some(20 * SECOND), ..asked("verify") };
        let running = fresh.take(hurried()).await;
        fresh.claim("w", "verify", 1).await;
        let waiting = fresh.take(hurried()).await;
        fresh.clock.advance(Duration::from_millis(19_999));
        fresh.store.beat("w", &[(running.id, 1, None)], LEASE).await.unwrap();
        assert_eq!(fresh.store.sweep().await.unwrap(), 0);
        fresh.clock.advance(Duration::from_millis(1));
        assert!(fresh.claim("w", "verify", 1).await.is_empty(), "it is too late to begin");
        assert_eq!(fresh.store.sweep().await.unwrap(), 2);
        for task in [&running, &waiting] {
            let task = fresh.see(task).await;
            assert_eq!((task.state, task.failure.unwrap().kind.as_str()), (TaskState::Failed, "expired"));
        }
        assert_eq!(fresh.store.beat("w", &[(running.id, 1, None)], LEASE).await.unwrap(), [Beat::Lost]);
        assert_eq!(fresh.store.finish("w", running.id, 1, Outcome::Cancelled).await.unwrap(), Ack::Refused);
        // Whoever tries again has all of the time again.
        fresh.store.retry(waiting.id).await.unwrap();
        fresh.clock.advance(19 * SECOND);
        assert_eq!(fresh.claim("w", "verify", 1).await.len(), 1);
    }

    pub(crate) async fn no_attempt_is_begun_that_would_be_too_late(fresh: &Fresh) {
        let task = fresh.take(NewTask { schedule_to_close: Some(20 * SECOND), ..asked("verify") }).await;
        fresh.claim("w", "verify", 1).await;
        let ack = fresh.store.finish("w", task.id, 1, failure(Some(20 * SECOND))).await.unwrap();
        assert_eq!(ack, Ack::Taken(TaskState::Failed));
        assert_eq!(fresh.see(&task).await.failure.unwrap().message, "no", "what went wrong is what is told");
    }

    pub(crate) async fn what_is_old_is_forgotten(fresh: &Fresh) {
        let done = fresh.take(NewTask { idempotency_key: Some("k".to_owned()), ..asked("verify") }).await;
        let waits = fresh.take(asked("plan")).await;
        fresh.claim("w", "verify", 1).await;
        fresh.store.finish("w", done.id, 1, Outcome::Success(json!(1))).await.unwrap();
        let week = Duration::from_secs(7 * 24 * 3600);
        fresh.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(fresh.store.sweep().await.unwrap(), 1, "its result");
        fresh.clock.advance(week - Duration::from_secs(24 * 3600) - SECOND);
        assert_eq!(fresh.store.sweep().await.unwrap(), 0);
        let last = fresh.store.emit(orchestrator::model::Subject::System, "test", json!(1)).await.unwrap();
        fresh.clock.advance(SECOND);
        while fresh.store.sweep().await.unwrap() > 0 {}
        assert_eq!(fresh.store.task(done.id).await.unwrap(), None);
        assert_eq!(fresh.store.result(done.id).await.unwrap(), None);
        assert_eq!(fresh.see(&waits).await.state, TaskState::Queued, "what waits is kept");
        let events = fresh.store.events(0, None, 99).await.unwrap();
        assert_eq!(events.iter().map(|event| event.id).collect::<Vec<_>>(), [last], "and events that are not old");
        fresh.clock.advance(week);
        fresh.store.sweep().await.unwrap();
        assert_eq!(fresh.store.last_event().await.unwrap(), last, "numbers go on where they were");
        // The key is free again.
        fresh.take(NewTask { idempotency_key: Some("k".to_owned()), ..asked("verify") }).await;
        assert!(fresh.store.last_event().await.unwrap() > last);
    }

    pub(crate) async fn results_go_before_tasks(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        fresh.store.finish("w", task.id, 1, Outcome::Success(json!(1))).await.unwrap();
        fresh.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(fresh.store.sweep().await.unwrap(), 1);
        assert!(!fresh.see(&task).await.has_result);
        assert_eq!(fresh.store.result(task.id).await.unwrap(), None);
    }

    pub(crate) async fn tasks_are_listed_by_page_and_filter(fresh: &Fresh) {
        let mut ids = Vec::new();
        for n in 0..10 {
            let agent = (n % 3 == 0).then(|| "alpha".to_owned());
            let by = if n < 5 { "ann" } else { "bob" }.to_owned();
            let capability = if n % 2 == 0 { "verify" } else { "plan" };
            ids.push(fresh.take(NewTask { agent, by, ..asked(capability) }).await.id);
        }
        let list = async |filter: TaskFilter, before: Option<TaskId>, limit: u32| {
            let tasks = fresh.store.tasks(&filter, before, limit).await.unwrap();
            tasks.iter().map(|task| ids.iter().position(|id| *id == task.id).unwrap()).collect::<Vec<usize>>()
        };
        let all = TaskFilter::default();
        assert_eq!(list(all.clone(), None, 4).await, [9, 8, 7, 6]);
        assert_eq!(list(all.clone(), Some(ids[6]), 4).await, [5, 4, 3, 2]);
        assert_eq!(list(all.clone(), Some(ids[0]), 4).await, [0usize; 0]);
        assert_eq!(list(TaskFilter { capability: Some("plan".to_owned()), ..all.clone() }, None, 3).await, [9, 7, 5]);
        assert_eq!(list(TaskFilter { agent: Some("alpha".to_owned()), ..all.clone() }, None, 9).await, [9, 6, 3, 0]);
        assert_eq!(list(TaskFilter { by: Some("ann".to_owned()), ..all.clone() }, None, 9).await, [4, 3, 2, 1, 0]);
        // What an agent does counts as its own.
        fresh.store.claim("w", &[offer("gamma", "plan", 2)], LEASE).await.unwrap();
        assert_eq!(list(TaskFilter { agent: Some("gamma".to_owned()), ..all.clone() }, None, 9).await, [5, 1]);
        let states = vec![TaskState::Running, TaskState::Dead];
        assert_eq!(list(TaskFilter { states: states.clone(), ..all.clone() }, None, 9).await, [5, 1]);
        let narrow = TaskFilter { states, capability: Some("plan".to_owned()), by: Some("bob".to_owned()), ..all };
        assert_eq!(list(narrow, Some(ids[9]), 9).await, [5]);
        assert_eq!(list(TaskFilter { states: vec![TaskState::Running], ..TaskFilter::default() }, None, 1).await, [5]);
    }

    pub(crate) async fn counts_are_true(fresh: &Fresh) {
        for _ in 0..8 {
            fresh.take(NewTask { max_attempts: 1, ..asked("verify") }).await;
        }
        let claimed = fresh.claim("w", "verify", 6).await;
        let outcomes = [Outcome::Success(json!(1)), failure(None), failure(Some(SECOND)), Outcome::Cancelled];
        for (task, outcome) in claimed.iter().zip(outcomes) {
            fresh.store.finish("w", task.id, 1, outcome).await.unwrap();
        }
        let counts = fresh.store.counts().await.unwrap();
        assert_eq!(counts, Counts { queued: 2, running: 2, succeeded: 1, failed: 1, cancelled: 1, dead: 1 });
    }

    pub(crate) async fn bounds_are_kept(fresh: &Fresh) {
        let task = fresh.take(NewTask { priority: 1000, max_attempts: 0, ..asked("verify") }).await;
        assert_eq!((task.what.priority, task.what.max_attempts), (100, 1));
        assert_eq!(fresh.claim("w", "verify", u32::MAX).await.len(), 1);
    }
}
