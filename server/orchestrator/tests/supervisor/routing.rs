//! Who gets a task.

use orchestrator::routing::{Candidate, offers};

fn candidate(id: &str, capabilities: &[&str], running: u32, concurrency: u32) -> Candidate {
    Candidate { id: id.into(), capabilities: capabilities.iter().map(|name| (*name).into()).collect(), concurrency, running }
}

fn told(candidates: &[Candidate]) -> Vec<(String, u32)> {
    offers(candidates).into_iter().map(|offer| (offer.agent, offer.free)).collect()
}

#[test]
fn one_alone_offers_all_its_places() {
    assert_eq!(told(&[candidate("a", &["x"], 1, 8), candidate("b", &["y"], 2, 2)]), [("a".to_owned(), 7)]);
}

#[test]
fn those_that_can_do_the_same_are_filled_evenly() {
    let mut agents = vec![candidate("a", &["x"], 0, 4), candidate("b", &["x", "y"], 0, 2), candidate("c", &["x"], 3, 4)];
    let mut order = Vec::new();
    loop {
        let offers = offers(&agents);
        let Some(first) = offers.first() else { break };
        let agent = agents.iter_mut().find(|agent| agent.id == first.agent).unwrap();
        agent.running += 1;
        order.push(first.agent.clone());
        assert!(agent.running <= agent.concurrency);
    }
    assert_eq!(order.join(" "), "a b a a b a c");
}
