//! What is read back from files that were made.

use alpha::readback::{Lifted, leaves, read_back};
use serde_json::{Value, json};
use workspace::fixture::Fixture;

/// What is read back where a generator that is given `config` has a template, and `there` was made of what it writes.
fn lifted(config: &Value, template: &str, there: &str) -> Lifted {
    let outputs = json!([{ "path": "out.txt", "template": "t", "provenance": false }]);
    let generator = json!({ "with": config, "outputs": outputs, "templates": { "inline": { "t": template } } });
    let declared = json!({ "dna": 1, "generators": { "g": generator } }).to_string();
    let files = vec![("x.dna.yaml".to_owned(), declared), ("out.txt".to_owned(), there.to_owned())];
    let opened = Fixture { files, markers: Vec::new() }.open();
    read_back(&opened.db, opened.root, &[])
}

#[test]
fn how_a_line_became_another() {
    for (config, template, there, expected) in [
        (json!({ "n": 1 }), "a = {{ n }}\n", "a = 22\n", Some(("n", json!(22)))),
        (json!({ "name": "order" }), "x {{ name }} y\n", "x item y\n", Some(("name", json!("item")))),
        (json!({ "name": "same" }), "{{ name }}", "same", None),
    ] {
        let Lifted { same, changed, stuck } = lifted(&config, template, there);
        assert_eq!((same, stuck), (usize::from(expected.is_none()), Vec::new()), "{there}");
        let changed: Vec<_> = changed.iter().map(|lift| (dna::shown(&lift.path), lift.after.clone())).collect();
        assert_eq!(changed, expected.map(|(path, after)| (path.to_owned(), after)).into_iter().collect::<Vec<_>>(), "{there}");
    }
}

#[test]
fn ways_to_values() {
    let config = json!({"a": [{"b": 1}, "x"], "c": true});
    let shown: Vec<String> = leaves(&config).iter().map(|(path, value)| format!("{}={value}", dna::shown(path))).collect();
    assert_eq!(shown, ["a[0].b=1", "a[1]=\"x\"", "c=true"]);
}
