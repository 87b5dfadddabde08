//! `extends`: what is merged, what is wrong with an entry, and in which file it is shown.

use std::path::PathBuf;

use dna::Source;
use workspace::RelPath;
use workspace::fixture::{Fixture, Opened};

const CODES: &[&str] =
    &["L4/broken-link", "L4/deprecated-dependency", "L4/import-cycle", "L4/undeclared-dependency", "L4/unused-dependency"];

/// Each mistake as `file «text» message (see file «text»)`, by place.
fn mistakes(text: &str) -> Vec<String> {
    let fixture = Fixture::parse(text);
    let Opened { db, root, .. } = fixture.open();
    let declared = dna::declared(&db, root);
    let written = |source: dna::SourceId, span: workspace::Span| {
        let Some(Source::File(file)) = declared.sources.get(usize::from(source.0)) else { panic!("{source:?} has no file") };
        let path = file.path(&db).as_str();
        let (_, text) = fixture.files.iter().find(|(known, _)| known == path).expect("a file of the fixture");
        format!("{path} «{}»", &text[span.range()])
    };
    let show = |mistake: dna::Mistake| {
        let related: String =
            mistake.related.iter().map(|note| format!(" (see {} {})", written(note.source, note.span), note.message)).collect();
        let fix = mistake.fix.map_or_else(String::new, |fix| format!(" -> {}", fix.text));
        format!("{} {} {}{related}{fix}", mistake.code, written(mistake.source, mistake.span), mistake.message)
    };
    dna::mistakes(&db, root, CODES).into_iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(mistakes(text), expected, "\n{text}");
}

#[test]
fn entries_that_lead_nowhere() {
    check(
        "//- /a.dna.yaml\ndna: 1\nextends: [ouroboros:strickt, ./bse.dna.yaml, 'ouroboros:', ./none/x.dna.yaml]\ncomponents: {a: {uses: [maybe]}}\n\
         //- /base.dna.yml\nid: x\n//- /bas.dna.yaml\nid: y\n",
        &[
            "L0/missing-component a.dna.yaml «ouroboros:strickt» there is no preset `ouroboros:strickt`; did you mean `ouroboros:strict`? -> ouroboros:strict",
            "L0/missing-component a.dna.yaml «./bse.dna.yaml» `extends`: `./bse.dna.yaml` does not exist; did you mean `./bas.dna.yaml`? -> ./bas.dna.yaml",
            "L0/missing-component a.dna.yaml «ouroboros:» there is no preset `ouroboros:`",
            "L0/missing-component a.dna.yaml «./none/x.dna.yaml» `extends`: `./none/x.dna.yaml` does not exist",
        ],
    );
    check(
        "//- /dna/a.dna.yaml\ndna: 1\nextends: [../../up.dna.yaml, ./sub, ./x.yaml, strict, b.dna.yaml, /b.dna.yaml, 7]\n\
         //- /dna/sub/y.txt\n//- /dna/x.yaml\nname: x\n//- /dna/b.dna.yaml\nid: b\n",
        &[
            "L4/broken-extends dna/a.dna.yaml «../../up.dna.yaml» `../../up.dna.yaml` leads out of the root, where nothing is read",
            "L4/broken-extends dna/a.dna.yaml «./sub» `./sub` is a folder, not a file",
            "L4/broken-extends dna/a.dna.yaml «./x.yaml» `./x.yaml` is no DNA: it has no key `dna`",
            "L2/schema-violation dna/a.dna.yaml «strict» a preset is `ouroboros:NAME`, or a path that starts with `./` or `../`; this is `strict`; did you mean `ouroboros:strict`? -> ouroboros:strict",
            "L2/schema-violation dna/a.dna.yaml «b.dna.yaml» a preset is `ouroboros:NAME`, or a path that starts with `./` or `../`; this is `b.dna.yaml`; did you mean `./b.dna.yaml`? -> ./b.dna.yaml",
            "L2/schema-violation dna/a.dna.yaml «/b.dna.yaml» a preset is `ouroboros:NAME`, or a path that starts with `./` or `../`; this is `/b.dna.yaml`",
            "L2/schema-violation dna/a.dna.yaml «7» an item of `extends` is text, not a number: put `7` in quotes -> \"7\"",
        ],
    );
}

