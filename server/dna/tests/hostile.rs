//! Nothing that somebody writes into a DNA makes reading it panic, hang or blow up.

use dna::{Verdict, parse};
use proptest::prelude::*;
use workspace::RelPath;

const SEED: &str = include_str!("../../../dna/ouroboros.dna.yaml");

const RICH: &str = "dna: 1\nname: 'ä'\nextends: [./b.dna.yaml]\ncomponents:\n  a: &a { path: [a/**, 'b/{x,y}/*.py'], layer: l, owner: \"@\\u00e4\", uses: [b, '*', 'owner:@ä'] }\n  \
     b: { <<: *a, path: b, requires: { files: [x] }, deprecated: [a], visible_to: [] }\nlayers: [l, [m, n]]\nrules:\n- { id: r, deny: \"a , layer:l -> b\", \
     except: [m], severity: off }\n- { id: q, require: 'a has **/ß*' }\n- { id: s, independent: [a, b] }\nchecks: { level: L4, severity: { L1/x: off }, \
     suppress: [{ code: L1/x, at: y, until: 2027-01-01 }], max_file_size: 1MB }\n";

/// Reads and uses a text in every way there is.
fn exercise(text: &str) {
    let parsed = parse(text, &["L1/x"]);
    for mistake in &parsed.mistakes {
        let places =
            [mistake.span].into_iter().chain(mistake.related.iter().map(|note| note.span)).chain(mistake.fix.iter().map(|fix| fix.span));
        for span in places {
            assert!(text.get(span.range()).is_some(), "{span:?} is no place in\n{text}");
        }
    }
    let Some(dna) = parsed.dna else { return };
    for (_, span, _) in dna.ids() {
        assert!(text.get(parsed.spans.get(span).range()).is_some());
    }
    for reference in dna.id_references() {
        assert!(text.get(parsed.spans.get(reference.id.span).range()).is_some());
    }
    dna.settings();
    dna.requirements();
    dna.declared_paths().for_each(drop);
    dna.component_of(&RelPath::new("a/b/c.py"));
    for from in dna.components.iter().take(8) {
        for to in dna.components.iter().take(8) {
            if let Verdict::Denied(denial) = dna.may_depend(from, to) {
                denial.places();
                assert!(!denial.reason().is_empty());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: proptest::test_runner::RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_dna_never_panics(
        rich in any::<bool>(),
        edits in prop::collection::vec(
            (
                any::<prop::sample::Index>(),
                0..12usize,
                prop_oneof![
                    Just(""), Just(":"), Just("- "), Just("\n"), Just("[1"), Just("]"), Just("{"), Just("}"), Just("*a"), Just("&a "), Just("'"), Just("\""),
                    Just("->"), Just(","), Just(" has "), Just("ß"), Just("\u{feff}"), Just("\t"), Just("layer:"), Just("<<: "), Just("!!str "), Just("? "),
                    Just("|\n"), Just("---\n"), Just("\0"), Just("~"), Just("1e9"),
                ],
            ),
            1..6,
        ),
    ) {
        let mut text: Vec<char> = if rich { RICH } else { SEED }.chars().collect();
        for (at, removed, inserted) in edits {
            let at = at.index(text.len().max(1)).min(text.len());
            let end = (at + removed).min(text.len());
            text.splice(at..end, inserted.chars());
        }
        exercise(&text.into_iter().collect::<String>());
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,200}") {
        exercise(&text);
        exercise(&format!("dna: 1\nrules: [{{ id: x, deny: {text:?} }}, {{ id: y, require: {text:?} }}]\ncomponents: {{ {text:?}: {{ path: {text:?} }} }}\n"));
    }
}

#[test]
fn hostile_texts_end_soon() {
    let many = |count: usize, item: &str| item.repeat(count);
    let id = "i".repeat(10_000);
    let wide = |prefix: &str| (0..40_000).map(|n| format!("{prefix}{n}, ")).collect::<String>();
    let texts = [
        format!("dna: {}", many(100_000, "[")),
        format!("dna: 1\ncomponents: {}", many(10_000, "{a: ")),
        (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth.min(600)))).collect(),
        format!("dna: 1\nlayers: [{}]", many(2_000_000, "a, ")),
        format!("dna: 1\nlayers: [{}]", (0..60_000).map(|n| format!("l{n}, ")).collect::<String>()),
        format!("dna: 1\ncomponents: {{ a: {{ uses: [{}] }} }}", (0..20_000).map(|n| format!("u{n}, ")).collect::<String>()),
        format!("dna: 1\nlayers: [{}]\nrules: [{{ id: r, acyclic: [{}] }}]", wide("id"), wide("di")),
        format!("dna: 1\nlayers: [a]\ncomponents: {{ {} }}", (0..10_000).map(|n| format!("c{n}: {{ layer: {n}a }}, ")).collect::<String>()),
        format!("dna: 1\nchecks: {{ severity: {{ {} }} }}", (0..30_000).map(|n| format!("L1/{n}: off, ")).collect::<String>()),
        format!("dna: 1\n{}", (0..60_000).map(|n| format!("k{n}: off\n")).collect::<String>()),
        format!("dna: 1\nrules: [{}]", many(10_000, "{ id: r, deny: 'x -> y' }, ")),
        format!("dna: 1\nrules: [{{ id: r, deny: \"{}\" }}]", many(1_000_000, "x, ")),
        format!("dna: 1\nx: '{}'", many(10_000_000, "y")),
        format!("dna: 1\ncomponents: {{ {id}: {{ uses: [{}] }} }}", many(1_000, &format!("{id}x, "))),
        format!("dna: 1\ncomponents: {{ {} }}", (0..20_000).map(|n| format!("c{n}: {{ path: 'p{n}/*' }}, ")).collect::<String>()),
        format!("dna: 1\ncomponents: {{ a: {{ path: '{}' }} }}", many(20_000, "{a,")),
        format!("dna: 1\ncomponents: {{ a: {{ path: '{}' }} }}", many(100_000, "**/")),
    ];
    for text in texts {
        exercise(&text);
    }
}
