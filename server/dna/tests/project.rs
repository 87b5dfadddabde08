//! Which file is the project DNA, and what runs again when it is edited.

use std::path::PathBuf;

use workspace::RelPath;
use workspace::fixture::{Fixture, Opened};

/// The file that counts, and the others.
fn found(text: &str) -> (Option<String>, Vec<String>) {
    let Opened { db, root, .. } = Fixture::parse(text).open();
    let declared = dna::declared(&db, root);
    let name = |file: &workspace::File| file.path(&db).to_string();
    (declared.file.as_ref().map(name), declared.duplicates.iter().map(|(file, _)| name(file)).collect())
}

#[test]
fn finding_it() {
    for (text, file, duplicates) in [
        ("//- /README.md\n", None, &[][..]),
        ("//- /shop.dna.yaml\ndna: 1\n", Some("shop.dna.yaml"), &[]),
        ("//- /dna/shop.dna.json\n{\"dna\": 1}\n", Some("dna/shop.dna.json"), &[]),
        ("//- /shop.dna.yml\ndna: 2\n//- /dna/gen.dna.yaml\nid: gen\n", Some("shop.dna.yml"), &[]),
        ("//- /.dna.yaml\ndna: 1\n//- /src/x.dna.yaml\ndna: 1\n//- /dna/presets/x.dna.yaml\ndna: 1\n", None, &[]),
        ("//- /b.dna.yaml\ndna: 1\n//- /dna/a.dna.yaml\ndna: 1\n", Some("b.dna.yaml"), &["dna/a.dna.yaml"]),
        ("//- /dna/b.dna.yaml\ndna: 1\nextends: ./a.dna.yaml\n//- /dna/a.dna.yaml\ndna: 1\n", Some("dna/b.dna.yaml"), &[]),
        ("//- /a.dna.yaml\ndna: 1\nextends: [./a.dna.yaml]\n", Some("a.dna.yaml"), &[]),
        (
            "//- /a.dna.yaml\ndna: 1\n//- /b.dna.yaml\ndna: 1\nextends: ./p/c.dna.yaml\n//- /p/c.dna.yaml\ndna: 1\nextends: ../a.dna.yaml\n",
            Some("b.dna.yaml"),
            &[],
        ),
        ("//- /a.dna.yaml\ndna: 1\nextends: ./b.dna.yaml\n//- /b.dna.yaml\ndna: 1\nextends: ./a.dna.yaml\n", Some("a.dna.yaml"), &[]),
        ("//- /a.dna.yaml\ndna: 1\ncomponents: {\n", Some("a.dna.yaml"), &[]),
        ("//- /a.dna.yaml\nid: {\n", None, &[]),
    ] {
        assert_eq!(found(text), (file.map(str::to_owned), duplicates.iter().map(|name| (*name).to_owned()).collect()), "{text}");
    }
}

#[test]
fn duplicates_have_places() {
    let Opened { db, root, .. } = Fixture::parse("//- /a.dna.yaml\ndna: 1\n//- /b.dna.yaml\n# two\ndna: 1\n").open();
    let (declared, ranges) = (dna::declared(&db, root), dna::ranges(&db, root));
    let range = |key: Option<dna::SpanId>| ranges.spans.get(key.expect("it has the key")).range();
    assert_eq!((range(declared.version), range(declared.duplicates[0].1)), (0..3, 6..9));
}

#[test]
fn text_that_cannot_be_read_is_told_from_none() {
    let Opened { db, root, .. } = Fixture::parse("//- /a.dna.yaml\ndna: 1\nchecks: {\n").open();
    let declared = dna::declared(&db, root);
    assert!(declared.is_unreadable() && declared.dna.is_none());
    assert_eq!(*dna::settings(&db, root), workspace::Settings::default());
}

#[test]
fn rule_codes_are_checked_when_asked_for() {
    let Opened { db, root, .. } = Fixture::parse("//- /a.dna.yaml\ndna: 1\nx: 1\nchecks: { severity: { L1/x: off } }\n").open();
    let codes = |known: &[&str]| dna::mistakes(&db, root, known).iter().map(|mistake| mistake.code).collect::<Vec<_>>();
    assert_eq!(codes(&["L1/x"]), ["L2/schema-violation"]);
    assert_eq!(codes(&["L1/y"]), ["L2/schema-violation", "L3/unknown-rule"]);
}

/// Stands for all queries that ask for the declaration.
#[salsa::tracked(returns(copy))]
fn number_of_components(db: &dyn workspace::Db, root: workspace::Root) -> usize {
    dna::dna(db, root).map_or(0, |dna| dna.components.len())
}

#[test]
fn a_comment_runs_nothing_that_asks_for_the_declaration() {
    let Opened { mut db, root, mut layout, system } =
        Fixture::parse("//- /a.dna.yaml\ndna: 1\ncomponents: { a: {} }\n//- /other.py\n").open();
    assert_eq!((number_of_components(&db, root), dna::settings(&db, root).level), (1, None));
    let mut edit = |text: &str| {
        system.write(PathBuf::from("/fixture/a.dna.yaml"), text);
        layout.changed(&mut db, [RelPath::new("a.dna.yaml")]);
        db.counters().record_names();
        let components = number_of_components(&db, root);
        dna::settings(&db, root);
        let names = db.counters().take_names();
        (components, names.contains_key("project_dna"), names.contains_key("number_of_components"), names.contains_key("settings"))
    };
    assert_eq!(edit("# moved\n\ndna: 1\ncomponents: { a: {} }\n"), (1, true, false, false));
    assert_eq!(edit("dna: 1\ncomponents: { a: {}, b: {} }\n"), (2, true, true, true));
}
