//! What happens when a day ends while an editor is open.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use workspace::Date;

use crate::editor::{Editor, messages, pushed, system};

#[tokio::test]
async fn a_suppression_ends_while_the_editor_is_open() {
    let files = "
//- /pkg/__init__.py
//- /pkg/a.py
import pkg.gone  # ouroboros: ignore[L4/unresolved-import] until=2027-01-31 soon there
";
    let over = Arc::new(AtomicBool::new(false));
    let midnight = Arc::clone(&over);
    let today = move || Date::parse(if midnight.load(Ordering::SeqCst) { "2027-02-01" } else { "2027-01-31" }).expect("a day");
    let clock = lsp::Clock::new(today, Duration::from_millis(10));
    let mut editor = Editor::with_clock(system(files), clock);
    editor.initialize(&["/r"], pushed(), serde_json::Value::Null).await;
    editor.did_open("/r/pkg/a.py", "import pkg.gone  # ouroboros: ignore[L4/unresolved-import] until=2027-01-31 soon there\n").await;
    assert_eq!(messages(&editor.published("/r/pkg/a.py").await["diagnostics"]), "");
    over.store(true, Ordering::SeqCst);
    loop {
        // Every publication is waited for, with a limit; at last one has it.
        let published = editor.published("/r/pkg/a.py").await;
        if messages(&published["diagnostics"]).contains("pkg.gone") {
            break;
        }
    }
    assert!(editor.leave().await);
}
