//! Agents.

use super::on_every_store;

on_every_store! {
    what_was_declared_is_there
    versions_are_compared
    desire_and_approval_grow_the_version
    what_was_removed_is_gone
    workers_share_agents_by_lease
    agents_are_given_back
    only_the_owner_reports
    changes_of_agents_are_told
}

mod held {
    use std::time::Duration;

    use agents::{Manifest, Origin};
    use orchestrator::model::{AgentRecord, AgentState, Approval, Desired, Health, Status, Subject};
    use orchestrator::store::Changed;
    use serde_json::json;

    use super::super::LEASE;
    use crate::Fresh;

    fn manifest(id: &str) -> Manifest {
        serde_json::from_value(json!({"id": id, "run": {"builtin": "oracle"}, "probes": {"every": 1234}})).unwrap()
    }

    async fn declare(fresh: &Fresh, id: &str, if_version: Option<i64>) -> Changed<AgentRecord> {
        fresh.store.declare(manifest(id), Origin::Api, Approval::NotNeeded, if_version).await.unwrap()
    }

    fn yes(changed: Changed<AgentRecord>) -> AgentRecord {
        match changed {
            Changed::Yes(record) => record,
            other => panic!("{other:?}"),
        }
    }

    fn status(fresh: &Fresh, worker: &str, state: AgentState, score: f64) -> Status {
        let reasons = if score < 1.0 { vec!["slow".to_owned()] } else { Vec::new() };
        Status {
            state,
            health: Health { score, reasons },
            worker: worker.to_owned(),
            pid: Some(7),
            since: fresh.clock.now(),
            seen: None,
            restarts: 0,
            running: 1,
            capabilities: Vec::new(),
            last_lines: vec!["ä".to_owned()],
            sandbox: "none".to_owned(),
        }
    }

    pub(crate) async fn what_was_declared_is_there(fresh: &Fresh) {
        assert_eq!(fresh.store.agent("oracle").await.unwrap(), None);
        let origin = Origin::Workspace("agents/z.agent.yaml".to_owned());
        let approval = Approval::Pending { hash: "abc".to_owned() };
        let record = yes(fresh.store.declare(manifest("zeta"), origin.clone(), approval.clone(), None).await.unwrap());
        let wanted = AgentRecord {
            manifest: manifest("zeta"),
            origin,
            version: 1,
            desired: Desired::Running,
            generation: 1,
            approval,
            status: None,
            created: fresh.clock.now(),
        };
        assert_eq!(record, wanted);
        let alpha = yes(declare(fresh, "alpha", None).await);
        assert_eq!(fresh.store.agents().await.unwrap(), [alpha, record.clone()]);
        assert_eq!(fresh.store.agent("zeta").await.unwrap(), Some(record));
    }

    pub(crate) async fn versions_are_compared(fresh: &Fresh) {
        assert_eq!(declare(fresh, "a", Some(3)).await, Changed::Missing);
        let first = yes(declare(fresh, "a", Some(0)).await);
        assert_eq!(declare(fresh, "a", Some(0)).await, Changed::Stale(first.clone()));
        assert_eq!(declare(fresh, "a", None).await, Changed::Already(first.clone()));
        let changed = Manifest { concurrency: 7, ..manifest("a") };
        let put = |version: Option<i64>| fresh.store.declare(changed.clone(), Origin::Api, Approval::NotNeeded, version);
        let second = yes(put(Some(1)).await.unwrap());
        assert_eq!((second.version, second.manifest.concurrency, second.generation), (2, 7, 1));
        assert_eq!(put(Some(1)).await.unwrap(), Changed::Stale(second.clone()));
        assert_eq!(put(Some(2)).await.unwrap(), Changed::Already(second.clone()));
        assert_eq!(fresh.store.remove("a", Some(1)).await.unwrap(), Changed::Stale(second));
    }

    pub(crate) async fn desire_and_approval_grow_the_version(fresh: &Fresh) {
        declare(fresh, "a", None).await;
        let same = fresh.store.desire("a", Desired::Running, false).await.unwrap();
        assert!(matches!(same, Changed::Already(record) if record.version == 1));
        let paused = yes(fresh.store.desire("a", Desired::Paused, false).await.unwrap());
        assert_eq!((paused.version, paused.desired, paused.generation), (2, Desired::Paused, 1));
        let again = yes(fresh.store.desire("a", Desired::Running, true).await.unwrap());
        assert_eq!((again.version, again.desired, again.generation), (3, Desired::Running, 2));
        let once_more = yes(fresh.store.desire("a", Desired::Running, true).await.unwrap());
        assert_eq!((once_more.version, once_more.generation), (4, 3));
        let given = yes(fresh.store.approve("a", Approval::Given).await.unwrap());
        assert_eq!((given.version, given.approval), (5, Approval::Given));
        assert!(matches!(fresh.store.approve("a", Approval::Given).await.unwrap(), Changed::Already(_)));
        assert_eq!(fresh.store.desire("b", Desired::Running, false).await.unwrap(), Changed::Missing);
        assert_eq!(fresh.store.approve("b", Approval::Given).await.unwrap(), Changed::Missing);
    }

