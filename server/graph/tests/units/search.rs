//! What is found by a few letters of its name.

use graph::symbols::search;
use workspace::fixture::{Fixture, Opened};

/// The names among `names`, each given to a flag of a workspace's own, that are found; the best first.
fn ranked(query: &str, names: &[&str]) -> Vec<String> {
    let flags: String = names.iter().map(|name| format!("  {name}: 1\n")).collect();
    let rules =
        "files: [a.yaml]\nnamespaces: { shop.flag: { what: feature flag } }\nnames: [{ define: shop.flag, at: $.flags.*, take: key }]\n";
    let text = format!("//- /queries/names.yaml\n{rules}//- /a.yaml\nflags:\n{flags}");
    let Opened { mut db, root, mut layout, .. } = Fixture::parse(&text).open();
    let settings = workspace::Settings { queries: vec![workspace::RelPath::new("queries")], ..workspace::Settings::default() };
    layout.configure(&mut db, settings);
    search(&db, root, query, 100).into_iter().map(|symbol| symbol.name).collect()
}

#[test]
fn letters_in_their_order() {
    let names = ["orders", "border_state", "OrderService", "old-rust-deps", "reorder", "rodeo", "order"];
    assert_eq!(ranked("order", &names), ["order", "orders", "OrderService", "border_state", "reorder"]);
    assert_eq!(ranked("os", &["OrderService", "orders", "cost"]), ["OrderService", "cost", "orders"]);
    assert_eq!(ranked("", &["b", "aa"]), ["b", "aa"]);
    assert_eq!(ranked("xyz", &names), [] as [&str; 0]);
}
