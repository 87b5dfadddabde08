//! Changes arrive in the client's order, whatever else goes on.

use serde_json::{Value, json};

use crate::editor::{Editor, PACKAGE, messages, pulling, pushed};

/// Changes that each insert one letter at the end of the module's name.
async fn type_letters(editor: &mut Editor, count: usize) -> String {
    let mut name = String::from("zz");
    for index in 0..count {
        let at = json!({"line": 0, "character": "import pkg.".len() + name.len()});
        let letter = char::from(b'a' + (index % 26) as u8);
        name.push(letter);
        editor.did_change("/r/pkg/a.py", index as i32 + 2, json!([{"range": {"start": at, "end": at}, "text": letter.to_string()}])).await;
    }
    name
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_changes_while_eight_requests_are_held() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    let first = editor.ask("workspace/diagnostic", json!({"previousResultIds": []})).await;
    let known: Vec<Value> =
        first["items"].as_array().unwrap().iter().map(|item| json!({"uri": item["uri"], "value": item["resultId"]})).collect();
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(editor.request("workspace/diagnostic", json!({"previousResultIds": known})).await);
    }
    editor.did_open("/r/pkg/a.py", "import pkg.zz\n").await;
    let name = type_letters(&mut editor, 200).await;
    let report = editor.pull("/r/pkg/a.py").await;
    assert!(messages(&report["items"]).contains(&format!("`pkg.{name}`")), "{report}");
    for id in held {
        editor.notify("$/cancelRequest", json!({"id": id})).await;
        editor.answer(id).await;
    }
    assert!(editor.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_see_the_changes_before_them() {
    let mut editor = Editor::open(PACKAGE, pulling()).await;
    editor.did_open("/r/pkg/a.py", "").await;
    for version in 2..60 {
        editor.did_change("/r/pkg/a.py", version, json!([{"text": format!("import pkg.zz{version}\n")}])).await;
        let report = editor.pull("/r/pkg/a.py").await;
        assert!(messages(&report["items"]).contains(&format!("`pkg.zz{version}`")), "{version}: {report}");
    }
    assert!(editor.leave().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_ends_with_the_last_text() {
    let mut editor = Editor::open(PACKAGE, pushed()).await;
    editor.did_open("/r/pkg/a.py", "import pkg.zz\n").await;
    let name = type_letters(&mut editor, 100).await;
    let last = loop {
        let told = editor.published("/r/pkg/a.py").await;
        if told["version"] == 101 {
            break told;
        }
    };
    assert!(messages(&last["diagnostics"]).contains(&format!("`pkg.{name}`")), "{last}");
    editor.settle().await;
    let about = editor.log.iter().filter(|message| message["params"]["uri"] == crate::editor::uri("/r/pkg/a.py"));
    let versions: Vec<i64> = about.map(|message| message["params"]["version"].as_i64().unwrap()).collect();
    assert!(versions.is_sorted() && versions.last() == Some(&101), "{versions:?}");
    for message in editor.log.iter().filter(|message| message["params"]["version"].is_i64()) {
        let version = message["params"]["version"].as_i64().unwrap() as usize;
        let name = &name[..version + 1];
        assert!(messages(&message["params"]["diagnostics"]).contains(&format!("`pkg.{name}`")), "each version has its own diagnostics");
    }
    assert!(editor.leave().await);
}
