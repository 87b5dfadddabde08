//! Generator DNA of version 0: it loads as it is, and what is wrong with one is said at its place.

use dna::v0::mistakes_of;

const SOUND: &str = r#"
id: api-client
name: API client
system: ApiForge
codename: Hammer
description: Makes a client.
version: 1.0.0
category: sdk
outputs:
  - { path: "sdk/{provider.id}/{technique.id}.py", template: client, per_technique: true, condition: "config.client" }
  - { path: README.md, template: readme, perProvider: false }
templates:
  - id: client
    content: |
      class {{ technique.name }}: ...
    partials: { head: "x" }
  - { id: readme, content: "" }
configSchema: { type: object, properties: { client: { type: boolean } } }
dependencies: [base]
helpers: [{ name: upper, implementation: "def upper(x): return x.upper()" }]
hooks: [{ type: beforeGenerate, implementation: "pass" }]
x-ours: anything
"#;

fn shown(text: &str) -> Vec<String> {
    let show = |mistake: &dna::Mistake| {
        let fix = mistake.fix.as_ref().map_or_else(String::new, |fix| format!(" -> {}", fix.text));
        format!("«{}» {}{fix}", &text[mistake.span.range()], mistake.message)
    };
    mistakes_of(text).iter().map(show).collect()
}

#[test]
fn sound_ones_and_other_documents() {
    let none: [String; 0] = [];
    assert_eq!(shown(SOUND), none);
    // The same as JSON.
    let data = documents::read(SOUND).ok().and_then(|document| document.root).expect("it is YAML").to_json();
    assert_eq!(shown(&data.to_string()), none);
    for other in
        ["", "a: [", "dna: 1\n", "[1]", "genome: human\ndescription: a strand\nname: x\nid: 7\n", "components: { a: {} }\nname: x\n"]
    {
        assert_eq!(shown(other), none, "{other}");
    }
}

#[test]
fn mistakes_have_places() {
    for (from, to, expected) in [
        (
            "category: sdk",
            "category: sdks",
            "«sdks» `category` is one of `infrastructure`, `sdk`, `documentation`, `testing`, `monitoring` or `deployment`, not `sdks`; did you mean `sdk`? -> sdk",
        ),
        ("codename: Hammer\n", "", "«id» the document needs the key `codename`, which is missing"),
        ("codename: Hammer", "codname: Hammer", "«codname» the document has no key `codname`; did you mean `codename`? -> codename"),
        ("version: 1.0.0", "version: 1.0", "«1.0» `version` is text, not a number"),
        ("system: ApiForge", "system: api", "«api» `system` does not match `^[A-Z][A-Za-z0-9]*Forge$`: `api`"),
        (
            "template: client,",
            "templte: client,",
            "«templte» an item of `outputs` has no key `templte`; did you mean `template`? -> template",
        ),
        (
            "type: beforeGenerate",
            "type: onGenerate",
            "«onGenerate» `type` is one of `beforeGenerate`, `afterGenerate`, `beforeWrite` or `afterWrite`, not `onGenerate`",
        ),
        ("content: \"\"", "contents: \"\"", "«contents» an item of `templates` has no key `contents`; did you mean `content`? -> content"),
    ] {
        assert!(SOUND.contains(from), "{from}");
        assert_eq!(shown(&SOUND.replacen(from, to, 1)), [expected]);
    }
}

#[test]
fn they_are_findings_of_their_file() {
    let text = format!("//- /gen/x.dna.yaml\n{}", SOUND.replace("sdk\n", "sdks\n"));
    let workspace::fixture::Opened { db, root, .. } = workspace::fixture::Fixture::parse(&text).open();
    let file = root.file(&db, &workspace::RelPath::new("gen/x.dna.yaml")).expect("it is there");
    assert_eq!(dna::v0::mistakes(&db, file).len(), 1);
}