    pub(crate) async fn what_was_removed_is_gone(fresh: &Fresh) {
        let record = yes(declare(fresh, "a", None).await);
        fresh.store.log("a", &[(fresh.clock.now(), "line".to_owned())]).await.unwrap();
        fresh.store.own("w", 9, LEASE).await.unwrap();
        assert_eq!(fresh.store.remove("a", Some(1)).await.unwrap(), Changed::Yes(record));
        assert_eq!(fresh.store.remove("a", None).await.unwrap(), Changed::Missing);
        assert_eq!(fresh.store.agent("a").await.unwrap(), None);
        assert!(fresh.store.logs("a", 0, 9).await.unwrap().is_empty());
        assert!(fresh.store.own("w", 9, LEASE).await.unwrap().is_empty());
        assert!(!fresh.store.report("w", "a", &status(fresh, "w", AgentState::Active, 1.0)).await.unwrap());
    }

    pub(crate) async fn workers_share_agents_by_lease(fresh: &Fresh) {
        for id in ["a", "b", "c", "d"] {
            declare(fresh, id, None).await;
        }
        assert_eq!(fresh.store.own("w", 3, LEASE).await.unwrap(), ["a", "b", "c"]);
        assert_eq!(fresh.store.own("v", 3, LEASE).await.unwrap(), ["d"]);
        fresh.clock.advance(LEASE / 2);
        assert_eq!(fresh.store.own("v", 3, LEASE).await.unwrap(), ["d"]);
        fresh.clock.advance(LEASE / 2);
        assert_eq!(fresh.store.own("v", 3, LEASE).await.unwrap(), ["a", "b", "d"], "one that is dead loses them");
        assert_eq!(fresh.store.own("w", 3, LEASE).await.unwrap(), ["c"], "one that is late gets what is left");
        assert_eq!(fresh.store.own("v", 1, LEASE).await.unwrap().len(), 1, "and gives back what is more than it may have");
        assert_eq!(fresh.store.own("w", 9, LEASE).await.unwrap().len(), 3);
        assert!(fresh.store.own("u", 9, LEASE).await.unwrap().is_empty());
        assert!(fresh.store.own("u", 0, LEASE).await.unwrap().is_empty());
    }

    pub(crate) async fn agents_are_given_back(fresh: &Fresh) {
        declare(fresh, "a", None).await;
        declare(fresh, "b", None).await;
        fresh.store.own("w", 9, LEASE).await.unwrap();
        fresh.store.disown("v", &["a".to_owned()]).await.unwrap();
        assert!(fresh.store.own("v", 9, LEASE).await.unwrap().is_empty(), "only one's own");
        fresh.store.disown("w", &["a".to_owned(), "none".to_owned()]).await.unwrap();
        assert_eq!(fresh.store.own("v", 9, LEASE).await.unwrap(), ["a"]);
        assert_eq!(fresh.store.own("w", 9, LEASE).await.unwrap(), ["b"]);
    }

    pub(crate) async fn only_the_owner_reports(fresh: &Fresh) {
        declare(fresh, "a", None).await;
        let of = |worker: &str| status(fresh, worker, AgentState::Active, 1.0);
        assert!(!fresh.store.report("w", "a", &of("w")).await.unwrap(), "nobody has it");
        fresh.store.own("w", 1, LEASE).await.unwrap();
        assert!(fresh.store.report("w", "a", &of("w")).await.unwrap());
        let record = fresh.store.agent("a").await.unwrap().unwrap();
        assert_eq!((record.status, record.version), (Some(of("w")), 1));
        assert!(!fresh.store.report("v", "a", &of("v")).await.unwrap());
        fresh.clock.advance(LEASE + Duration::from_secs(1));
        fresh.store.own("v", 1, LEASE).await.unwrap();
        assert!(!fresh.store.report("w", "a", &of("w")).await.unwrap(), "it is late");
        assert!(fresh.store.report("v", "a", &of("v")).await.unwrap());
        // A change of the manifest leaves what was said.
        fresh.store.desire("a", Desired::Stopped, false).await.unwrap();
        assert_eq!(fresh.store.agent("a").await.unwrap().unwrap().status, Some(of("v")));
    }

    pub(crate) async fn changes_of_agents_are_told(fresh: &Fresh) {
        declare(fresh, "a", None).await;
        declare(fresh, "a", None).await;
        fresh.store.desire("a", Desired::Paused, false).await.unwrap();
        fresh.store.approve("a", Approval::Given).await.unwrap();
        fresh.store.own("w", 1, LEASE).await.unwrap();
        for (state, score) in [(AgentState::Active, 1.0), (AgentState::Active, 1.0), (AgentState::Active, 0.5), (AgentState::Failed, 0.5)] {
            fresh.store.report("w", "a", &status(fresh, "w", state, score)).await.unwrap();
        }
        fresh.store.remove("a", None).await.unwrap();
        let events = fresh.store.events(0, Some(&Subject::Agent("a".to_owned())), 99).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        let wanted = ["agent.declared", "agent.desired", "agent.approval", "agent.active", "agent.health", "agent.failed", "agent.removed"];
        assert_eq!(kinds, wanted);
        assert_eq!(events[5].data["health"]["score"], json!(0.5));
    }
}
