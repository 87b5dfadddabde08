//! Writing a DNA and the file of a generator: completion, hover, renaming, outline, colours, links.

use serde_json::{Value, json};
use workspace::fixture::Fixture;

use crate::editor::{Editor, pulling, uri};

/// A fixture in which `¦` marks the cursor: without it, with the path and position of the cursor.
fn marked(fixture: &str) -> (String, Value) {
    let files = Fixture::parse(fixture).files;
    let (path, text) = files.iter().find(|(_, text)| text.contains('¦')).expect("a cursor, ¦");
    let before = &text[..text.find('¦').expect("a cursor")];
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    let place = json!({"textDocument": {"uri": uri(&format!("/r/{path}"))}, "position": {"line": line, "character": character}});
    (fixture.replace('¦', ""), place)
}

fn able() -> Value {
    let mut able = pulling();
    able["textDocument"]["rename"] = json!({"prepareSupport": true});
    able["textDocument"]["documentSymbol"] = json!({"hierarchicalDocumentSymbolSupport": true});
    able["textDocument"]["completion"] = json!({"completionItem": {"documentationFormat": ["markdown"]}});
    able["textDocument"]["semanticTokens"] =
        json!({"requests": {"full": true}, "tokenTypes": [], "tokenModifiers": [], "formats": ["relative"]});
    able
}

/// What is proposed at the cursor.
async fn proposed(fixture: &str) -> Vec<Value> {
    let (fixture, place) = marked(fixture);
    let mut editor = Editor::open(&fixture, able()).await;
    let found = editor.ask("textDocument/completion", place).await;
    assert!(editor.leave().await);
    found.as_array().cloned().unwrap_or_default()
}

async fn labels(fixture: &str) -> Vec<String> {
    proposed(fixture).await.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
}

#[tokio::test]
async fn keys_come_from_the_schema() {
    let items = proposed("//- /a.dna.yaml\ndna: 1\ncomponents:\n  api:\n    path: api\n    la¦\n").await;
    let layer = items.iter().find(|item| item["label"] == "layer").expect("a layer");
    assert_eq!(
        layer["textEdit"],
        json!({"range": {"start": {"line": 4, "character": 4}, "end": {"line": 4, "character": 6}}, "newText": "layer: "})
    );
    assert_eq!(layer["documentation"]["value"], "The layer it is in. Without one, layers do not constrain it.");
    // What is there already is not offered.
    assert!(!items.iter().any(|item| item["label"] == "path"));
    let top = labels("//- /a.dna.yaml\ndna: 1\n¦\n").await;
    assert!(top.contains(&"components".to_owned()) && top.contains(&"agents".to_owned()) && !top.contains(&"dna".to_owned()), "{top:?}");
    // In an empty file, and in JSON.
    assert_eq!(labels("//- /a.dna.yaml\n¦").await[0], "dna");
    let json = proposed("//- /a.dna.json\n{\"dna\": 1, \"com¦\": {}}\n").await;
    assert!(json.iter().any(|item| item["textEdit"]["newText"] == "components"), "{json:?}");
    // A generator, and one of version 0.
    assert_eq!(labels("//- /t/generator.yaml\ngenerator: 1\n¦\n").await[..2], ["id", "outputs"]);
    assert_eq!(
        labels("//- /t/generator.yaml\ngenerator: 1\noutputs:\n  - path: x\n    mode: ¦\n").await,
        ["managed", "merge", "once", "inject"]
    );
    let v0 = labels("//- /x.dna.yaml\nid: x\nname: X\nsystem: XForge\ntemplates: []\noutputs: []\ncategory: ¦\n").await;
    assert_eq!(v0, ["infrastructure", "sdk", "documentation", "testing", "monitoring", "deployment"]);
    // Nothing of ours.
    assert_eq!(labels("//- /x.yaml\n¦\n").await, [] as [&str; 0]);
}

const IDS: &str = "components:\n  api: { path: api, layer: edge, owner: '@web' }\n  store: { layer: infra }\nlayers: [edge, infra]\n\
    agents:\n  watcher: { builtin: oracle }\n";

