//! What an agent that behaves well is asked.

use std::collections::BTreeMap;
use std::time::Duration;

use agents::{CallError, End};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{FAKE, PATIENCE, fake, is_collected, launch, launch_in, limits, manifest};

#[tokio::test]
async fn both_revisions_are_spoken() {
    for words in [&["new"][..], &["old"], &["new", "chatty"], &["old", "chatty"]] {
        let started = launch(fake(words), PATIENCE).await.unwrap();
        let capabilities = started.agent.capabilities().await.unwrap();
        let names: Vec<&str> = capabilities.iter().map(|capability| capability.name.as_str()).collect();
        assert_eq!(names, ["echo", "say", "fail", "sleep", "crash"], "all pages");
        assert_eq!(capabilities[0].description.as_deref(), Some("Gives it back."));
        assert_eq!((&capabilities[0].input["type"], &capabilities[0].output), (&json!("object"), &Some(json!({ "type": "object" }))));
        assert_eq!(capabilities[1].output, None);
        started.agent.ping().await.unwrap();
        assert_eq!(started.call("echo", json!({ "text": "größe" })).await, Ok(json!({ "text": "größe" })), "structured content");
        assert_eq!(started.call("say", Value::Null).await, Ok(json!("two words")), "text");
        assert_eq!(started.call("fail", json!({})).await, Err(CallError::Failed("the index is locked".to_owned())));
        assert_eq!(started.call("no-such", json!({})).await, Err(CallError::Refused("no tool no-such".to_owned())));
        assert!(matches!(started.call("echo", json!([1])).await, Err(CallError::Refused(_))));
        let (answer, progress) = started.call_watched("work").await;
        assert_eq!(answer, Ok(json!("done")));
        assert!(!progress.is_empty() && progress.is_sorted_by(|one, other| one.done <= other.done), "{progress:?}");
        assert_eq!((progress[0].total, progress[0].message.as_deref()), (Some(3.0), Some("on it")));
        let pid = started.agent.pid().unwrap();
        assert_eq!(started.stop(PATIENCE).await, End::Stopped);
        assert_eq!(started.ended().await, End::Stopped);
        assert!(is_collected(pid));
        started.log.until("bye").await;
        assert_eq!(started.log.lines().iter().any(|line| line.contains("Welcome")), words.contains(&"chatty"));
        assert!(started.agent.ping().await.is_err());
        assert!(matches!(started.call("say", Value::Null).await, Err(CallError::Gone(_))));
    }
}

#[tokio::test]
async fn one_that_ignores_what_it_does_not_know_is_greeted_the_old_way() {
    let started = launch(fake(&["silent"]), Duration::from_secs(4)).await.unwrap();
    assert_eq!(started.call("say", Value::Null).await, Ok(json!("two words")));
}

#[tokio::test]
async fn a_slow_start_is_waited_for() {
    for revision in ["old", "new"] {
        let started = launch(fake(&[revision, "slow=600"]), PATIENCE).await.unwrap();
        started.agent.ping().await.unwrap();
    }
    // So slow that it is asked in the other way before it answers in its own.
    let started = launch(fake(&["old", "slow=2500"]), Duration::from_secs(4)).await.unwrap();
    assert_eq!(started.call("say", Value::Null).await, Ok(json!("two words")));
}

#[tokio::test]
async fn cancelling_reaches_it_and_leaves_the_connection_usable() {
    for revision in ["old", "new"] {
        let started = launch(fake(&[revision]), PATIENCE).await.unwrap();
        let cancel = CancellationToken::new();
        let (answer, ()) = tokio::join!(started.call_until("sleep", json!({ "milliseconds": 600_000 }), cancel.clone()), async {
            started.agent.ping().await.unwrap();
            cancel.cancel();
        });
        assert_eq!(answer, Err(CallError::Cancelled));
        started.log.until("cancelled ").await;
        assert_eq!(started.call("say", Value::Null).await, Ok(json!("two words")));
        assert_eq!(started.call_until("say", Value::Null, cancel).await, Err(CallError::Cancelled), "before it began");
    }
}

#[tokio::test]
async fn calls_run_side_by_side() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let (slow, quick) = tokio::join!(started.call("sleep", json!({ "milliseconds": 300 })), async {
        let answer = started.call("say", Value::Null).await;
        (answer, std::time::Instant::now())
    });
    assert_eq!((slow, quick.0), (Ok(json!("slept")), Ok(json!("two words"))));
}

#[tokio::test]
async fn that_its_tools_changed_is_heard() {
    let started = launch(fake(&["old"]), PATIENCE).await.unwrap();
    let (_, answer) = tokio::join!(started.agent.changed(), started.call("change", json!({})));
    assert_eq!(answer, Ok(json!("changed")));
}

