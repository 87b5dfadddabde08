//! Many ask one workspace at once, each with texts of their own laid over it.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use api::operations::verify::{Input, verify};
use api::operations::{Asked, Opening, Problem, Workspace};
use tokio_util::sync::CancellationToken;
use workspace::{Date, Trust};

use crate::rig::PATIENCE;

thread_local! {
    /// What a thread does while it looks: every look asks what day it is.
    static MEANWHILE: RefCell<Box<dyn FnMut()>> = RefCell::new(Box::new(|| {}));
}

fn meanwhile(what: impl FnMut() + 'static) {
    MEANWHILE.set(Box::new(what));
}

fn today() -> Date {
    MEANWHILE.with_borrow_mut(|meanwhile| meanwhile());
    Date::of_unix(1_800_000_000)
}

/// A workspace with a link that leads to `none.md`, which is not there.
fn open() -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.md"), "[x](none.md)\n").unwrap();
    let trust = Arc::new(|_: &std::path::Path| Ok(Trust::Nothing));
    let opening = Opening { folder: folder.path().canonicalize().unwrap(), trust, activated: None, remembers: false, today };
    let workspace = Workspace::open(opening).unwrap();
    (folder, workspace)
}

/// What is found with the link leading to another file.
fn found(workspace: &Workspace, to: Option<&str>, asked: &Asked) -> Result<Vec<String>, Problem> {
    let overlays = to.map(|to| ("a.md".to_owned(), Some(format!("[x]({to})\n")))).into_iter().collect();
    let answer = verify(workspace, &Input { overlays, ..Input::default() }, asked)?;
    Ok(answer.findings.into_iter().map(|finding| finding.message).collect())
}

#[test]
fn different_texts_are_never_seen_at_once() {
    let (_folder, workspace) = open();
    let inside = Arc::new([const { AtomicUsize::new(0) }; 3]);
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let (workspace, inside) = (&workspace, Arc::clone(&inside));
            scope.spawn(move || {
                for round in 0..40 {
                    let which = (thread + round) % 3;
                    let inside = Arc::clone(&inside);
                    meanwhile(move || {
                        inside[which].fetch_add(1, Ordering::SeqCst);
                        std::thread::yield_now();
                        for (other, count) in inside.iter().enumerate() {
                            assert!(other == which || count.load(Ordering::SeqCst) == 0);
                        }
                        inside[which].fetch_sub(1, Ordering::SeqCst);
                    });
                    let found = found(workspace, [None, Some("x.md"), Some("y.md")][which], &Asked::patiently()).unwrap();
                    let wanted = ["none.md", "x.md", "y.md"][which];
                    assert!(found.len() == 1 && found[0].contains(wanted), "{wanted}: {found:?}");
                }
            });
        }
    });
}

#[test]
fn who_gives_up_holds_nobody_up() {
    let (_folder, workspace) = open();
    let (entered, is_inside) = channel();
    let (leave, told) = channel();
    std::thread::scope(|scope| {
        let first = &workspace;
        scope.spawn(move || {
            meanwhile(move || {
                let _ = entered.send(());
                let _ = told.recv_timeout(PATIENCE);
            });
            found(first, None, &Asked::patiently()).unwrap();
        });
        is_inside.recv_timeout(PATIENCE).expect("it looks");
        let cancel = CancellationToken::new();
        cancel.cancel();
        assert_eq!(found(&workspace, Some("x.md"), &Asked::new(cancel, |_| {})), Err(Problem::Cancelled));
        // Who looks at the same is let in while the first is still there, and the one who gave up is waited for by nobody.
        let (entered, is_inside) = channel();
        let second = &workspace;
        scope.spawn(move || {
            meanwhile(move || {
                let _ = entered.send(());
            });
            found(second, None, &Asked::patiently()).unwrap();
        });
        is_inside.recv_timeout(PATIENCE.min(Duration::from_secs(10))).expect("it is let in");
        leave.send(()).unwrap();
    });
}
