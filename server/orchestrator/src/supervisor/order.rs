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

#[cfg(test)]
mod tests {
    use super::{Order, order};

    fn of(agents: &[(&str, &[&str])]) -> Order {
        let owned: Vec<(String, Vec<String>)> =
            agents.iter().map(|(id, needs)| ((*id).to_owned(), needs.iter().map(|need| (*need).to_owned()).collect())).collect();
        order(owned.iter().map(|(id, needs)| (id.as_str(), needs.as_slice())))
    }

    #[test]
    fn what_is_needed_comes_first() {
        let order = of(&[("api", &["db", "cache"]), ("cache", &[]), ("db", &[]), ("ui", &["api"])]);
        assert_eq!(order.groups, [vec!["cache".to_owned(), "db".into()], vec!["api".into()], vec!["ui".into()]]);
        assert!(order.circles.is_empty());
    }

    #[test]
    fn each_on_a_circle_is_told_its_own_way() {
        let order = of(&[("a", &["b"]), ("b", &["c", "x"]), ("c", &["a"]), ("self", &["self"]), ("after", &["a"]), ("x", &["unknown"])]);
        let circles: Vec<(&str, &str)> = order.circles.iter().map(|(id, why)| (id.as_str(), why.as_str())).collect();
        assert_eq!(
            circles,
            [
                ("a", "it needs itself: a -> b -> c -> a"),
                ("b", "it needs itself: b -> c -> a -> b"),
                ("c", "it needs itself: c -> a -> b -> c"),
                ("self", "it needs itself: self -> self"),
            ]
        );
        assert_eq!(order.groups, [vec!["after".to_owned(), "x".into()]]);
    }
}