#[tokio::test]
async fn ids_are_offered_where_they_are_meant() {
    for (text, expected) in [
        ("  x: { layer: ¦ }\n", &["edge", "infra"][..]),
        ("  x: { uses: [ap¦] }\n", &["api", "store", "edge", "infra", "layer:edge", "layer:infra", "owner:@web", "*"]),
        ("  x: { owner: ¦ }\n", &["@web"]),
    ] {
        let fixture = format!("//- /a.dna.yaml\ndna: 1\n{}", IDS.replacen("components:\n", &format!("components:\n{text}"), 1));
        let mut found = labels(&fixture).await;
        let mut expected: Vec<&str> = expected.to_vec();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
    for (text, expected) in [
        ("  other: { needs: [¦], builtin: alpha }\n", &["api", "store", "watcher"][..]),
        ("  other:\n    builtin: ¦\n", &["oracle", "alpha", "cartographer"]),
        ("deploy: { k8s: { component: ¦\n", &["api", "store"]),
        ("rules:\n  - { id: r, deny: 'edge ¦' }\n", &["->"]),
        ("rules:\n  - { id: r, deny: 'edge -> ¦' }\n", &["api", "store", "edge", "infra", "layer:edge", "layer:infra", "owner:@web", "*"]),
        ("checks: { fail_on: ¦ }\n", &["error", "warning", "info", "off"]),
        (
            "extends: [¦]\n",
            &["ouroboros:layered", "ouroboros:python-service", "ouroboros:rust-workspace", "ouroboros:strict", "./base.dna.yaml"],
        ),
    ] {
        let fixture = format!("//- /a.dna.yaml\ndna: 1\n{IDS}{text}//- /base.dna.yaml\ndna: 1\n");
        assert_eq!(labels(&fixture).await, expected, "{text}");
    }
    let codes = labels("//- /a.dna.yaml\ndna: 1\nchecks:\n  severity:\n    L4/¦\n").await;
    assert!(codes.contains(&"L4/layer-violation".to_owned()) && codes.contains(&"L4".to_owned()), "{codes:?}");
    // What a preset and another text declare.
    let extended = "//- /a.dna.yaml\ndna: 1\nextends: [ouroboros:layered, ./b.dna.yaml]\ncomponents: { x: { layer: ¦ } }\n//- /b.dna.yaml\ndna: 1\ncomponents: { y: {} }\n";
    assert_eq!(labels(extended).await, ["edge", "domain", "infra"]);
}

#[tokio::test]
async fn hover_says_what_a_key_is_for() {
    for (fixture, expected) in [
        (
            "//- /a.dna.yaml\ndna: 1\nchecks: { fail¦_on: error }\n",
            "`fail_on`: At or above this a check fails; `off`: never.\n\nOne of `error`, `warning`, `info`, `off`",
        ),
        (
            "//- /a.dna.yaml\ndna: 1\nagents: { x: { builtin: alpha, health: { heal: au¦to } } }\n",
            "`heal`: What is done when it is ill: `auto` restarts it, `manual` tells a person, `off` does nothing.\n\nOne of `auto`, `manual`, `off`\n\nDefault: `auto`",
        ),
        ("//- /t/generator.yaml\ngenerator: 1\nid: x\nout¦puts: []\n", "`outputs`: What it makes."),
        (
            "//- /a.dna.yaml\ndna: 1\ncomponents: { c: {} }\nagents: { w¦: { builtin: alpha, needs: [c] } }\n",
            "agent `w`\n\n- is: the one that generates\n- needs: `c`",
        ),
    ] {
        let (fixture, place) = marked(fixture);
        let mut editor = Editor::open(&fixture, able()).await;
        assert_eq!(editor.ask("textDocument/hover", place).await["contents"]["value"], expected, "{fixture}");
        assert!(editor.leave().await);
    }
}

const SHOP: &str = "//- /shop.dna.yaml
dna: 1
extends: [ouroboros:layered, ./parts/base.dna.yaml]
components:
  api: { path: api, layer: edge, uses: [store] }
  orders: { layer: domain }
rules:
  - { id: r, deny: 'layer:edge, api -> store', except: [orders] }
agents:
  w: { builtin: alpha, needs: [store] }
deploy: { k8s: { component: api } }
//- /parts/base.dna.yaml
dna: 1
components:
  store: { path: \"store\", visible_to: [api] }
//- /api/README.md
";

fn shop_at(path: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri(&format!("/r/{path}"))}, "position": {"line": line, "character": character}})
}