#[test]
fn circles_and_bounds() {
    check(
        "//- /a.dna.yaml\ndna: 1\nextends: ./a.dna.yaml\n",
        &["L4/broken-extends a.dna.yaml «./a.dna.yaml» `./a.dna.yaml` is this file: it extends itself"],
    );
    check(
        "//- /a.dna.yaml\ndna: 1\nextends: ./p/b.dna.yaml\ncomponents: {a: {uses: [nobody]}}\n//- /p/b.dna.yaml\ndna: 1\nextends: ./c.dna.yaml\n\
         //- /p/c.dna.yaml\ndna: 1\nextends: [../a.dna.yaml, ouroboros:strict]\n",
        &[
            "L4/unknown-id a.dna.yaml «nobody» no component or layer `nobody` is declared",
            "L4/broken-extends p/c.dna.yaml «../a.dna.yaml» `../a.dna.yaml` extends this file: they extend each other in a circle \
             (see a.dna.yaml «./p/b.dna.yaml» extends `p/b.dna.yaml`) (see p/b.dna.yaml «./c.dna.yaml» extends `p/c.dna.yaml`)",
        ],
    );
    // Reached twice is no circle.
    check(
        "//- /a.dna.yaml\ndna: 1\nextends: [./p/b.dna.yaml, ./p/c.dna.yaml]\n//- /p/b.dna.yaml\ndna: 1\nextends: ./c.dna.yaml\n//- /p/c.dna.yaml\ndna: 1\n",
        &[],
    );
    let long = |count: usize| {
        let one = |n: usize| format!("//- /p/x{n}.dna.yaml\ndna: 1\nextends: ./x{}.dna.yaml\n", n + 1);
        let all: String = (0..count).map(one).collect();
        format!("//- /a.dna.yaml\ndna: 1\nextends: ./p/x0.dna.yaml\n{all}//- /p/x{count}.dna.yaml\ndna: 1\n")
    };
    check(&long(15), &[]);
    check(&long(16), &["L4/broken-extends p/x15.dna.yaml «./x16.dna.yaml» not read: it is more than 16 steps from the project's own DNA"]);
    let wide = |count: usize| {
        let entries: Vec<_> = (0..count).map(|n| format!("./p/x{n}.dna.yaml")).collect();
        let all: String = (0..count).map(|n| format!("//- /p/x{n}.dna.yaml\ndna: 1\n")).collect();
        format!("//- /a.dna.yaml\ndna: 1\nextends: [{}]\n{all}", entries.join(", "))
    };
    check(&wide(63), &[]);
    assert_eq!(mistakes(&wide(64)).len(), 1);
    let big = format!("dna: 1\nchecks: {{ ignore: [{}] }}\n", "x,".repeat(150_000));
    check(
        &format!("//- /a.dna.yaml\nextends: ./p/b.dna.yaml\n{big}//- /p/b.dna.yaml\n{big}"),
        &["L4/broken-extends a.dna.yaml «./p/b.dna.yaml» not read: with it the DNA would have more than 200000 keys and values"],
    );
}

#[test]
fn mistakes_are_shown_where_they_are() {
    check(
        "//- /a.dna.yaml\ndna: 1\nextends: [./p/b.dna.yaml, ouroboros:layered]\ncomponents: {x: {layer: infra, path: src}, infra: {}}\n\
         rules: [{id: no-cycles, acyclic: x}, {id: r, deny: 'y -> x'}]\n\
         //- /p/b.dna.yaml\ndna: 1\nnam: b\ncomponents:\n  x: {layr: edge, layer: gone, uses: [nobody]}\n  y: {layer: edg, path: src/}\n\
         rules: [{id: r, deny: 'nobody -> x'}, {id: s, deny: 'x y'}]\nchecks: {severity: {L4/brokn-link: off}}\n",
        &[
            "L4/duplicate-id a.dna.yaml «ouroboros:layered» in the preset `ouroboros:layered`: `infra` is already the id of a component: \
             components and layers share their ids (see a.dna.yaml «infra» declared here first)",
            "L4/unknown-id a.dna.yaml «infra» `infra` is a component, not a layer",
            "L2/schema-violation p/b.dna.yaml «nam» DNA has no key `nam`; did you mean `name`? -> name",
            "L2/schema-violation p/b.dna.yaml «layr» a component has no key `layr`; it has `path`, `layer`, `owner`, `kind`, `description`, `uses`, `exports`, \
             `requires`, `deprecated`, `visible_to`",
            "L4/unknown-id p/b.dna.yaml «edg» no layer `edg` is declared in `layers`; did you mean `edge`? -> edge",
            "L3/duplicate-path p/b.dna.yaml «src/» `src` is already the path of component `x`, which owns it (see a.dna.yaml «src» path of `x`)",
            "L2/schema-violation p/b.dna.yaml «x y» `deny` is `A -> B`, not `x y`",
            "L3/unknown-rule p/b.dna.yaml «L4/brokn-link» no rule has the code `L4/brokn-link`; did you mean `L4/broken-link`? -> L4/broken-link",
        ],
    );
}

