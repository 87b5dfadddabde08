//! In which order agents start, and which never can.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The order of agents.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Order {
    /// Agents that may start together, each group after those before it. Stopped in reverse. Those on a circle are in none.
    pub groups: Vec<Vec<String>>,
    /// Agents that need themselves, with the way there, for people.
    pub circles: BTreeMap<String, String>,
}

/// Orders agents by what they need. What is needed and not declared is nobody's business here: it may come.
pub fn order<'a>(agents: impl IntoIterator<Item = (&'a str, &'a [String])>) -> Order {
    let needs: BTreeMap<&str, BTreeSet<&str>> =
        agents.into_iter().map(|(id, needs)| (id, needs.iter().map(String::as_str).collect())).collect();
    let circles: BTreeMap<String, String> =
        needs.keys().filter_map(|id| Some((id.to_string(), format!("it needs itself: {}", circle(id, &needs)?.join(" -> "))))).collect();
    let mut rest: BTreeSet<&str> = needs.keys().copied().filter(|id| !circles.contains_key(*id)).collect();
    let mut groups: Vec<Vec<String>> = Vec::new();
    while !rest.is_empty() {
        // Never empty: without those on circles nothing goes round.
        let free: Vec<&str> = rest.iter().copied().filter(|id| needs[id].is_disjoint(&rest)).collect();
        free.iter().for_each(|id| {
            rest.remove(id);
        });
        groups.push(free.into_iter().map(str::to_owned).collect());
    }
    Order { groups, circles }
}

/// The shortest way from an agent to itself.
fn circle<'a>(id: &'a str, needs: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([id]);
    while let Some(at) = next.pop_front() {
        for need in needs.get(at).into_iter().flatten().copied() {
            if need == id {
                let mut way = vec![id, at];
                while way.last() != Some(&id) {
                    way.push(from[way[way.len() - 1]]);
                }
                way.reverse();
                return Some(way);
            }
            if needs.contains_key(need) && !from.contains_key(need) {
                from.insert(need, at);
                next.push_back(need);
            }
        }
    }
    None
}