#[tokio::test]
async fn an_id_is_renamed_wherever_it_is_said() {
    let mut editor = Editor::open(SHOP, able()).await;
    let place = shop_at("parts/base.dna.yaml", 2, 4);
    let prepared = editor.ask("textDocument/prepareRename", place.clone()).await;
    assert_eq!(prepared["placeholder"], "store");
    assert_eq!(prepared["range"]["start"], json!({"line": 2, "character": 2}));
    let renamed = |place: &Value, name: &str| {
        let mut params = place.clone();
        params["newName"] = json!(name);
        params
    };
    let edit = editor.ask("textDocument/rename", renamed(&place, "stock")).await;
    // Applied, nothing is left of it and nothing is wrong.
    let mut texts: Vec<(String, String)> = Fixture::parse(SHOP).files.into_iter().map(|(path, text)| (path.to_string(), text)).collect();
    for change in edit["documentChanges"].as_array().expect("changes") {
        let (_, text) = texts.iter_mut().find(|(path, _)| change["textDocument"]["uri"] == uri(&format!("/r/{path}"))).expect("a file");
        let mut edits: Vec<&Value> = change["edits"].as_array().expect("edits").iter().collect();
        edits
            .sort_by_key(|edit| std::cmp::Reverse((edit["range"]["start"]["line"].as_u64(), edit["range"]["start"]["character"].as_u64())));
        for edit in edits {
            let offset = |place: &Value| {
                let line: usize = text.split_inclusive('\n').take(place["line"].as_u64().unwrap() as usize).map(str::len).sum();
                line + place["character"].as_u64().unwrap() as usize
            };
            let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
            assert_eq!(&text[range.clone()], "store");
            text.replace_range(range, edit["newText"].as_str().expect("text"));
        }
    }
    assert!(
        texts[0].1.contains("uses: [stock]") && texts[0].1.contains("'layer:edge, api -> stock'") && texts[0].1.contains("needs: [stock]")
    );
    // The path is no id.
    assert!(texts[1].1.contains("stock: { path: \"store\""), "{}", texts[1].1);
    for (place, name, why) in [
        (&place, "orders", "already the id of a component"),
        (&place, "a b", "an id has no ' ' in it"),
        (&place, "true", "would need quotes"),
        (&shop_at("shop.dna.yaml", 3, 29), "top", "declared by the preset"),
        (&shop_at("shop.dna.yaml", 0, 0), "x", "no id"),
    ] {
        let id = editor.request("textDocument/rename", renamed(place, name)).await;
        let answer = editor.answer(id).await;
        assert!(answer["error"]["message"].as_str().is_some_and(|message| message.contains(why)), "{answer}");
    }
    assert_eq!(editor.ask("textDocument/prepareRename", shop_at("shop.dna.yaml", 3, 29)).await, Value::Null);
    assert_eq!(editor.ask("textDocument/rename", renamed(&shop_at("api/README.md", 0, 0), "x")).await, Value::Null);
    // Agents are ids like others.
    assert_eq!(editor.ask("textDocument/prepareRename", shop_at("shop.dna.yaml", 8, 2)).await["placeholder"], "w");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn outline_links_and_colours() {
    let mut editor = Editor::open(SHOP, able()).await;
    let document = json!({"textDocument": {"uri": uri("/r/shop.dna.yaml")}});
    let outline = editor.ask("textDocument/documentSymbol", document.clone()).await;
    let shown: Vec<String> = outline
        .as_array()
        .expect("symbols")
        .iter()
        .map(|symbol| {
            let children = symbol["children"].as_array().map(Vec::as_slice).unwrap_or_default();
            let children: Vec<&str> = children.iter().filter_map(|child| child["name"].as_str()).collect();
            format!("{}: {}", symbol["name"].as_str().unwrap_or("?"), children.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        ["dna: ", "extends: ouroboros:layered ./parts/base.dna.yaml", "components: api orders", "rules: r", "agents: w", "deploy: k8s"]
    );
    let links = editor.ask("textDocument/documentLink", document.clone()).await;
    let links: Vec<_> =
        links.as_array().expect("links").iter().map(|link| (link["range"]["start"]["line"].clone(), link["target"].clone())).collect();
    assert_eq!(links, [(json!(1), json!(uri("/r/parts/base.dna.yaml"))), (json!(3), json!(uri("/r/api/README.md")))]);

    let tokens = editor.ask("textDocument/semanticTokens/full", document).await;
    let text = &Fixture::parse(SHOP).files[0].1;
    let lines: Vec<&str> = text.lines().collect();
    let kinds = ["component", "layer", "agent", "key", "operator", "path"];
    let (mut line, mut character) = (0, 0);
    let mut shown = Vec::new();
    for token in tokens["data"].as_array().expect("data").chunks(5) {
        let [down, right, length, kind, declares] = [0, 1, 2, 3, 4].map(|at| token[at].as_u64().expect("a number") as usize);
        character = if down == 0 { character + right } else { right };
        line += down;
        let mark = if declares == 1 { "!" } else { "" };
        shown.push(format!("{line} {}{mark} {}", kinds[kind], &lines[line][character..character + length]));
    }
    let of_line = |number: usize| -> Vec<String> {
        let start = format!("{number} ");
        shown.iter().filter_map(|token| token.strip_prefix(&start)).map(str::to_owned).collect()
    };
    assert_eq!(of_line(3), ["component! api", "key path", "path api", "key layer", "layer edge", "key uses", "component store"]);
    assert_eq!(
        of_line(6),
        [
            "key id",
            "key deny",
            "operator layer:",
            "layer edge",
            "component api",
            "operator ->",
            "component store",
            "key except",
            "component orders"
        ]
    );
    assert_eq!(of_line(8), ["agent! w", "key builtin", "key needs", "component store"]);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_client_that_can_do_little_gets_little() {
    let mut editor = Editor::over(crate::editor::system(SHOP));
    let answer = editor.ask("initialize", json!({"capabilities": {}, "workspaceFolders": [{"uri": uri("/r"), "name": "r"}]})).await;
    assert_eq!(answer["capabilities"]["renameProvider"], true);
    assert_eq!(answer["capabilities"].get("semanticTokensProvider"), None);
    editor.notify("initialized", json!({})).await;
    let flat = editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri("/r/parts/base.dna.yaml")}})).await;
    let names: Vec<_> =
        flat.as_array().expect("symbols").iter().map(|symbol| (symbol["name"].clone(), symbol["containerName"].clone())).collect();
    assert_eq!(names, [(json!("dna"), Value::Null), (json!("components"), Value::Null), (json!("store"), json!("components"))]);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn generators_and_what_they_are_given_are_completed() {
    const OWN: &str = "//- /templates/crud/generator.yaml\ngenerator: 1\nid: crud\nversion: 1.0.0\ndescription: Makes crud.\nconfig:\n  type: object\n  properties:\n    entities:\n      type: array\n      description: What there is.\n      items: { type: object, properties: { kind: { type: string, enum: [row, view] } } }\n    table: { type: string }\noutputs: []\n";
    let with = |rest: &str| format!("{OWN}//- /dna/a.dna.yaml\ndna: 1\ngenerators:\n  x:\n    {rest}\n");
    let found = labels(&with("use: ¦")).await;
    assert!(found.contains(&"ouroboros:agent".to_owned()) && found.contains(&"../templates/crud/generator.yaml".to_owned()), "{found:?}");
    let uses = "use: ../templates/crud/generator.yaml\n    with:\n      ";
    assert_eq!(labels(&with(&format!("{uses}table: a\n      ¦"))).await, ["entities"]);
    assert_eq!(labels(&with(&format!("{uses}entities: [{{ ki¦ }}]"))).await, ["kind"]);
    assert_eq!(labels(&with(&format!("{uses}entities: [{{ kind: ¦ }}]"))).await, ["row", "view"]);
    assert!(labels(&with("use: ouroboros:agent\n    with:\n      na¦")).await.contains(&"name".to_owned()));
    let own = "config: { type: object, properties: { depth: { enum: [1, 2] } } }\n    with: { depth: ¦ }";
    assert_eq!(labels(&with(own)).await, ["1", "2"]);
    let (fixture, place) = marked(&with(&format!("{uses}ent¦ities: []")));
    let mut editor = Editor::open(&fixture, able()).await;
    let found = editor.ask("textDocument/hover", place).await;
    assert!(found["contents"]["value"].as_str().is_some_and(|text| text.contains("What there is.")), "{found}");
    assert!(editor.leave().await);
}