#[tokio::test]
async fn it_gets_an_environment_of_its_own_and_no_secret() {
    // Cargo's own are there in every test, and no agent's business.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().canonicalize().unwrap();
    std::fs::create_dir(real.join("inner")).unwrap();
    let given = BTreeMap::from([("ASKED_FOR".to_owned(), "value".to_owned())]);
    let started = launch_in(fake(&["new"]), &real, given.clone(), PATIENCE).await.unwrap();
    let environment = started.call("environment", Value::Null).await.unwrap();
    let names: Vec<&String> = environment.as_object().unwrap().keys().collect();
    assert_eq!(environment["ASKED_FOR"], "value");
    for name in &names {
        assert!(["ASKED_FOR", "PATH", "HOME", "LANG", "TZ", "TMPDIR"].contains(&name.as_str()), "{names:?}");
    }
    assert_eq!(started.call("folder", Value::Null).await, Ok(json!(real)));
    let mut inner = fake(&["new"]);
    let agents::Run::Command { folder, .. } = &mut inner.run else { unreachable!() };
    *folder = Some("inner".to_owned());
    let started = launch_in(inner.clone(), &real, given, PATIENCE).await.unwrap();
    assert_eq!(started.call("folder", Value::Null).await, Ok(json!(real.join("inner"))));
    // A folder that leads out of the root, in words or by a link.
    for out in ["..", "inner/../..", "link"] {
        let _ = std::os::unix::fs::symlink("/", real.join("link"));
        let agents::Run::Command { folder, .. } = &mut inner.run else { unreachable!() };
        *folder = Some(out.to_owned());
        let why = launch_in(inner.clone(), &real, BTreeMap::new(), PATIENCE).await.err().unwrap();
        assert!(why.contains("out of the root"), "{why}");
    }
}

#[tokio::test]
async fn it_is_bounded() {
    let mut small = fake(&["new"]);
    small.limits = limits(512 << 20);
    let started = launch(small, PATIENCE).await.unwrap();
    assert_eq!(started.call("allocate", json!({ "bytes": 1 << 30 })).await, Ok(json!({ "got": false })));
    assert_eq!(started.call("allocate", json!({ "bytes": 1 << 20 })).await, Ok(json!({ "got": true })));
    let free = launch(fake(&["new"]), PATIENCE).await.unwrap();
    assert_eq!(free.call("allocate", json!({ "bytes": 1 << 30 })).await, Ok(json!({ "got": true })));
    // Of a program that turns forever.
    let mut busy = manifest(&["/bin/sh", "-c", &format!("{FAKE}; while :; do :; done")]);
    busy.limits.cpu = Some(1);
    let started = launch(busy, PATIENCE).await.unwrap();
    assert_eq!(started.call("leave", Value::Null).await.unwrap_err(), CallError::Gone("signal 9 ended it".to_owned()));
    assert_eq!(started.ended().await, End::Signal(9));
}

#[tokio::test]
async fn a_sandboxed_one_writes_where_it_may_and_reads_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().canonicalize().unwrap();
    let (root, outside) = (real.join("root"), real.join("outside"));
    std::fs::create_dir_all(&root).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("secret"), "text").unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = json!({ "address": listener.local_addr().unwrap().to_string() });
    for (files, network, inside) in [("root", "none", true), ("read_only", "open", false), ("open", "open", true)] {
        let mut manifest = fake(&["new"]);
        manifest.sandbox = serde_json::from_value(json!({ "files": files, "network": network })).unwrap();
        let said = agents::sandbox::said(&manifest);
        let started = launch_in(manifest, &root, BTreeMap::new(), PATIENCE).await.unwrap();
        assert_eq!(started.agent.sandbox(), said.join("; "));
        let write = async |path: &std::path::Path| started.call("write", json!({ "path": path })).await.unwrap();
        let own = write(&root.join(format!("{files}.txt"))).await;
        let is_fenced = files != "open";
        let holds = said[0].starts_with("sandbox: ");
        // Where the kernel has none, it says so and holds nothing back.
        assert!(holds || said[0].starts_with("no sandbox: "), "{said:?}");
        assert_eq!(own["written"], inside || !holds, "{files}");
        let other = write(&outside.join(format!("{files}.txt"))).await;
        assert_eq!(other["written"], !is_fenced || !holds, "{files}: {said:?}");
        assert_eq!(outside.join(format!("{files}.txt")).exists(), !is_fenced || !holds);
        let temporary = std::path::PathBuf::from(own["temporary"].as_str().unwrap());
        assert_eq!(write(&temporary.join(format!("agent-test-{files}"))).await["written"], true);
        let read = started.call("read", json!({ "path": outside.join("secret") })).await.unwrap();
        assert_eq!(read["text"], "text", "reading is free");
        let connected = started.call("connect", address.clone()).await.unwrap()["connected"].as_bool().unwrap();
        let holds_network = network == "none" && holds && !said[0].contains("NOT held");
        assert_eq!(connected, !holds_network, "{said:?}");
        if is_fenced {
            assert_eq!(started.log.lines()[0], format!("[{}]", said[0]));
            started.stop(PATIENCE).await;
            assert!(!temporary.exists(), "its folder goes with it");
        } else {
            let _ = std::fs::remove_file(temporary.join(format!("agent-test-{files}")));
        }
    }
}
