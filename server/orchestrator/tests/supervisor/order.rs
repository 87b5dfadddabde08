//! In which order agents start.

use orchestrator::supervisor::{Order, order};

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
