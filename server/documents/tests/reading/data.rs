//! Documents as plain data, and from paths in that data back to the places.

use documents::{Node, read};
use schemas::Step;

const TEXT: &str = "a: &x {k: 1, k: 2, '': ~}\nb: [true, 0x1F, 1.50, 8.0, .inf, '7', *x]\n1: {2: on}\n";

fn root(text: &str) -> Node {
    read(text).ok().and_then(|document| document.root).expect("a document")
}

#[test]
fn data() {
    assert_eq!(root(TEXT).to_json().to_string(), r#"{"a":{"k":1,"":null},"b":[true,31,1.5,8,".inf","7",{"k":1,"":null}],"1":{"2":"on"}}"#);
}

#[test]
fn every_path_of_the_data_has_its_place() {
    let root = root(TEXT);
    let text = |path: &[Step]| root.at(path).map(|(key, value)| (&TEXT[key.range()], &TEXT[value.range()]));
    let key = |name: &str| Step::Key(name.to_owned());
    assert_eq!(text(&[key("a"), key("k")]), Some(("k", "1")));
    assert_eq!(text(&[key("b"), Step::Index(5)]), Some(("7", "7")));
    assert_eq!(text(&[key("1"), key("2")]), Some(("2", "on")));
    assert_eq!(text(&[key("a"), key("z")]), None);
    assert_eq!(text(&[]).map(|(key, _)| key), Some("a"));
}
