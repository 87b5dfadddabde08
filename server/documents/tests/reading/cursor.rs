//! Where in a half-written document a cursor stands.

use documents::cursor::{Place, places};
use schemas::Step;

/// The places at `|`: `key` or `value`, the path, and what stands before the word.
fn seen(text: &str) -> Vec<String> {
    let offset = text.find('|').expect("a cursor");
    let step = |step: &Step| match step {
        Step::Key(key) => format!(".{key}"),
        Step::Index(index) => format!("[{index}]"),
    };
    let show = |place: Place| {
        let what = if place.is_key { "key" } else { "value" };
        format!(
            "{what} {}{}",
            place.path.iter().map(step).collect::<String>(),
            if place.before.is_empty() { String::new() } else { format!(" after «{}»", place.before) }
        )
    };
    places(&text.replacen('|', "", 1), offset).into_iter().map(show).collect()
}

#[test]
fn places_in_half_written_documents() {
    for (text, expected) in [
        ("dna: 1\nco|\n", &["key "][..]),
        ("|", &["value ", "key "]),
        ("dna: 1\ncomponents:\n  |\nlayers: [a]\n", &["value .components", "key .components"]),
        ("dna: 1\ncomponents:\n  a:\n    pa|\n    layer: b\n", &["value .components.a", "key .components.a"]),
        ("components: { a: { layer: | } }\n", &["value .components.a.layer"]),
        ("components: { a: { layer: ed|ge, path: x } }\n", &["value .components.a.layer"]),
        ("components: { a: { |", &["key .components.a"]),
        ("components:\n  a: { path: x, uses: [b, |\n  b: {}\n", &["value .components.a.uses[1]", "key .components.a.uses[1]"]),
        ("rules:\n  - { deny: 'edge -> la|' }\n", &["value .rules[0].deny after «edge -> »"]),
        ("rules:\n  - id: x\n    de|\n", &["key .rules[0]"]),
        ("checks:\n  severity:\n    L4/br|: off\n", &["key .checks.severity"]),
        ("checks: { fail_on: |\n", &["value .checks.fail_on"]),
        ("extends: [ouroboros:la|]\n", &["value .extends[0]", "key .extends[0]"]),
        ("{\"dna\": 1, \"checks\": {\"level\": \"|\"}}", &["value .checks.level"]),
        ("{\"dna\": 1, \"|\": 1}", &["key "]),
    ] {
        assert_eq!(seen(text), expected, "{text}");
    }
}
