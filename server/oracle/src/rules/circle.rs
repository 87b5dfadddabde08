//! Circles among things that have names: services, jobs, workloads, migrations.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// One circle of each group of names that lead to each other, the shortest from its first name in sorted order. What leads
/// to itself is a circle of one.
pub(super) fn all<'a, T>(ties: &BTreeMap<&'a str, BTreeMap<&'a str, T>>) -> Vec<Vec<&'a str>> {
    let mut said: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    let turning = turning(ties);
    for &start in &turning {
        if said.contains(start) {
            continue;
        }
        let Some(way) = way_round(ties, start) else { continue };
        // Another circle through one of these is most often the same mistake.
        said.extend(way.iter().copied());
        said.extend(turning.iter().copied().filter(|other| reaches(ties, start, other) && reaches(ties, other, start)));
        found.push(way);
    }
    found
}

/// The names from which one can go on for ever: all that is left when what leads nowhere is taken out, and then what leads only there.
fn turning<'a, T>(ties: &BTreeMap<&'a str, BTreeMap<&'a str, T>>) -> BTreeSet<&'a str> {
    let mut from: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    let mut ways: BTreeMap<&'a str, usize> = BTreeMap::new();
    for (&name, to) in ties {
        ways.insert(name, to.len());
        for &next in to.keys() {
            from.entry(next).or_default().push(name);
            ways.entry(next).or_insert(0);
        }
    }
    let mut ends: Vec<&str> = ways.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    while let Some(end) = ends.pop() {
        ways.remove(end);
        for before in from.get(end).into_iter().flatten() {
            if let Some(count) = ways.get_mut(before) {
                *count -= 1;
                if *count == 0 {
                    ends.push(before);
                }
            }
        }
    }
    ways.into_keys().filter(|name| ties.contains_key(name)).collect()
}

/// The names in their order, and the first again.
pub(super) fn shown(circle: &[&str]) -> String {
    const SHOWN: usize = 8;
    let mut names: Vec<String> = circle.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if circle.len() > SHOWN {
        names.push(format!("… ({} more)", circle.len() - SHOWN));
    }
    names.extend(circle.first().map(|name| format!("`{name}`")));
    names.join(" → ")
}

fn reaches<'a, T>(ties: &BTreeMap<&'a str, BTreeMap<&'a str, T>>, from: &'a str, to: &str) -> bool {
    let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(at) = open.pop() {
        for &next in ties.get(at).into_iter().flat_map(BTreeMap::keys) {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

/// The shortest way from `start` back to it.
fn way_round<'a, T>(ties: &BTreeMap<&'a str, BTreeMap<&'a str, T>>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &next in ties.get(at).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                let mut way = vec![at];
                while let Some(before) = way.last().filter(|last| **last != start).and_then(|last| came_from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, at);
                queue.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(ties: &[(&'static str, &'static str)]) -> Vec<Vec<&'static str>> {
        let mut map: BTreeMap<&str, BTreeMap<&str, ()>> = BTreeMap::new();
        for (from, to) in ties {
            map.entry(from).or_default().insert(to, ());
        }
        all(&map)
    }

    #[test]
    fn each_group_has_one_circle() {
        assert_eq!(circles(&[("a", "b"), ("b", "c"), ("c", "a"), ("b", "a"), ("x", "x"), ("d", "a")]), [vec!["a", "b"], vec!["x"]]);
        assert_eq!(circles(&[("a", "b"), ("b", "c"), ("a", "c")]), Vec::<Vec<&str>>::new());
        assert_eq!(circles(&[("b", "c"), ("c", "d"), ("d", "b"), ("a", "b")]), [vec!["b", "c", "d"]]);
    }

    #[test]
    fn long_circles_are_cut() {
        assert_eq!(shown(&["a", "b"]), "`a` → `b` → `a`");
        assert_eq!(shown(&["a"; 10]).matches('→').count(), 9);
    }
}
