//! What a DNA says: data, settings, places, owners, and verdicts on dependencies.

use dna::{Dna, Parsed, Verdict, parse};
use workspace::{Date, RelPath, SeverityOverride};

#[track_caller]
fn read(text: &str) -> (Dna, Parsed) {
    let parsed = parse(text, &["L0/missing-file", "L1/conflict-marker", "L3/unused-import", "L4/layer-violation"]);
    assert_eq!(parsed.mistakes, []);
    (parsed.dna.clone().expect("it is YAML"), parsed)
}

const SHOP: &str = r#"
dna: 1
name: shop
extends: [ouroboros:python-service, ./base.dna.yaml]
components:
  api:      { path: src/shop/api,    layer: edge,   owner: "@web", exports: [app] }
  orders:   { path: [src/shop/orders, "jobs/*"], layer: domain, uses: [store, clock], requires: { files: [README.md] } }
  store:    { path: src/shop/store,  layer: infra,  kind: library }
  clock:    { path: src/shop/store/clock.py, layer: infra }
  postgres: { kind: external }
layers: [edge, domain, infra]
rules:
  - { id: sql-in-store, deny: "domain -> postgres", except: [store], severity: error, why: "SQL lives in store" }
  - { id: no-cycles, acyclic: "*" }
  - { id: edge-tested, require: "layer:edge has tests/**/test_*.py", severity: warning }
checks:
  level: L6
  severity: { L3/unused-import: "off", L4: info }
  ignore: ["vendor/**"]
  suppress: [{ code: L4/layer-violation, at: src/shop/api/legacy.py, until: 2027-03-01, why: SHOP-12 }]
  baseline: ouroboros.baseline.json
  max_file_size: 2MiB
  fail_on: error
"#;

#[test]
fn the_design_s_example() {
    let (dna, parsed) = read(SHOP);
    let written = |span| &SHOP[parsed.spans.get(span).range()];

    let ids: Vec<_> = dna.ids().into_iter().map(|(id, span, is_layer)| (written(span) == id, id, is_layer)).collect();
    assert_eq!(ids.len(), 8);
    assert!(ids.iter().all(|(at_place, _, _)| *at_place) && ids[7] == (true, "infra", true));
    let references: Vec<_> = dna.id_references().iter().map(|reference| written(reference.id.span)).collect();
    assert_eq!(references, ["edge", "domain", "store", "clock", "infra", "infra", "store", "domain", "postgres", "edge"]);

    let paths: Vec<_> = dna.declared_paths().map(|path| (path.path.as_str(), path.is_glob, path.component.id.as_str())).collect();
    assert_eq!(paths[2], ("jobs/*", true, "orders"));
    let extended: Vec<_> = dna.extends.iter().map(|entry| (entry.as_str(), written(entry.span))).collect();
    assert_eq!(extended[1], ("./base.dna.yaml", "./base.dna.yaml"));
    let required: Vec<_> = dna.requirements().iter().map(|one| (one.component.id.as_str(), one.glob, one.rule.is_some())).collect();
    assert_eq!(required, [("orders", "README.md", false), ("api", "tests/**/test_*.py", true)]);

    let settings = dna.settings();
    assert_eq!((settings.level, settings.scan.max_file_size, settings.fail_on), (Some(6), 2 << 20, Some(SeverityOverride::Error)));
    assert_eq!(
        settings.severity.into_iter().collect::<Vec<_>>(),
        [("L3/unused-import".to_owned(), SeverityOverride::Off), ("L4".to_owned(), SeverityOverride::Info)]
    );
    assert_eq!((settings.suppress[0].at.as_str(), settings.suppress[0].until), ("src/shop/api/legacy.py", Date::parse("2027-03-01")));
    assert_eq!((dna.layer_index("domain"), dna.layer_index("orders")), (Some(1), None));

    for (file, owner) in [
        ("src/shop/api/v1/x.py", Some("api")),
        ("src/shop/store/clock.py", Some("clock")),
        ("src/shop/store/clocks.py", Some("store")),
        ("jobs/nightly/run.py", Some("orders")),
        ("src/shop/__init__.py", None),
    ] {
        assert_eq!(dna.component_of(&RelPath::new(file)).map(|component| component.id.as_str()), owner, "{file}");
    }
}

#[test]
fn this_project_s_own_is_sound() {
    let (dna, _) = read(include_str!("../../../dna/ouroboros.dna.yaml"));
    let may = |from: &str, to: &str| match (dna.component(from), dna.component(to)) {
        (Some(from), Some(to)) => dna.may_depend(from, to) == Verdict::Allowed,
        _ => panic!("no {from} or {to}"),
    };
    assert!(may("ouroboros", "workspace") && may("lsp", "oracle") && may("dna", "workspace"));
    assert!(!may("dna", "syntax") && !may("syntax", "dna") && !may("oracle", "lsp") && !may("editors", "lsp"));
    assert_eq!(dna.component_of(&RelPath::new("server/dna/src/lib.rs")).map(|component| component.id.as_str()), Some("dna"));
}

#[test]
fn json_is_the_same() {
    // What JSON escapes, YAML reads; pairs of surrogates too.
    assert_eq!(read("{\"dna\": 1, \"name\": \"\\ud83d\\ude00 \\/ \\u00e4\"}").0.name.expect("a name").as_str(), "😀 / ä");
    let yaml = "dna: 1\ncomponents:\n  a: {path: a, uses: [b]}\n  b: {path: b}\nlayers: [x]\n";
    let json = r#"{"dna": 1, "components": {"a": {"path": "a", "uses": ["b"]}, "b": {"path": "b"}}, "layers": ["x"]}"#;
    // Equal down to the ids of places, which are counted in order of reading.
    assert_eq!(read(yaml).0, read(json).0);
}

