//! Agents.

use super::on_every_store;

on_every_store! {
    what_was_declared_is_there
    versions_are_compared
    desire_and_approval_grow_the_version
    what_was_removed_is_gone
    workers_share_agents_by_lease
    agents_are_given_back
    agents_are_spread_and_move_to_who_has_fewer
    a_worker_gets_what_it_can_run
    origins_name_their_roots
    only_the_owner_reports
    changes_of_agents_are_told
}

mod held {
    use std::time::Duration;

    use agents::{Manifest, Origin};
    use orchestrator::model::{AgentRecord, AgentState, Approval, Desired, Health, Status, Subject};
    use orchestrator::store::{Bid, Changed, Owned};
    use serde_json::json;

    use super::super::LEASE;
    use crate::Fresh;

    fn manifest(id: &str) -> Manifest {
        serde_json::from_value(json!({"id": id, "run": {"builtin": "oracle"}, "probes": {"every": 1234}})).unwrap()
    }

    async fn declare(fresh: &Fresh, id: &str, if_version: Option<i64>) -> Changed<AgentRecord> {
        fresh.store.declare(manifest(id), Origin::Api, Approval::NotNeeded, if_version).await.unwrap()
    }

    fn bid(worker: &str, most: u32) -> Bid {
        Bid { worker: worker.to_owned(), roots: vec!["/r".to_owned()], most, lease: LEASE, ends: false }
    }

    async fn own(fresh: &Fresh, worker: &str, most: u32) -> Vec<String> {
        fresh.store.own(&bid(worker, most)).await.unwrap().agents
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
        let origin = Origin::Workspace { root: Some("/r".to_owned()), path: "agents/z.agent.yaml".to_owned() };
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
        own(fresh, "w", 9).await;
        assert_eq!(fresh.store.remove("a", Some(1)).await.unwrap(), Changed::Yes(record));
        assert_eq!(fresh.store.remove("a", None).await.unwrap(), Changed::Missing);
        assert_eq!(fresh.store.agent("a").await.unwrap(), None);
        assert!(fresh.store.logs("a", 0, 9).await.unwrap().is_empty());
        assert!(own(fresh, "w", 9).await.is_empty());
        assert!(!fresh.store.report("w", "a", &status(fresh, "w", AgentState::Active, 1.0)).await.unwrap());
    }

    pub(crate) async fn workers_share_agents_by_lease(fresh: &Fresh) {
        for id in ["a", "b", "c", "d"] {
            declare(fresh, id, None).await;
        }
        assert_eq!(own(fresh, "w", 3).await, ["a", "b", "c"]);
        assert_eq!(own(fresh, "v", 3).await, ["d"]);
        fresh.clock.advance(LEASE / 2);
        assert_eq!(own(fresh, "v", 3).await, ["d"]);
        fresh.clock.advance(LEASE / 2);
        assert_eq!(own(fresh, "v", 3).await, ["a", "b", "d"], "one that is dead loses them");
        assert_eq!(own(fresh, "w", 3).await, ["c"], "one that is late gets what is left");
        assert_eq!(own(fresh, "v", 1).await.len(), 1, "and gives back what is more than it may have");
        assert_eq!(own(fresh, "w", 9).await.len(), 3);
        assert!(own(fresh, "u", 9).await.is_empty());
        assert!(own(fresh, "u", 0).await.is_empty());
    }

    pub(crate) async fn agents_are_given_back(fresh: &Fresh) {
        declare(fresh, "a", None).await;
        declare(fresh, "b", None).await;
        own(fresh, "w", 9).await;
        fresh.store.disown("v", &["a".to_owned()]).await.unwrap();
        assert!(own(fresh, "v", 9).await.is_empty(), "only one's own");
        fresh.store.disown("w", &["a".to_owned(), "none".to_owned()]).await.unwrap();
        assert_eq!(own(fresh, "v", 9).await, ["a"]);
        assert_eq!(own(fresh, "w", 9).await, ["b"]);
    }

