//! Names of the namespaces that data declares, a workspace's own among them: nothing here knows what a feature flag is.

use serde_json::{Value, json};
use workspace::fixture::Fixture;

use crate::editor::{Editor, messages, pulling, uri};

/// Flags with rules and queries of the workspace's own. `¦` marks the cursor.
const FLAGS: &str = "
//- /shop.dna.yaml
dna: 1
checks: { queries: [tools/queries] }
//- /tools/queries/flags.yaml
files: [\"flags/*.yaml\", \"plans/*.yaml\"]
namespaces:
  shop.flag: { what: feature flag, unresolved: error, unique: true }
names:
  - { define: shop.flag, at: $.flags.*, take: key }
  - { refer: shop.flag, at: '$.rollout[*].flag' }
//- /tools/queries/python/flags.scm
; literals: is_enabled
((call
  function: (identifier) @_function
  arguments: (argument_list . (string (string_content) @name))) @reference.shop.flag
  (#eq? @_function \"is_enabled\"))
//- /flags/shop.yaml
flags:
  new-cart: on
  fast-search: off
//- /plans/may.yaml
rollout:
  - flag: new-cart
  - flag: 'new-cart'
//- /web/app.py
from web.flags import is_enabled
if is_enabled(\"new-cart\"):
    print(is_enabled(\"gone\"))
//- /web/flags.py
def is_enabled(name): return name
//- /web/__init__.py
";

/// The place of the first character of `word` behind `before` in a file of the fixture.
pub fn place(fixture: &str, path: &str, before: &str, word: &str) -> Value {
    let files = Fixture::parse(fixture).files;
    let (_, text) = files.iter().find(|(known, _)| known == path).expect("a file");
    let from = text.find(before).expect("what stands before");
    let at = from + text[from..].find(word).expect("the word");
    let line = text[..at].matches('\n').count();
    let character = text[..at].rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    json!({"textDocument": {"uri": uri(&format!("/r/{path}"))}, "position": {"line": line, "character": character},
        "context": {"includeDeclaration": true}})
}

/// `path:line:character` of each, by place.
pub fn shown(found: &Value) -> Vec<String> {
    let place = |found: &Value| {
        let range = if found["range"].is_null() { &found["targetRange"] } else { &found["range"] };
        let uri = found["uri"].as_str().or(found["targetUri"].as_str()).unwrap_or_default().replace("file:///r/", "");
        format!("{uri}:{}:{}", range["start"]["line"], range["start"]["character"])
    };
    found.as_array().map(|found| found.iter().map(place).collect()).unwrap_or_default()
}

#[tokio::test]
async fn a_namespace_of_a_workspace_needs_no_code() {
    let mut editor = Editor::open(FLAGS, pulling()).await;
    let report = editor.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri("/r/web/app.py")}})).await;
    assert_eq!(
        messages(&report["items"]),
        "the feature flag `gone`, which nothing in this repository defines; there is `fast-search`, `new-cart`"
    );

    let in_code = place(FLAGS, "web/app.py", "if is_enabled", "new-cart");
    let found = editor.ask("textDocument/definition", in_code.clone()).await;
    assert_eq!(shown(&found), ["flags/shop.yaml:1:2"]);
    let everywhere = ["flags/shop.yaml:1:2", "plans/may.yaml:1:10", "plans/may.yaml:2:11", "web/app.py:1:15"];
    for from in [in_code.clone(), place(FLAGS, "flags/shop.yaml", "", "new-cart"), place(FLAGS, "plans/may.yaml", "", "new-cart")] {
        let mut found = shown(&editor.ask("textDocument/references", from).await);
        found.sort();
        assert_eq!(found, everywhere);
    }
    let hover = editor.ask("textDocument/hover", in_code).await;
    assert_eq!(
        hover["contents"]["value"],
        "feature flag `new-cart`\n\n- defined in `flags/shop.yaml:2`\n- used in 3 places: `plans/may.yaml:2`, `plans/may.yaml:3`, `web/app.py:2`"
    );
    let in_plan = editor.ask("textDocument/documentHighlight", place(FLAGS, "plans/may.yaml", "", "new-cart")).await;
    let lines: Vec<_> =
        in_plan.as_array().unwrap().iter().map(|found| (found["range"]["start"]["line"].clone(), found["kind"].clone())).collect();
    assert_eq!(lines, [(json!(1), json!(2)), (json!(2), json!(2))]);
    let outline = editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": uri("/r/flags/shop.yaml")}})).await;
    let names: Vec<_> = outline.as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["new-cart", "fast-search"]);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn symbols_of_the_workspace() {
    let mut editor = Editor::open(FLAGS, pulling()).await;
    // Answered once the root has been read.
    editor.ask("workspace/diagnostic", json!({"previousResultIds": []})).await;
    let mut found = async |query: &str| {
        let found = editor.ask("workspace/symbol", json!({"query": query})).await;
        let text = |found: &Value| format!("{} ({})", found["name"].as_str().unwrap(), found["containerName"].as_str().unwrap());
        found.as_array().unwrap().iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(found("ncart").await, ["new-cart (feature flag · flags/shop.yaml)"]);
    assert_eq!(found("isen").await, ["is_enabled (web/flags.py)"]);
    assert_eq!(found("zzz").await, [] as [&str; 0]);
    assert!(editor.leave().await);
}

const TIED: &str = "
//- /shop.dna.yaml
dna: 1
components:
  api: { path: api, uses: [store] }
  jobs: { path: jobs }
  store: { path: store }
//- /api/pyproject.toml
[project]
name = \"api\"
version = \"1\"
//- /api/__init__.py
//- /api/main.py
import store.db
import os
from store import db
//- /jobs/__init__.py
from store import db
//- /store/__init__.py
//- /store/db.py
";

#[tokio::test]
async fn who_depends_on_a_component() {
    let mut editor = Editor::open(TIED, pulling()).await;
    let prepared = editor.ask("textDocument/prepareCallHierarchy", place(TIED, "shop.dna.yaml", "  store:", "store")).await;
    assert_eq!(prepared[0]["name"], "store");
    let incoming = editor.ask("callHierarchy/incomingCalls", json!({"item": prepared[0]})).await;
    let lines = |call: &Value| {
        let lines: Vec<_> = call["fromRanges"].as_array().unwrap().iter().map(|range| range["start"]["line"].as_u64().unwrap()).collect();
        format!("{} {} {lines:?}", call["from"]["name"].as_str().unwrap(), call["from"]["detail"].as_str().unwrap())
    };
    let incoming: Vec<String> = incoming.as_array().unwrap().iter().map(lines).collect();
    assert_eq!(incoming, ["api api/main.py [0, 2]", "jobs jobs/__init__.py [0]"]);

    // From the manifest of a component's folder; the entry of the DNA stands for the lines that are elsewhere.
    let prepared = editor.ask("textDocument/prepareCallHierarchy", place(TIED, "api/pyproject.toml", "", "name")).await;
    assert_eq!(prepared[0]["name"], "api");
    let outgoing = editor.ask("callHierarchy/outgoingCalls", json!({"item": prepared[0]})).await;
    assert_eq!((&outgoing[0]["to"]["name"], &outgoing[0]["to"]["detail"]), (&json!("store"), &json!("store/db.py")));
    assert_eq!(outgoing[0]["fromRanges"][0]["start"], json!({"line": 3, "character": 27}), "{outgoing}");
    let nothing = editor.ask("textDocument/prepareCallHierarchy", place(TIED, "api/main.py", "", "os")).await;
    assert_eq!(nothing, Value::Null);
    assert!(editor.leave().await);
}