#[test]
fn what_only_moves_text_changes_no_declaration() {
    let moved = SHOP.replace("rules:", "# The rules.\n\nrules:   # here");
    let (before, after) = (read(SHOP), read(&moved));
    assert_eq!(before.0, after.0);
    assert_ne!(before.1.spans, after.1.spans);
    assert_ne!(before.0, read(&SHOP.replace("uses: [store, clock]", "uses: [store]")).0);
}

/// Verdicts as text: `from -> to: verdict (place)`.
#[track_caller]
fn verdicts(declaration: &str, expected: &[(&str, &str)]) {
    let text = format!("dna: 1\n{declaration}");
    let parsed = parse(&text, &[]);
    let dna = parsed.dna.expect("it is YAML");
    for (edge, expected) in expected {
        let (from, to) = edge.split_once(" -> ").expect("an edge");
        let component = |id: &str| dna.component(id).unwrap_or_else(|| panic!("no {id}"));
        let verdict = match dna.may_depend(component(from), component(to)) {
            Verdict::Allowed => "allowed".to_owned(),
            Verdict::Deprecated(entry) => format!("deprecated by «{}»", &text[parsed.spans.get(entry).range()]),
            Verdict::Denied(denial) => {
                let places: Vec<_> = denial.places().iter().map(|(span, _)| &text[parsed.spans.get(*span).range()]).collect();
                format!("{} {} «{}»", denial.code(), denial.reason(), places.join("» «"))
            }
        };
        assert_eq!(&verdict, expected, "{edge}\n{text}");
    }
}

#[test]
fn layers() {
    verdicts(
        "components:\n  a: {layer: top}\n  a2: {layer: top}\n  l: {layer: left}\n  r: {layer: right}\n  g: {layer: ground}\n  free: {}\n\
         layers: [top, [left, right], ground]\n",
        &[
            ("a -> a", "allowed"),
            ("a -> a2", "allowed"),
            ("a -> l", "allowed"),
            ("a -> g", "allowed"),
            ("l -> g", "allowed"),
            ("g -> free", "allowed"),
            ("free -> a", "allowed"),
            ("g -> a", "L4/layer-violation layer `top` is above `ground`, and layers depend downwards only «top» «ground»"),
            ("l -> r", "L4/layer-violation the layers `left` and `right` are siblings, independent of each other «right» «left»"),
            ("r -> a", "L4/layer-violation layer `top` is above `right`, and layers depend downwards only «top» «right»"),
        ],
    );
}

#[test]
fn lists() {
    verdicts(
        "components:\n  a: { uses: [b, shared], deprecated: [old] }\n  b: { visible_to: [a], uses: [] }\n  c: { }\n  old: {}\n  d: {layer: shared}\n\
         layers: [shared]\n",
        &[
            ("a -> b", "allowed"),
            ("a -> d", "allowed"),
            ("a -> old", "deprecated by «old»"),
            ("a -> c", "L4/denied-dependency `uses` of `a` does not list it «[b, shared]»"),
            ("b -> c", "L4/denied-dependency `uses` of `b` does not list it «[]»"),
            ("c -> b", "L4/denied-dependency `visible_to` of `b` does not list it «[a]»"),
            ("c -> a", "allowed"),
        ],
    );
    // A typo is one finding in the DNA, not one on every import.
    verdicts(
        "components: { a: { uses: [bb] }, b: { visible_to: [aa] }, c: { uses: ['x:y'] } }\nrules: [{ id: r, deny: '* -> *', except: [zz] }]\n",
        &[("a -> c", "allowed"), ("a -> b", "allowed"), ("c -> b", "allowed")],
    );
}

#[test]
fn rules() {
    verdicts(
        "components: { a: {owner: '@x'}, b: {}, c: {}, pg: {kind: external} }\nrules:\n\
         - { id: off, deny: '* -> *', severity: off }\n\
         - { id: db, deny: 'a, b -> pg', except: [b], why: SQL lives in b }\n\
         - { id: apart, independent: [a, c] }\n\
         - { id: soft, deny: 'owner:@x -> *', severity: warning }\n\
         - { id: chain, forbid: 'c -> b' }\n",
        &[
            ("a -> pg", "L4/denied-dependency rule `db` denies it (SQL lives in b) «a, b -> pg» «SQL lives in b»"),
            ("b -> pg", "allowed"),
            ("c -> pg", "allowed"),
            ("c -> a", "L4/denied-dependency rule `apart` keeps them independent «independent: [a, c]»"),
            ("a -> c", "L4/denied-dependency rule `apart` keeps them independent «independent: [a, c]»"),
            ("a -> b", "L4/denied-dependency rule `soft` denies it «owner:@x -> *»"),
            ("c -> b", "L4/denied-dependency rule `chain` denies it «c -> b»"),
            ("b -> c", "allowed"),
        ],
    );
    verdicts(
        "components: { a: {layer: x}, a2: {layer: x}, b: {layer: y}, b2: {} }\nlayers: [y, x]\nrules:\n\
         - { id: soft, deny: 'a -> b', severity: info }\n- { id: within, independent: x }\n- { id: groups, independent: [x, b2] }\n",
        &[
            ("a -> b", "L4/layer-violation layer `y` is above `x`, and layers depend downwards only «y» «x»"),
            ("a -> a2", "L4/denied-dependency rule `within` keeps them independent «x»"),
            ("a2 -> b2", "L4/denied-dependency rule `groups` keeps them independent «independent: [x, b2]»"),
        ],
    );
}