#[test]
fn what_is_merged() {
    let fixture = Fixture::parse(
        "//- /dna/shop.dna.yaml\ndna: 1\nextends: [ouroboros:python-service, ../p/base.dna.yaml]\ncomponents:\n  store: {path: store, layer: infra}\n\
         checks: {severity: {L4: info}, ignore: ['!keep/**'], level: L4}\n\
         //- /p/base.dna.yaml\ndna: 1\nname: base\ncomponents:\n  store: {path: old}\n  api: {path: api, layer: edge, uses: [store]}\n\
         rules: [{id: r, deny: 'api -> store'}]\nchecks: {severity: {L4: error, L4/broken-link: off}, ignore: [keep/**], level: L2, fail_on: off}\n",
    );
    let Opened { db, root, .. } = fixture.open();
    assert_eq!(dna::mistakes(&db, root, CODES), []);
    let unknown: Vec<_> = dna::mistakes(&db, root, &CODES[..1]).into_iter().map(|mistake| mistake.message).collect();
    assert_eq!(unknown.len(), 2, "{unknown:?}");
    assert_eq!(unknown[0], "in the preset `ouroboros:python-service`: no rule has the code `L4/import-cycle`");
    let dna = dna::dna(&db, root).expect("a DNA");
    assert_eq!(dna.name.as_ref().map(|name| name.as_str()), Some("base"));
    let paths: Vec<_> = dna.declared_paths().map(|path| (path.component.id.as_str(), path.path.as_str())).collect();
    assert_eq!(paths, [("store", "store"), ("api", "api")]);
    assert_eq!(dna.rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["r", "no-cycles"]);
    assert_eq!((dna.layer_index("edge"), dna.layer_index("infra")), (Some(0), Some(2)));
    let settings = dna::settings(&db, root);
    let severities: Vec<_> = settings.severity.iter().map(|(code, severity)| format!("{code} {severity:?}")).collect();
    assert_eq!(severities, ["L4 Info", "L4/broken-link Off", "L4/import-cycle Warning", "L4/undeclared-dependency Error"]);
    // Of globs the last that matches decides: the own ones.
    assert_eq!(settings.scan.ignore[2..], ["keep/**", "!keep/**"]);
    assert_eq!(settings.level, Some(4));
    let declared = dna::declared(&db, root);
    let written = |span: dna::SpanId| {
        let path = declared.file_of(span).expect("a file of the root").path(&db).to_string();
        let (_, text) = fixture.files.iter().find(|(known, _)| *known == path).expect("a file of the fixture");
        format!("{path} {}", &text[dna::ranges(&db, root).spans.get(declared.shown(span)).range()])
    };
    let id = |id: &str| written(dna.component(id).expect("it is declared").id.span);
    assert_eq!((id("store"), id("api")), ("dna/shop.dna.yaml store".to_owned(), "p/base.dna.yaml api".to_owned()));
    // A preset has no file: what is in it is shown at the entry that brings it in, also through another preset.
    assert_eq!(written(dna.rules[1].span), "dna/shop.dna.yaml ouroboros:python-service");
    assert_eq!(declared.preset_of(dna.rules[1].span), Some("layered"));
}

#[test]
fn a_part_that_is_no_yaml_leaves_the_whole_unknown() {
    let Opened { db, root, .. } =
        Fixture::parse("//- /a.dna.yaml\ndna: 1\nextends: ./b.dna.yaml\n//- /b.dna.yaml\ndna: 1\ncomponents: {\n").open();
    assert!(dna::declared(&db, root).is_unreadable());
    assert_eq!(dna::mistakes(&db, root, &[]), []);
}

/// Stands for all queries that ask for the declaration.
#[salsa::tracked(returns(copy))]
fn number_of_rules(db: &dyn workspace::Db, root: workspace::Root) -> usize {
    dna::dna(db, root).map_or(0, |dna| dna.rules.len())
}

#[test]
fn an_edit_of_an_extended_file_reads_that_file_alone() {
    let Opened { mut db, root, mut layout, system } =
        Fixture::parse("//- /a.dna.yaml\ndna: 1\nextends: ./p/b.dna.yaml\n//- /p/b.dna.yaml\ndna: 1\nrules: [{id: r, acyclic: '*'}]\n")
            .open();
    assert_eq!(number_of_rules(&db, root), 1);
    let mut edit = |text: &str| {
        system.write(PathBuf::from("/fixture/p/b.dna.yaml"), text);
        layout.changed(&mut db, [RelPath::new("p/b.dna.yaml")]);
        db.counters().record_names();
        let rules = number_of_rules(&db, root);
        let names = db.counters().take_names();
        let count = |name: &str| names.get(name).copied().unwrap_or(0);
        (rules, count("document"), count("project_dna"), count("number_of_rules"))
    };
    assert_eq!(edit("# moved\n\ndna: 1\nrules: [{id: r, acyclic: '*'}]\n"), (1, 1, 1, 0));
    assert_eq!(edit("dna: 1\n"), (0, 1, 1, 1));
}
