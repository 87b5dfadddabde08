//! What an agent may do wrong, and what comes of it: always an end, within its limit.

use std::time::{Duration, Instant};

use agents::{CallError, End};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{FAKE, MOST, PATIENCE, fake, is_collected, is_gone, launch, manifest};

const SOON: Duration = Duration::from_millis(400);

#[tokio::test]
async fn one_that_cannot_start_says_why() {
    let why = |words: &'static [&'static str]| async { launch(manifest(words), PATIENCE).await.err().unwrap() };
    assert!(why(&["no-such-program"]).await.contains("is it installed?"));
    assert!(why(&[]).await.contains("the command is empty"));
    assert_eq!(launch(fake(&["die"]), PATIENCE).await.err().unwrap(), "it exited with 7 before it could be asked");
    // No MCP at all: it reads everything and says the same.
    let why = launch(manifest(&["cat"]), SOON).await.err().unwrap();
    assert!(why.contains("does not answer") || why.contains("does not agree"), "{why}");
    assert!(launch(manifest(&["true"]), PATIENCE).await.is_err());
}

#[tokio::test]
async fn one_that_never_answers_is_ended_in_time() {
    let begun = Instant::now();
    let why = launch(fake(&["mute"]), SOON).await.err().unwrap();
    assert!(why.contains("could not be asked after "), "{why}");
    assert!(begun.elapsed() < PATIENCE / 2);
}

#[tokio::test]
async fn a_hang_is_found_by_whoever_waits_and_stopping_ends_it() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let cancel = CancellationToken::new();
    let call = started.call_until("hang", Value::Null, cancel.clone());
    let (answer, ()) = tokio::join!(call, async {
        assert!(tokio::time::timeout(SOON, started.agent.ping()).await.is_err(), "no sign of life");
        cancel.cancel();
    });
    assert_eq!(answer, Err(CallError::Cancelled));
    let begun = Instant::now();
    assert_eq!(started.stop(SOON).await, End::Stopped);
    assert!(begun.elapsed() < PATIENCE / 2);
}

#[tokio::test]
async fn a_crash_in_a_call_is_told_to_its_caller() {
    for (tool, end, said) in [("crash", End::Signal(6), "signal 6 ended it"), ("leave", End::Exit(3), "it exited with 3")] {
        let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
        let (answer, other) = tokio::join!(
            started.call(tool, Value::Null),
            // Sent before or after: either way it ends.
            started.call("sleep", json!({ "milliseconds": 600_000 }))
        );
        assert_eq!(answer, Err(CallError::Gone(said.to_owned())));
        assert!(matches!(other, Err(CallError::Gone(_))), "{other:?}");
        assert_eq!(started.ended().await, end);
        assert!(is_collected(started.agent.pid().unwrap()));
        assert_eq!(started.stop(PATIENCE).await, end, "it had ended before");
    }
}

#[tokio::test]
async fn a_kill_is_noticed_at_once() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let pid = started.agent.pid().unwrap();
    let begun = Instant::now();
    assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    assert_eq!(started.ended().await, End::Signal(9));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(is_collected(pid));
}

#[tokio::test]
async fn too_large_an_answer_fails_only_its_own_call() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let (huge, other) =
        tokio::join!(started.call("huge", json!({ "bytes": 8 * MOST })), started.call("sleep", json!({ "milliseconds": 300 })),);
    let Err(CallError::Failed(why)) = huge else { panic!("{huge:?}") };
    assert!(why.contains("1048576 are the most"), "{why}");
    assert_eq!(other, Ok(json!("slept")));
    let fits = started.call("huge", json!({ "bytes": MOST / 2 })).await.unwrap();
    assert_eq!(fits.as_str().map(str::len), Some(MOST / 2));
    let deep = started.call("deep", Value::Null).await;
    assert_eq!(deep, Err(CallError::Failed("its answer is nested more than 100 deep".to_owned())));
    started.agent.ping().await.unwrap();
}

#[tokio::test]
async fn what_is_no_message_goes_to_the_log() {
    let started = launch(fake(&["old"]), PATIENCE).await.unwrap();
    assert_eq!(started.call("garbage", Value::Null).await, Ok(json!("after it")));
    started.log.until("Traceback (most recent call last)").await;
    started.log.until("\u{FFFD}\u{FFFD} not a message").await;
}

#[tokio::test]
async fn a_flood_on_standard_error_is_bounded() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let begun = Instant::now();
    assert_eq!(started.call("flood", json!({ "lines": 30_000, "length": 1000 })).await, Ok(json!("flooded")));
    let seconds = begun.elapsed().as_secs() as usize + 2;
    started.log.until("lines were left out").await;
    assert!(started.log.lines().len() < 250 * seconds, "{} lines", started.log.lines().len());
    started.call("flood", json!({ "lines": 1, "length": 100_000 })).await.unwrap();
    started.stop(PATIENCE).await;
    assert!(started.log.lines().iter().all(|line| line.len() < 10_000));
}

#[tokio::test]
async fn one_that_does_not_want_to_end_is_ended_with_all_that_it_started() {
    // It ignores the signal, and stays when its input ends.
    let started = launch(manifest(&["/bin/sh", "-c", &format!("trap '' TERM; {FAKE} new stay; sleep 1000")]), PATIENCE).await.unwrap();
    let forked = started.call("fork", Value::Null).await.unwrap()["pid"].as_u64().unwrap();
    let begun = Instant::now();
    assert_eq!(started.stop(SOON).await, End::Stopped);
    assert!(begun.elapsed() >= SOON && begun.elapsed() < PATIENCE / 2, "{:?}", begun.elapsed());
    assert!(is_gone(forked).await && is_collected(started.agent.pid().unwrap()));
}

#[tokio::test]
async fn what_it_started_ends_with_it() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let forked = started.call("fork", Value::Null).await.unwrap()["pid"].as_u64().unwrap();
    let _ = started.call("leave", Value::Null).await;
    assert_eq!(started.ended().await, End::Exit(3));
    assert!(is_gone(forked).await);
    assert!(!started.log.lines().iter().any(|line| line.contains("left its group")));
}

#[tokio::test]
async fn what_left_its_group_is_reported() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    let escaped = started.call("escape", Value::Null).await.unwrap()["pid"].as_u64().unwrap();
    started.stop(PATIENCE).await;
    started.log.until("left its group").await;
    let _ = std::process::Command::new("kill").args(["-9", &escaped.to_string()]).status();
}

#[tokio::test]
async fn a_closed_output_is_an_end() {
    let started = launch(fake(&["new"]), PATIENCE).await.unwrap();
    assert!(matches!(started.call("close", Value::Null).await, Err(CallError::Gone(_))));
    assert!(matches!(started.ended().await, End::Disconnected(_)));
    assert!(is_collected(started.agent.pid().unwrap()));
}

#[tokio::test]
async fn one_that_nobody_holds_any_more_ends() {
    let started = launch(fake(&["new", "stay"]), PATIENCE).await.unwrap();
    let pid = u64::from(started.agent.pid().unwrap());
    drop(started);
    assert!(is_gone(pid).await);
}
