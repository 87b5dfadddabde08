//! The laws of `extends`, for any declarations: what files say together is what one file would say that somebody
//! merged by hand.

use std::collections::BTreeMap;

use dna::{Dna, RuleKind};
use proptest::prelude::*;
use workspace::fixture::{Fixture, Opened};

/// A declaration, as far as merging cares.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    name: Option<String>,
    level: Option<u8>,
    layers: Option<Vec<String>>,
    /// Path and layer.
    components: BTreeMap<String, (String, Option<String>)>,
    /// Glob that is required.
    rules: BTreeMap<String, String>,
    severity: BTreeMap<String, String>,
    ignore: Vec<String>,
}

impl Model {
    /// The law, as `broken_extends.md` has it.
    fn over(&self, base: &Model) -> Model {
        fn keyed<V: Clone>(own: &BTreeMap<String, V>, base: &BTreeMap<String, V>) -> BTreeMap<String, V> {
            base.iter().chain(own).map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        Model {
            name: self.name.clone().or_else(|| base.name.clone()),
            level: self.level.or(base.level),
            layers: self.layers.clone().or_else(|| base.layers.clone()),
            components: keyed(&self.components, &base.components),
            rules: keyed(&self.rules, &base.rules),
            severity: keyed(&self.severity, &base.severity),
            ignore: base.ignore.iter().chain(&self.ignore).cloned().collect(),
        }
    }

    /// As YAML, its sections in an order that `turn` decides.
    fn text(&self, extends: &str, turn: usize) -> String {
        let quoted = |items: &[String]| items.iter().map(|item| format!("'{item}'")).collect::<Vec<_>>().join(", ");
        let component = |(id, (path, layer)): (&String, &(String, Option<String>))| {
            let layer = layer.as_ref().map_or_else(String::new, |layer| format!(", layer: {layer}"));
            format!("  {id}: {{path: {path}{layer}}}\n")
        };
        let mut sections = vec!["dna: 1\n".to_owned()];
        sections.extend((!extends.is_empty()).then(|| format!("extends: [{extends}]\n")));
        sections.extend(self.name.iter().map(|name| format!("name: {name}\n")));
        sections.extend(self.layers.iter().map(|layers| format!("layers: [{}]\n", quoted(layers))));
        sections.push(format!("components:\n{}", self.components.iter().map(component).collect::<String>()));
        let rule = |(id, glob): (&String, &String)| format!("- {{id: {id}, require: '* has {glob}'}}\n");
        sections.push(format!("rules:\n{}", self.rules.iter().map(rule).collect::<String>()));
        let severity: Vec<_> = self.severity.iter().map(|(code, severity)| format!("{code}: {severity}")).collect();
        let level = self.level.map_or_else(String::new, |level| format!(", level: L{level}"));
        sections.push(format!("checks: {{severity: {{{}}}, ignore: [{}]{level}}}\n", severity.join(", "), quoted(&self.ignore)));
        let count = sections.len();
        sections.rotate_left(turn % count);
        sections.concat()
    }
}

/// What a declaration says, whoever wrote which part of it where.
fn said(dna: &Dna) -> Model {
    let layer = |component: &dna::Component| dna.layer_of(component).map(|layer| layer.id.to_string());
    let rules = dna.rules.iter().map(|rule| match &rule.kind {
        RuleKind::Require { glob, .. } => (rule.id.to_string(), glob.to_string()),
        other => panic!("{other:?}"),
    });
    let settings = dna.settings();
    Model {
        name: dna.name.as_ref().map(|name| name.to_string()),
        level: settings.level,
        layers: Some(dna.layers.iter().map(|layer| layer.id.to_string()).collect()),
        components: dna.components.iter().map(|one| (one.id.to_string(), (one.paths[0].to_string(), layer(one)))).collect(),
        rules: rules.collect(),
        severity: settings.severity.into_iter().map(|(code, severity)| (code, format!("{severity:?}").to_lowercase())).collect(),
        ignore: settings.scan.ignore,
    }
}

/// Reads files, the first of which is the DNA.
fn read(files: &[(&str, String)]) -> Model {
    let text: String = files.iter().map(|(path, text)| format!("//- /{path}\n{text}")).collect();
    let Opened { db, root, .. } = Fixture::parse(&text).open();
    let declared = dna::declared(&db, root);
    assert_eq!(declared.duplicates, [], "{text}");
    said(declared.dna.as_ref().unwrap_or_else(|| panic!("unreadable:\n{text}")))
}

fn alone(model: &Model) -> Model {
    read(&[("a.dna.yaml", model.text("", 0))])
}

fn model() -> impl Strategy<Value = Model> {
    let id = || prop::sample::select(vec!["c1", "c2", "c3", "c4"]).prop_map(str::to_owned);
    let layer = || prop::sample::select(vec!["l1", "l2", "l3"]).prop_map(str::to_owned);
    let path = prop::sample::select(vec!["p1", "p2", "p3"]).prop_map(str::to_owned);
    let code = prop::sample::select(vec!["L1", "L4", "L4/x"]).prop_map(str::to_owned);
    let severity = prop::sample::select(vec!["off", "info", "error"]).prop_map(str::to_owned);
    let glob = || prop::sample::select(vec!["a/**", "b", "!c"]).prop_map(str::to_owned);
    (
        prop::option::of(id()),
        prop::option::of(0..=6u8),
        prop::option::of(prop::sample::subsequence(vec!["l1".to_owned(), "l2".to_owned(), "l3".to_owned()], 0..=3)),
        prop::collection::btree_map(id(), (path, prop::option::of(layer())), 0..4),
        prop::collection::btree_map(id(), glob(), 0..3),
        prop::collection::btree_map(code, severity, 0..3),
        prop::collection::vec(glob(), 0..3),
    )
        .prop_map(|(name, level, layers, components, rules, severity, ignore)| Model {
            name,
            level,
            layers,
            components,
            rules,
            severity,
            ignore,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: proptest::test_runner::RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_chain_says_what_one_file_would(a in model(), b in model(), c in model(), turn in 0..9usize) {
        let expected = alone(&a.over(&b.over(&c)));
        let chain = [
            ("a.dna.yaml", a.text("./b.dna.yaml", turn)),
            ("b.dna.yaml", b.text("./p/c.dna.yaml", turn + 1)),
            ("p/c.dna.yaml", c.text("", turn + 2)),
        ];
        prop_assert_eq!(read(&chain), expected.clone(), "a chain");
        let list = [
            ("a.dna.yaml", a.text("./p/c.dna.yaml, ./b.dna.yaml", turn)),
            ("b.dna.yaml", b.text("", turn)),
            ("p/c.dna.yaml", c.text("", turn)),
        ];
        prop_assert_eq!(read(&list), expected.clone(), "a list, of which the last wins");
        // It does not matter which two are merged first.
        let right = [("a.dna.yaml", a.text("./b.dna.yaml", turn)), ("b.dna.yaml", b.over(&c).text("", turn))];
        let left = [("a.dna.yaml", a.over(&b).text("./b.dna.yaml", turn)), ("b.dna.yaml", c.text("", turn))];
        prop_assert_eq!(read(&right), expected.clone(), "the right pair first");
        prop_assert_eq!(read(&left), expected, "the left pair first");
    }

    #[test]
    fn nothing_is_neutral_and_order_does_not_matter(a in model(), turn in 0..9usize) {
        let expected = alone(&a);
        for empty in ["dna: 1\n", "", "# nothing\n", "dna: 1\ncomponents:\nlayers:\nrules:\nchecks:\n"] {
            let files = [("a.dna.yaml", a.text("./p/b.dna.yaml", turn)), ("p/b.dna.yaml", empty.to_owned())];
            prop_assert_eq!(read(&files), expected.clone());
        }
        let onto_nothing = [("a.dna.yaml", "extends: ./p/b.dna.yaml\ndna: 1\n".to_owned()), ("p/b.dna.yaml", a.text("", turn))];
        prop_assert_eq!(read(&onto_nothing), expected.clone());
        let twice = [("a.dna.yaml", a.text("", turn))];
        prop_assert_eq!(read(&twice), expected);
    }
}
