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

const MEANT: &str = "
//- /proto/shop/v1/money.proto
syntax = \"proto3\";
package shop.v1;
message Money { int64 amount = 1; }
//- /proto/shop/v1/orders.proto
syntax = \"proto3\";
package shop.v1;
import \"shop/v1/money.proto\";
message Order { Money total = 1; }
service Orders { rpc Place(Order) returns (Money); }
//- /worker/main.go
package main
import (
\t\"google.golang.org/grpc\"
\tpb \"example.com/shop/gen\"
)
func connect(conn *grpc.ClientConn) any { return pb.NewOrdersClient(conn) }
//- /compose.yaml
services:
  orders:
    image: shop/orders:1
  prometheus:
    image: prom/prometheus:v3.5.0
    volumes: [\"./prometheus.yml:/etc/prometheus/prometheus.yml:ro\"]
//- /prometheus.yml
scrape_configs:
  - job_name: orders
    static_configs:
      - targets: [\"orders:9000\"]
";

/// A type by the scope it stands in, a service by what is generated of it, a host by the service that is called so.
#[tokio::test]
async fn names_that_mean_those_of_others() {
    let mut editor = Editor::open(MEANT, pulling()).await;
    let report = editor.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri("/r/worker/main.go")}})).await;
    assert_eq!(messages(&report["items"]), "");
    let cases = [
        ("proto/shop/v1/orders.proto", "message Order", "Money", "proto/shop/v1/money.proto:2:8"),
        ("proto/shop/v1/orders.proto", "rpc", "Order)", "proto/shop/v1/orders.proto:3:8"),
        ("worker/main.go", "pb.New", "Orders", "proto/shop/v1/orders.proto:4:8"),
        ("prometheus.yml", "targets", "orders", "compose.yaml:1:2"),
    ];
    for (path, before, word, there) in cases {
        let found = editor.ask("textDocument/definition", place(MEANT, path, before, word)).await;
        assert_eq!(shown(&found), [there], "{path} {word}");
        let mut found = shown(&editor.ask("textDocument/references", place(MEANT, path, before, word)).await);
        found.sort();
        assert!(found.iter().any(|place| place == there) && found.iter().any(|place| place.starts_with(path)), "{found:?}");
    }
    let found = editor.ask("textDocument/references", place(MEANT, "compose.yaml", "services", "orders")).await;
    assert!(shown(&found).contains(&"prometheus.yml:3:19".to_owned()), "{found}");
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
    assert_eq!(outgoing[0]["fromRanges"][0]["start"], json!({"line": 2, "character": 27}), "{outgoing}");
    let nothing = editor.ask("textDocument/prepareCallHierarchy", place(TIED, "api/main.py", "", "os")).await;
    assert_eq!(nothing, Value::Null);
    assert!(editor.leave().await);
}

/// A client that asks a person about changes.
fn asking() -> Value {
    let mut able = pulling();
    able["textDocument"]["rename"] = json!({"prepareSupport": true});
    able["workspace"]["workspaceEdit"] = json!({"documentChanges": true, "changeAnnotationSupport": {"groupsOnLabel": true}});
    able["workspace"]["fileOperations"] = json!({"willRename": true});
    able
}

/// `path:line:character text`, with the annotation where there is one, in the order of the edit.
fn changes(edit: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for document in edit["documentChanges"].as_array().expect("changes of documents") {
        let path = document["textDocument"]["uri"].as_str().expect("a document").replace("file:///r/", "");
        for edit in document["edits"].as_array().expect("edits") {
            let start = &edit["range"]["start"];
            let why = edit["annotationId"].as_str().map_or_else(String::new, |why| format!(" ({why})"));
            out.push(format!("{path}:{}:{} {}{why}", start["line"], start["character"], edit["newText"].as_str().expect("a text")));
        }
    }
    out
}

