//! One behaviour each, step by step.

use agents::manifest::Heal;
use agents::{End, Manifest};
use orchestrator::model::{AgentState, Desired, Timestamp};
use orchestrator::supervisor::{Answer, Effect, Ended, Input, Jitter, Run, Supervisor};

use crate::{manifest, ms};

/// A supervisor and its time; what it said last.
struct Play {
    supervisor: Supervisor,
    now: Timestamp,
    said: Vec<Effect>,
}

impl Play {
    /// Wanted, approved, and told to start.
    fn new(manifest: Manifest) -> Play {
        let now = Timestamp(0);
        let mut play = Play { supervisor: Supervisor::new(manifest, now, Jitter::new(7)), now, said: Vec::new() };
        play.give(Input::Approved(true));
        play.give(Input::Desired { desired: Desired::Running, generation: 0 });
        play
    }

    /// As [`Play::new`], and it came up.
    fn up(manifest: Manifest) -> Play {
        let mut play = Play::new(manifest);
        play.give(Input::Started(1));
        play.answer(Answer::Well);
        while play.state() != AgentState::Active {
            play.wake();
            play.answer(Answer::Well);
        }
        play
    }

    fn give(&mut self, input: Input) {
        self.said = self.supervisor.step(self.now, input);
    }

    /// Waits until it wants to be asked, and asks. How long that was, in milliseconds.
    fn wake(&mut self) -> u64 {
        let at = self.supervisor.next_wake().expect("it waits for something");
        let waited = at.since(self.now);
        self.now = at;
        self.give(Input::Timer);
        u64::try_from(waited.as_millis()).unwrap()
    }

    fn probe(&self) -> Option<(Run, u64)> {
        self.said.iter().find_map(|effect| match effect {
            Effect::Probe { run, number, .. } => Some((*run, *number)),
            _ => None,
        })
    }

    /// Answers the probe that was just sent, if one was.
    fn answer(&mut self, answer: Answer) {
        if let Some((run, number)) = self.probe() {
            self.give(Input::Probed { run, number, answer });
        }
    }

    fn state(&self) -> AgentState {
        self.supervisor.state()
    }

    fn reasons(&self) -> Vec<String> {
        self.supervisor.health(self.now).reasons
    }

    /// It ends and is started again: how long that took, in milliseconds; `None`: it was given up.
    fn crash(&mut self) -> Option<u64> {
        let run = self.supervisor.run().unwrap();
        self.give(Input::Ended(run, End::Exit(1)));
        if self.state() == AgentState::Failed {
            return None;
        }
        let waited = self.wake();
        assert!(matches!(self.said[0], Effect::Start { run: next, .. } if next == run + 1), "{:?}", self.said);
        self.give(Input::Started(run + 1));
        self.answer(Answer::Well);
        Some(waited)
    }
}

fn failed() -> Answer {
    Answer::Failed("not now".into())
}

#[test]
fn it_is_ready_after_its_startup_probe_and_so_many_successes() {
    let mut manifest = manifest("one");
    manifest.probes.successes = 3;
    let mut play = Play::new(manifest);
    play.give(Input::Started(1));
    // While it starts bad answers count for nothing, and it is asked often.
    for _ in 0..20 {
        play.answer(failed());
        assert_eq!((play.wake(), play.state()), (500, AgentState::Initializing));
    }
    play.answer(Answer::Well);
    assert_eq!(play.wake(), 500);
    play.answer(failed());
    for good in 0..3 {
        assert_eq!(play.state(), AgentState::Initializing, "{good}");
        assert_eq!(play.wake(), 10_000);
        play.answer(Answer::Well);
    }
    assert_eq!((play.state(), play.reasons()), (AgentState::Active, Vec::new()));
}

#[test]
fn one_that_is_not_ready_in_time_has_failed_to_start() {
    let mut play = Play::new(manifest("one"));
    play.give(Input::Started(1));
    while play.said.iter().all(|effect| !matches!(effect, Effect::Stop { .. })) {
        play.answer(failed());
        play.wake();
    }
    assert_eq!(play.now, Timestamp(30_000));
    assert_eq!(play.reasons(), ["it is being restarted: it was not ready within 30000 ms: not now"]);
    play.give(Input::Ended(1, End::Stopped));
    assert_eq!(play.state(), AgentState::Healing);
}

#[test]
fn liveness_fails_after_so_many_failures_in_a_row_and_not_before() {
    let mut play = Play::up(manifest("one"));
    for _ in 0..10 {
        for _ in 0..2 {
            play.wake();
            play.answer(failed());
        }
        assert_eq!(play.reasons(), ["2 of 3 probes failed: not now"]);
        play.wake();
        play.answer(Answer::Well);
        assert_eq!((play.state(), play.reasons()), (AgentState::Active, Vec::new()));
    }
    for _ in 0..3 {
        assert_eq!(play.state(), AgentState::Active);
        play.wake();
        play.answer(failed());
    }
    assert!(play.said.contains(&Effect::Ready(false)));
    assert!(play.said.contains(&Effect::Stop { run: 1, grace: ms(10_000) }));
}

#[test]
fn an_answer_that_comes_too_late_is_none() {
    let mut play = Play::up(manifest("one"));
    play.wake();
    let (run, number) = play.probe().unwrap();
    assert_eq!(play.wake(), 1_000);
    assert_eq!(play.reasons(), ["1 of 3 probes failed: no answer within 1000 ms"]);
    play.give(Input::Probed { run, number, answer: Answer::Well });
    assert_eq!(play.reasons(), ["1 of 3 probes failed: no answer within 1000 ms"]);
    // The period counts from when a probe is sent.
    assert_eq!(play.wake(), 9_000);
}

