//! Generation in the editor: what is offered where, what it writes, where a generated line comes from.

use serde_json::{Value, json};
use workspace::fixture::Fixture;

use crate::editor::{Editor, pulling, uri};

const DNA: &str = "dna: 1
components:
  models:
    path: src
generators:
  crud:
    with: { entities: [{ name: order, note: first }, { name: item, note: second }] }
    outputs:
      - { each: entities as e, path: \"src/{e.name}.py\", template: model.j2 }
    templates: { dir: templates }
";

const TEMPLATE: &str = "class {{ e.name | pascal }}:\n    note = {{ e.note | quote }}\n";

fn fixture(more: &str) -> String {
    format!("//- /shop.dna.yaml\n{DNA}//- /templates/model.j2\n{TEMPLATE}{more}")
}

fn able() -> Value {
    let mut able = pulling();
    able["workspace"]["workspaceEdit"] = json!({"documentChanges": true, "resourceOperations": ["create", "rename", "delete"], "changeAnnotationSupport": {"groupsOnLabel": true}});
    able["workspace"]["applyEdit"] = json!(true);
    able["textDocument"]["codeLens"] = json!({});
    able
}

/// What the generator writes, with the lock, as a fixture.
async fn generated() -> String {
    let mut editor = Editor::open(&fixture(""), able()).await;
    editor.did_open("/r/shop.dna.yaml", DNA).await;
    editor.settle().await;
    let made = resolved(&mut editor, "/r/shop.dna.yaml", 5, 4, "Generate `crud` (2 files)").await;
    let mut out = String::new();
    for change in made["edit"]["documentChanges"].as_array().expect("changes") {
        if let Some(edits) = change["edits"].as_array() {
            let path = change["textDocument"]["uri"].as_str().expect("a name").trim_start_matches("file:///r");
            out.push_str(&format!("//- {path}\n{}", edits[0]["newText"].as_str().expect("a text")));
        }
    }
    assert!(editor.leave().await);
    out
}

async fn offered(editor: &mut Editor, path: &str, line: u32, character: u32) -> Vec<Value> {
    let place = json!({"line": line, "character": character});
    let params = json!({"textDocument": {"uri": uri(path)}, "range": {"start": place, "end": place}, "context": {"diagnostics": []}});
    editor.ask("textDocument/codeAction", params).await.as_array().cloned().unwrap_or_default()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    let titles = actions.iter().map(|action| action["title"].as_str().expect("a title"));
    titles.filter(|title| !title.starts_with("Suppress")).collect()
}

async fn resolved(editor: &mut Editor, path: &str, line: u32, character: u32, title: &str) -> Value {
    let actions = offered(editor, path, line, character).await;
    let action = actions.iter().find(|action| action["title"] == title).unwrap_or_else(|| panic!("no {title:?} in {:?}", titles(&actions)));
    assert!(action.get("edit").is_none(), "it is made when it is chosen");
    editor.ask("codeAction/resolve", action.clone()).await
}

#[tokio::test]
async fn what_is_missing_is_made() {
    let mut editor = Editor::open(&fixture(""), able()).await;
    editor.did_open("/r/shop.dna.yaml", DNA).await;
    editor.settle().await;
    // On the path of a component that is not there, too.
    assert_eq!(titles(&offered(&mut editor, "/r/shop.dna.yaml", 3, 12).await), ["Create `src` with generator `crud` (2 files)"]);
    let made = resolved(&mut editor, "/r/shop.dna.yaml", 3, 12, "Create `src` with generator `crud` (2 files)").await;
    let changes = made["edit"]["documentChanges"].as_array().expect("changes").clone();
    let created: Vec<&str> =
        changes.iter().filter(|change| change["kind"] == "create").map(|change| change["uri"].as_str().unwrap()).collect();
    assert_eq!(created, [uri("/r/src/item.py"), uri("/r/src/order.py"), uri("/r/ouroboros.lock")]);
    assert_eq!(
        changes[1]["edits"][0]["newText"],
        "# Made by ouroboros: generator `crud`, template `model.j2`.\nclass Item:\n    note = \"second\"\n"
    );
    let annotation = changes[1]["edits"][0]["annotationId"].as_str().expect("a reason");
    assert_eq!(made["edit"]["changeAnnotations"][annotation]["label"], "made by generator `crud`");
    // The plan is a document.
    let plan = editor.ask("ouroboros/plan", json!({"uri": uri("/r/shop.dna.yaml")})).await;
    assert!(plan["text"].as_str().expect("a text").contains("+++ b/src/order.py\n@@ -0,0 +1,3 @@\n"), "{plan}");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn nothing_is_offered_where_all_is_well() {
    let files = fixture(&generated().await);
    let mut editor = Editor::open(&files, able()).await;
    editor.did_open("/r/shop.dna.yaml", DNA).await;
    editor.settle().await;
    assert_eq!(editor.pull("/r/shop.dna.yaml").await["items"], json!([]));
    assert_eq!(titles(&offered(&mut editor, "/r/shop.dna.yaml", 5, 4).await), Vec::<&str>::new());
    let lenses = editor.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri("/r/shop.dna.yaml")}})).await;
    assert_eq!((&lenses[0]["command"]["title"], &lenses[0]["range"]["start"]["line"]), (&json!("up to date"), &json!(5)));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_keystroke_in_the_dna_makes_files_stale_and_a_lens_renews_them() {
    let files = fixture(&generated().await);
    let mut editor = Editor::open(&files, able()).await;
    editor.did_open("/r/shop.dna.yaml", &DNA.replace("first", "other")).await;
    editor.settle().await;
    let report = editor.pull("/r/src/order.py").await;
    assert_eq!(report["items"][0]["code"], "L5/stale-output", "{report}");
    assert_eq!(editor.pull("/r/src/item.py").await["items"], json!([]));
    let lenses = editor.ask("textDocument/codeLens", json!({"textDocument": {"uri": uri("/r/shop.dna.yaml")}})).await;
    assert_eq!(lenses[0]["command"]["title"], "generate (1 file behind)");
    let id = editor
        .request(
            "workspace/executeCommand",
            json!({"command": lenses[0]["command"]["command"], "arguments": lenses[0]["command"]["arguments"]}),
        )
        .await;
    let apply = editor.until("an edit", |message| message["method"] == "workspace/applyEdit").await;
    let change = &apply["params"]["edit"]["documentChanges"][0];
    // Only what differs is replaced.
    assert_eq!(
        (&change["edits"][0]["newText"], &change["edits"][0]["range"]["start"]["line"]),
        (&json!("    note = \"other\"\n"), &json!(2))
    );
    assert_eq!(editor.answer(id).await["result"], json!(true));
    assert!(editor.leave().await);
}