#[tokio::test]
async fn a_name_of_a_workspace_is_renamed_and_completed() {
    let fixture = format!("{FLAGS}//- /docs/flags.md\nTurn `new-cart` on.\n");
    let mut editor = Editor::open(&fixture, asking()).await;
    let at = place(&fixture, "web/app.py", "if is_enabled", "new-cart");
    let prepared = editor.ask("textDocument/prepareRename", at.clone()).await;
    assert_eq!(prepared["placeholder"], "new-cart");
    let mut wanted = at.clone();
    wanted["newName"] = json!("next-cart");
    let edit = editor.ask("textDocument/rename", wanted.clone()).await;
    assert_eq!(
        changes(&edit),
        [
            "docs/flags.md:0:6 next-cart (documentation)",
            "flags/shop.yaml:1:2 next-cart",
            "plans/may.yaml:1:10 next-cart",
            "plans/may.yaml:2:11 next-cart",
            "web/app.py:1:15 next-cart"
        ]
    );
    assert_eq!(edit["changeAnnotations"]["documentation"]["needsConfirmation"], true);
    wanted["newName"] = json!("fast-search");
    assert_eq!(editor.error("textDocument/rename", wanted).await, -32803);
    assert!(editor.leave().await);

    // Without annotations there is nobody to ask, and only what is certain is changed.
    let mut editor = Editor::open(&fixture, pulling()).await;
    let mut wanted = at;
    wanted["newName"] = json!("next-cart");
    assert_eq!(changes(&editor.ask("textDocument/rename", wanted).await).len(), 4);
    assert!(editor.leave().await);
}

#[tokio::test]
async fn names_are_completed_as_they_are_written() {
    let mut editor = Editor::open(FLAGS, pulling()).await;
    // Answered once the root has been read.
    editor.ask("workspace/diagnostic", json!({"previousResultIds": []})).await;
    for (path, text, replaced) in [
        ("plans/new.yaml", "rollout:\n  - flag: ¦\n", 0),
        ("plans/half.yaml", "rollout:\n  - flag: ne¦\n", 2),
        ("plans/quoted.yaml", "rollout:\n  - flag: \"ne¦w\"\n", 3),
        ("web/new.py", "if is_enabled(\"¦\n", 0),
        ("web/half.py", "if is_enabled(\"fa¦\"):\n    pass\n", 2),
    ] {
        let at = text.find('¦').expect("a cursor");
        editor.did_open(&format!("/r/{path}"), &text.replace('¦', "")).await;
        let line = text[..at].matches('\n').count();
        let character = at - text[..at].rfind('\n').map_or(0, |at| at + 1);
        let position = json!({"line": line, "character": character});
        let found =
            editor.ask("textDocument/completion", json!({"textDocument": {"uri": uri(&format!("/r/{path}"))}, "position": position})).await;
        let items = found.as_array().unwrap_or_else(|| panic!("{path}: {found}"));
        let labels: Vec<_> = items.iter().map(|item| item["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["fast-search", "new-cart"], "{path}");
        assert_eq!(items[0]["detail"], "feature flag · flags/shop.yaml");
        let range = &items[0]["textEdit"]["range"];
        let length = range["end"]["character"].as_u64().unwrap() - range["start"]["character"].as_u64().unwrap();
        assert_eq!((range["start"]["line"].as_u64(), length), (Some(line as u64), replaced), "{path}");
    }
    let mut elsewhere = place(FLAGS, "web/app.py", "", "print");
    elsewhere["context"] = json!({"triggerKind": 1});
    assert_eq!(editor.ask("textDocument/completion", elsewhere).await, Value::Null);
    assert!(editor.leave().await);
}

const LINKED: &str = "
//- /README.md
See [the guide](docs/guide.md#start).
//- /docs/guide.md
# Start
Back to [the top](../README.md).
//- /pkg/__init__.py
//- /pkg/a.py
from pkg import b
//- /pkg/b.py
";

#[tokio::test]
async fn what_names_a_file_follows_it() {
    let mut editor = Editor::open(LINKED, asking()).await;
    let moves = |pairs: &[(&str, &str)]| {
        let file = |(from, to): &(&str, &str)| json!({"oldUri": uri(from), "newUri": uri(to)});
        json!({"files": pairs.iter().map(file).collect::<Vec<_>>()})
    };
    let edit = editor.ask("workspace/willRenameFiles", moves(&[("/r/docs/guide.md", "/r/guide.md")])).await;
    assert_eq!(changes(&edit), ["README.md:0:16 guide.md#start", "docs/guide.md:1:18 README.md"]);
    let edit = editor.ask("workspace/willRenameFiles", moves(&[("/r/docs", "/r/pages"), ("/r/pkg/b.py", "/r/pkg/c.py")])).await;
    assert_eq!(changes(&edit), ["README.md:0:16 pages/guide.md#start", "pkg/a.py:0:16 c as b"]);
    let nothing = editor.ask("workspace/willRenameFiles", moves(&[("/r/pkg/a.py", "/r/pkg/z.py"), ("/elsewhere/x", "/r/x")])).await;
    assert_eq!(nothing, Value::Null);
    assert!(editor.leave().await);
}