#[test]
fn one_at_work_need_not_answer_but_must_not_be_silent_for_too_long() {
    let mut play = Play::up(manifest("one"));
    play.give(Input::TaskBegun(1));
    while play.state() == AgentState::Active {
        play.wake();
    }
    let silent = play.now.since(Timestamp(0));
    assert!(silent >= ms(60_000) && silent < ms(61_000), "{silent:?}");
    assert_eq!(play.reasons()[0], "it is being restarted: it gave no sign of life for 60.0 s");
}

#[test]
fn progress_keeps_one_alive() {
    let mut play = Play::up(manifest("one"));
    play.give(Input::TaskBegun(1));
    for _ in 0..100 {
        play.wake();
        play.give(Input::Heartbeat(1));
    }
    assert_eq!(play.state(), AgentState::Active);
}

#[test]
fn waits_double_up_to_the_longest_and_are_forgotten_when_it_was_well() {
    let mut manifest = manifest("one");
    (manifest.restart.wait, manifest.restart.wait_at_most, manifest.restart.times) = (ms(100), ms(1_000), 100);
    let mut play = Play::up(manifest);
    for most in [100, 200, 400, 800, 1_000, 1_000] {
        let waited = play.crash().unwrap();
        assert!((most / 2..=most).contains(&waited), "{waited} of {most}");
    }
    // Well, but not for long enough.
    play.now = play.now.after(ms(59_000));
    assert!(play.crash().unwrap() >= 500);
    play.now = play.now.after(ms(60_000));
    assert!(play.crash().unwrap() <= 100);
}

#[test]
fn more_restarts_than_allowed_within_the_time_are_too_many() {
    let mut manifest = manifest("one");
    (manifest.restart.times, manifest.restart.within, manifest.restart.wait_at_most) = (3, ms(60_000), ms(1_000));
    let mut play = Play::up(manifest);
    // Three within any minute are allowed, for as long as it goes.
    for _ in 0..50 {
        assert!(play.crash().is_some());
        play.now = play.now.after(ms(20_000));
    }
    let mut restarts = 0;
    while play.crash().is_some() {
        restarts += 1;
    }
    assert!(restarts <= 2, "{restarts}");
    assert_eq!((play.state(), play.supervisor.next_wake()), (AgentState::Failed, None));
    assert_eq!(play.reasons(), ["it was given up: it exited with 1"]);
    // What was counted is forgotten when a person has it started.
    play.give(Input::Desired { desired: Desired::Running, generation: 1 });
    assert!(matches!(play.said[0], Effect::Start { .. }));
    assert_eq!(play.supervisor.restarts(), 0);
}

#[test]
fn one_that_is_ill_and_left_to_a_person_comes_back_by_itself() {
    for heal in [Heal::Manual, Heal::Off] {
        let mut manifest = manifest("one");
        (manifest.restart.heal, manifest.probes.successes) = (heal, 2);
        let mut play = Play::up(manifest);
        let mut told = 0;
        for _ in 0..10 {
            play.wake();
            play.answer(failed());
            told += play.said.iter().filter(|effect| matches!(effect, Effect::Emit { kind: "agent.ill", .. })).count();
        }
        assert_eq!(told, usize::from(heal == Heal::Manual));
        assert_eq!(play.state(), AgentState::Healing);
        assert_eq!(play.supervisor.run(), Some(1));
        play.wake();
        play.answer(Answer::Well);
        assert_eq!(play.state(), AgentState::Healing);
        play.wake();
        play.answer(Answer::Well);
        assert_eq!((play.state(), play.reasons()), (AgentState::Active, Vec::new()));
    }
}

#[test]
fn one_that_is_told_to_stop_and_does_not_is_told_again() {
    let mut play = Play::up(manifest("one"));
    play.give(Input::Desired { desired: Desired::Stopped, generation: 0 });
    assert!(play.said.contains(&Effect::Stop { run: 1, grace: ms(10_000) }));
    assert_eq!(play.wake(), 15_000);
    assert!(play.said.contains(&Effect::Stop { run: 1, grace: ms(0) }));
    play.give(Input::Ended(1, End::Signal(9)));
    assert_eq!((play.state(), play.supervisor.next_wake(), play.reasons()), (AgentState::Stopped, None, Vec::new()));
}

#[test]
fn health_names_the_worst_first() {
    let mut play = Play::up(manifest("one"));
    for ended in [Ended::Badly, Ended::Well, Ended::Badly, Ended::Well, Ended::Neither, Ended::Badly, Ended::Badly] {
        play.give(Input::TaskBegun(1));
        play.give(Input::TaskEnded { run: 1, ended, took: ms(200_000) });
    }
    play.wake();
    play.answer(failed());
    assert_eq!(
        play.reasons(),
        ["4 of its last 6 calls failed", "its calls take up to 200.0 s of the 300.0 s that they may", "1 of 3 probes failed: not now",]
    );
    let score = play.supervisor.health(play.now).score;
    assert!(score > 0.0 && score < 0.5, "{score}");
    // What is long ago says nothing any more.
    play.now = play.now.after(ms(300_000));
    play.give(Input::Heartbeat(1));
    assert_eq!(play.reasons(), Vec::<String>::new());
}