    pub(crate) async fn agents_are_spread_and_move_to_who_has_fewer(fresh: &Fresh) {
        for id in ["a", "b", "c", "d", "e"] {
            declare(fresh, id, None).await;
        }
        assert_eq!(own(fresh, "w", 9).await.len(), 5, "it is alone");
        let nothing = Owned::default();
        assert_eq!(fresh.store.own(&bid("v", 9)).await.unwrap(), nothing, "they are another's");
        assert_eq!(fresh.store.own(&bid("w", 9)).await.unwrap().spare, Vec::<String>::new(), "one that has only just come may go as soon");
        for _ in 0..3 {
            fresh.clock.advance(LEASE / 2);
            own(fresh, "v", 9).await;
            own(fresh, "w", 9).await;
        }
        let mut moved = Vec::new();
        loop {
            let Owned { agents, spare } = fresh.store.own(&bid("w", 9)).await.unwrap();
            let Some(id) = spare.first() else { break };
            assert_eq!(agents, spare, "any of them");
            fresh.store.disown("w", std::slice::from_ref(id)).await.unwrap();
            assert!(!own(fresh, "w", 9).await.contains(id), "what was given back is for who has fewer");
            assert!(own(fresh, "v", 9).await.contains(id));
            moved.push(id.clone());
        }
        assert_eq!(moved, ["a", "b"], "three and two: no move makes that more equal");
        assert_eq!(fresh.store.own(&bid("v", 9)).await.unwrap(), Owned { agents: moved, spare: Vec::new() });
        // What is new goes to who has fewer, whoever asks first.
        declare(fresh, "f", None).await;
        assert_eq!(own(fresh, "w", 9).await, ["c", "d", "e"]);
        assert_eq!(own(fresh, "v", 9).await, ["a", "b", "f"]);
        // Whoever ends takes nothing, and nothing is left to it.
        let ends = Bid { ends: true, ..bid("v", 9) };
        assert_eq!(fresh.store.own(&ends).await.unwrap().agents, ["a", "b", "f"]);
        for id in ["g", "h"] {
            declare(fresh, id, None).await;
        }
        assert_eq!(fresh.store.own(&ends).await.unwrap().agents, ["a", "b", "f"]);
        assert_eq!(fresh.store.own(&bid("w", 9)).await.unwrap().spare, Vec::<String>::new());
        assert_eq!(own(fresh, "w", 9).await, ["c", "d", "e", "g", "h"]);
    }

    pub(crate) async fn a_worker_gets_what_it_can_run(fresh: &Fresh) {
        let of = |root: &str| Origin::Dna { root: Some(root.to_owned()) };
        for (id, origin) in [("a", of("/r")), ("b", of("/s")), ("c", Origin::Builtin), ("d", Origin::Dna { root: None })] {
            fresh.store.declare(manifest(id), origin, Approval::NotNeeded, None).await.unwrap();
        }
        assert_eq!(own(fresh, "w", 1).await, ["a", "c"], "built-in ones do not count");
        assert_eq!(own(fresh, "w", 9).await, ["a", "c", "d"]);
        let other = Bid { roots: vec!["/s".to_owned()], ..bid("v", 9) };
        assert_eq!(fresh.store.own(&other).await.unwrap().agents, ["b"]);
        // It is of another root now: who has it cannot run it.
        fresh.store.declare(manifest("a"), of("/s"), Approval::NotNeeded, None).await.unwrap();
        assert_eq!(own(fresh, "w", 9).await, ["c", "d"]);
        assert_eq!(fresh.store.own(&other).await.unwrap().agents, ["a", "b"]);
    }

    pub(crate) async fn origins_name_their_roots(fresh: &Fresh) {
        let root = || Some("/r \u{e4}".to_owned());
        let path = || "agents/a.agent.yaml".to_owned();
        let all = [
            Origin::Builtin,
            Origin::Dna { root: None },
            Origin::Dna { root: root() },
            Origin::Workspace { root: None, path: path() },
            Origin::Workspace { root: root(), path: path() },
            Origin::User(path()),
            Origin::Api,
        ];
        for origin in all {
            yes(fresh.store.declare(manifest("a"), origin.clone(), Approval::NotNeeded, None).await.unwrap());
            assert_eq!(fresh.store.agent("a").await.unwrap().unwrap().origin, origin);
        }
    }

    pub(crate) async fn only_the_owner_reports(fresh: &Fresh) {
        declare(fresh, "a", None).await;
        let of = |worker: &str| status(fresh, worker, AgentState::Active, 1.0);
        assert!(!fresh.store.report("w", "a", &of("w")).await.unwrap(), "nobody has it");
        own(fresh, "w", 1).await;
        assert!(fresh.store.report("w", "a", &of("w")).await.unwrap());
        let record = fresh.store.agent("a").await.unwrap().unwrap();
        assert_eq!((record.status, record.version), (Some(of("w")), 1));
        assert!(!fresh.store.report("v", "a", &of("v")).await.unwrap());
        fresh.clock.advance(LEASE + Duration::from_secs(1));
        own(fresh, "v", 1).await;
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
        own(fresh, "w", 1).await;
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
