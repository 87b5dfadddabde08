//! Events, lines, bytes, who did what, and who leads.

use super::on_every_store;

on_every_store! {
    every_change_of_a_task_is_told
    events_are_in_order_and_resumed
    news_of_events_arrive
    logs_are_bounded
    bytes_go_after_their_time
    the_audit_log_only_grows
    one_leads_at_a_time
    it_is_ready_and_knows_the_time
}

mod held {
    use std::time::Duration;

    use agents::Progress;
    use orchestrator::model::{EventId, Outcome, Subject};
    use orchestrator::store::Audit;
    use serde_json::json;

    use super::super::{LEASE, asked};
    use crate::Fresh;

    pub(crate) async fn every_change_of_a_task_is_told(fresh: &Fresh) {
        let task = fresh.take(asked("verify")).await;
        fresh.claim("w", "verify", 1).await;
        let progress = Some(Progress { done: 0.5, total: None, message: None });
        for _ in 0..2 {
            fresh.store.beat("w", &[(task.id, 1, progress.clone())], LEASE).await.unwrap();
        }
        fresh.clock.advance(LEASE);
        fresh.store.sweep().await.unwrap();
        fresh.claim("v", "verify", 1).await;
        fresh.store.cancel(task.id).await.unwrap();
        fresh.store.finish("v", task.id, 2, Outcome::Cancelled).await.unwrap();
        fresh.store.retry(task.id).await.unwrap();
        fresh.store.cancel(task.id).await.unwrap();
        let subject = Subject::Task(task.id.to_string());
        let events = fresh.store.events(0, Some(&subject), 99).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.strip_prefix("task.").unwrap()).collect();
        let wanted = ["queued", "running", "progress", "queued", "running", "cancelling", "cancelled", "queued", "cancelled"];
        assert_eq!(kinds, wanted);
        assert!(events.iter().all(|event| event.subject == subject));
        assert_eq!(events[3].data["failure"]["kind"], json!("stalled"));
        assert_eq!(events[4].data["worker"], json!("v"));
        assert_eq!(events[4].at, fresh.clock.now());
    }

    pub(crate) async fn events_are_in_order_and_resumed(fresh: &Fresh) {
        assert_eq!(fresh.store.last_event().await.unwrap(), 0);
        let subjects = [Subject::System, Subject::Agent("a".to_owned()), Subject::Task("t".to_owned())];
        let emits = (0..30).map(|n| fresh.store.emit(subjects[n % 3].clone(), "test", json!({"n": n})));
        let mut ids = futures_util::future::join_all(emits).await.into_iter().map(Result::unwrap).collect::<Vec<EventId>>();
        ids.sort_unstable();
        let mut read = Vec::new();
        while let events = fresh.store.events(read.last().copied().unwrap_or(0), None, 7).await.unwrap()
            && !events.is_empty()
        {
            read.extend(events.iter().map(|event| event.id));
        }
        assert_eq!(read, ids);
        assert_eq!(fresh.store.last_event().await.unwrap(), *ids.last().unwrap());
        let of_agent = fresh.store.events(ids[9], Some(&subjects[1]), 99).await.unwrap();
        assert!(of_agent.len() >= 6 && of_agent.iter().all(|event| event.subject == subjects[1] && event.id > ids[9]));
        let id = fresh.store.emit(Subject::System, "last", json!(null)).await.unwrap();
        assert_eq!(fresh.store.events(id - 1, None, 9).await.unwrap()[0].kind, "last");
    }

    pub(crate) async fn news_of_events_arrive(fresh: &Fresh) {
        let mut news = fresh.store.news();
        news.mark_unchanged();
        let id = fresh.store.emit(Subject::System, "test", json!(1)).await.unwrap();
        let heard = tokio::time::timeout(Duration::from_secs(10), news.wait_for(|last| *last >= id)).await;
        assert_eq!(*heard.unwrap().unwrap(), id);
        let task = fresh.take(asked("verify")).await;
        tokio::time::timeout(Duration::from_secs(10), news.wait_for(|last| *last > id)).await.unwrap().unwrap();
        let events = fresh.store.events(id, None, 9).await.unwrap();
        assert_eq!(events[0].subject, Subject::Task(task.id.to_string()));
    }

    pub(crate) async fn logs_are_bounded(fresh: &Fresh) {
        let lines = |from: i64, to: i64| (from..to).map(|n| (fresh.clock.now(), format!("line {n}"))).collect::<Vec<_>>();
        let texts = async |agent: &str, after: i64, limit: u32| {
            let lines = fresh.store.logs(agent, after, limit).await.unwrap();
            assert!(lines.is_sorted_by(|a, b| a.0 < b.0));
            lines.into_iter().map(|(_, _, text)| text).collect::<Vec<String>>()
        };
        fresh.store.log("a", &lines(0, 6)).await.unwrap();
        fresh.store.log("b", &[(fresh.clock.now(), "nul \0 and ä".to_owned())]).await.unwrap();
        fresh.store.log("a", &lines(6, 12)).await.unwrap();
        assert_eq!(texts("a", 0, 99).await, (2..12).map(|n| format!("line {n}")).collect::<Vec<_>>());
        assert_eq!(texts("a", 0, 2).await, ["line 10", "line 11"]);
        assert_eq!(texts("b", 0, 9).await, ["nul \u{fffd} and ä"]);
        let last = fresh.store.logs("a", 0, 1).await.unwrap()[0].0;
        assert!(texts("a", last, 9).await.is_empty());
        fresh.store.log("a", &lines(12, 99)).await.unwrap();
        assert_eq!(texts("a", last, 99).await, (89..99).map(|n| format!("line {n}")).collect::<Vec<_>>());
        fresh.store.log("a", &[]).await.unwrap();
    }

    pub(crate) async fn bytes_go_after_their_time(fresh: &Fresh) {
        let hour = Duration::from_secs(3600);
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(fresh.store.get("x").await.unwrap(), None);
        fresh.store.put("x", bytes.clone(), hour).await.unwrap();
        fresh.store.put("empty", Vec::new(), hour).await.unwrap();
        assert_eq!(fresh.store.get("x").await.unwrap(), Some(bytes));
        assert_eq!(fresh.store.get("empty").await.unwrap(), Some(Vec::new()));
        fresh.clock.advance(hour / 2);
        fresh.store.put("x", vec![7], hour).await.unwrap();
        fresh.clock.advance(hour / 2);
        fresh.store.sweep().await.unwrap();
        assert_eq!(fresh.store.get("empty").await.unwrap(), None);
        assert_eq!(fresh.store.get("x").await.unwrap(), Some(vec![7]));
        fresh.clock.advance(hour / 2);
        assert_eq!(fresh.store.get("x").await.unwrap(), None, "also before anybody swept");
    }

    pub(crate) async fn the_audit_log_only_grows(fresh: &Fresh) {
        let entry = |n: u16| Audit {
            at: fresh.clock.now(),
            who: "ann".to_owned(),
            from: "127.0.0.1".to_owned(),
            what: "POST /v1/agents".to_owned(),
            status: n,
            request: n.to_string(),
        };
        for n in 0..5 {
            fresh.store.audit(&entry(n)).await.unwrap();
        }
        let newest = fresh.store.audited(None, 3).await.unwrap();
        assert_eq!(newest.iter().map(|(_, entry)| entry.status).collect::<Vec<_>>(), [4, 3, 2]);
        let older = fresh.store.audited(Some(newest[2].0), 9).await.unwrap();
        assert_eq!(older.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>(), [entry(1), entry(0)]);
    }

    pub(crate) async fn one_leads_at_a_time(fresh: &Fresh) {
        let lead = async |role: &str, who: &str| fresh.store.lead(role, who, LEASE).await.unwrap();
        assert!(lead("schedules", "w").await);
        assert!(!lead("schedules", "v").await);
        assert!(lead("other", "v").await);
        fresh.clock.advance(LEASE / 2);
        assert!(lead("schedules", "w").await, "it goes on");
        fresh.clock.advance(LEASE / 2);
        assert!(!lead("schedules", "v").await);
        fresh.clock.advance(LEASE / 2);
        assert!(lead("schedules", "v").await, "its lease ended");
        assert!(!lead("schedules", "w").await);
    }

    pub(crate) async fn it_is_ready_and_knows_the_time(fresh: &Fresh) {
        fresh.store.ready().await.unwrap();
        assert_eq!(fresh.store.now().await.unwrap(), fresh.clock.now());
    }
}