#[tokio::test]
async fn an_edit_by_hand_is_taken_into_the_dna() {
    let made = generated().await;
    let mut editor = Editor::open(&fixture(&made), able()).await;
    let order = Fixture::parse(&made).files.into_iter().find(|(path, _)| path == "src/order.py").expect("it was made").1;
    editor.did_open("/r/src/order.py", &order.replace("first", "by hand")).await;
    editor.settle().await;
    let report = editor.pull("/r/src/order.py").await;
    assert_eq!((&report["items"][0]["code"], &report["items"][0]["range"]["start"]["line"]), (&json!("L5/hand-edited-output"), &json!(2)));
    let actions = offered(&mut editor, "/r/src/order.py", 2, 8).await;
    assert_eq!(
        titles(&actions),
        [
            "Accept my edit: set `entities[0].note` to \"by hand\" in the DNA",
            "Throw away the edits of `src/order.py` and regenerate it",
            "Eject `src/order.py`: no generator writes it again"
        ]
    );
    let accepted = resolved(&mut editor, "/r/src/order.py", 2, 8, "Accept my edit: set `entities[0].note` to \"by hand\" in the DNA").await;
    let change = &accepted["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["uri"], uri("/r/shop.dna.yaml"));
    assert_eq!(change["edits"][0]["newText"], DNA.lines().nth(6).unwrap().replace("first", "\"by hand\"") + "\n");
    // Throwing it away is asked about first.
    let thrown = resolved(&mut editor, "/r/src/order.py", 2, 8, "Throw away the edits of `src/order.py` and regenerate it").await;
    let annotations = thrown["edit"]["changeAnnotations"].as_object().expect("annotations");
    assert!(annotations.values().any(|annotation| annotation["needsConfirmation"] == json!(true)), "{annotations:?}");
    assert!(editor.leave().await);
}

#[tokio::test]
async fn a_generated_line_leads_to_its_template_and_to_the_dna() {
    let made = generated().await;
    let mut editor = Editor::open(&fixture(&made), able()).await;
    let order = Fixture::parse(&made).files.into_iter().find(|(path, _)| path == "src/order.py").expect("it was made").1;
    editor.did_open("/r/src/order.py", &order).await;
    editor.settle().await;
    let places = editor
        .ask("textDocument/definition", json!({"textDocument": {"uri": uri("/r/src/order.py")}, "position": {"line": 2, "character": 13}}))
        .await;
    let shown = |place: &Value| {
        format!("{} {}:{}", place["uri"].as_str().unwrap(), place["range"]["start"]["line"], place["range"]["start"]["character"])
    };
    let places: Vec<String> = places.as_array().expect("places").iter().map(shown).collect();
    let note = DNA.lines().nth(6).unwrap().find("first").unwrap();
    assert_eq!(places, [format!("{} 1:14", uri("/r/templates/model.j2")), format!("{} 6:{note}", uri("/r/shop.dna.yaml"))]);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn templates_are_completed() {
    for (text, expected, absent) in [
        ("{{ ¦", "e", "nothing"),
        ("{{ e.¦", "note", "e"),
        ("{{ e.name | pas¦", "pascal", "snake"),
        ("{% if e is def¦", "defined", "pascal"),
        ("{% include \"¦", "model.j2", "e"),
        ("{{ generator.¦", "version", "e"),
    ] {
        let (before, _) = text.split_once('¦').expect("a cursor");
        let mut editor = Editor::open(&fixture(""), able()).await;
        editor.did_open("/r/templates/model.j2", before).await;
        editor.settle().await;
        let place = json!({"textDocument": {"uri": uri("/r/templates/model.j2")}, "position": {"line": 0, "character": before.len()}});
        let found = editor.ask("textDocument/completion", place).await;
        let labels: Vec<&str> =
            found.as_array().map(|items| items.iter().filter_map(|item| item["label"].as_str()).collect()).unwrap_or_default();
        assert!(labels.contains(&expected) && !labels.contains(&absent), "{text}: {labels:?}");
        assert!(editor.leave().await);
    }
}
