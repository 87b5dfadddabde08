//! Laws that hold whatever happens, in a hundred thousand steps of a world that is not kind: late answers, answers of
//! earlier runs, processes that die at any time, people who change their minds. Time is a number.

use std::time::Duration;

use agents::manifest::Heal;
use agents::{End, Manifest};
use orchestrator::model::{AgentState, Desired, Timestamp};
use orchestrator::supervisor::{Answer, Effect, Ended, Input, Jitter, Run, Supervisor};

use crate::{manifest, ms};

const WORLDS: u64 = 250;
const STEPS: u32 = 400;

/// What there is beside the supervisor.
struct World {
    chance: Jitter,
    now: Timestamp,
    supervisor: Supervisor,
    desired: Desired,
    generation: i64,
    approved: bool,
    blocked: bool,
    left: bool,
    needs: Vec<(String, bool)>,
    /// Told to start, not answered yet.
    starting: Option<Run>,
    /// Lives.
    alive: Option<Run>,
    /// Told to stop, and not gone.
    stopping: Option<Run>,
    probe: Option<(Run, u64)>,
    ready: bool,
    tasks: u32,
    /// Starts since a person did something.
    starts: Vec<Timestamp>,
    restarts: u64,
    gave_up: u64,
}

impl World {
    fn new(seed: u64) -> World {
        let mut chance = Jitter::new(seed);
        let mut manifest = manifest("one");
        manifest.needs = ["a", "b"][..pick(&mut chance, 3)].iter().map(|id| (*id).to_owned()).collect();
        manifest.probes.every = ms(chance.number() % 10_000);
        manifest.probes.timeout = ms(chance.number() % 3_000);
        manifest.probes.failures = u32::try_from(pick(&mut chance, 5)).unwrap();
        manifest.probes.successes = u32::try_from(pick(&mut chance, 4)).unwrap();
        manifest.probes.stale_after = ms(chance.number() % 60_000);
        manifest.probes.start_within = ms(1 + chance.number() % 20_000);
        manifest.restart.heal = [Heal::Auto, Heal::Auto, Heal::Auto, Heal::Manual, Heal::Off][pick(&mut chance, 5)];
        manifest.restart.wait = ms(chance.number() % 2_000);
        manifest.restart.wait_at_most = ms(chance.number() % 60_000);
        manifest.restart.times = u32::try_from(pick(&mut chance, 7)).unwrap();
        manifest.restart.within = ms(1_000 + chance.number() % 120_000);
        manifest.restart.stop_within = ms(chance.number() % 5_000);
        let needs = manifest.needs.iter().map(|id| (id.clone(), false)).collect();
        let now = Timestamp(1_000);
        World {
            supervisor: Supervisor::new(manifest, now, Jitter::new(seed ^ 1)),
            chance,
            now,
            desired: Desired::Stopped,
            generation: 0,
            approved: false,
            blocked: false,
            left: false,
            needs,
            starting: None,
            alive: None,
            stopping: None,
            probe: None,
            ready: false,
            tasks: 0,
            starts: Vec::new(),
            restarts: 0,
            gave_up: 0,
        }
    }

    fn may_run(&self) -> bool {
        self.approved && !self.blocked && !self.left && matches!(self.desired, Desired::Running | Desired::Paused)
    }

    /// Gives an input to the supervisor, brings about what it says, and holds it to the laws.
    fn give(&mut self, input: Input) {
        let before = self.supervisor.state();
        let by_a_person =
            matches!(input, Input::Desired { .. } | Input::Approved(_) | Input::Manifest(_) | Input::Blocked(_) | Input::Leave);
        if by_a_person {
            self.starts.clear();
        }
        let effects = self.supervisor.step(self.now, input);
        for effect in &effects {
            self.bring_about(effect);
        }
        let after = self.supervisor.state();
        assert!(
            before != AgentState::Failed || after == AgentState::Failed || by_a_person,
            "failed stays until a person does something, but became {after:?}"
        );
        if !self.may_run() && self.tasks == 0 {
            assert!(self.starting.or(self.alive).is_none_or(|run| self.stopping == Some(run)), "what may not run is told to stop");
        }
        assert_eq!(self.ready, after == AgentState::Active, "who needs it was told whether it is ready");
        if after == AgentState::Active {
            assert!(self.alive.is_some() && self.may_run() && self.needs.iter().all(|(_, ready)| *ready));
        }
        let waits = self.starting.is_some() || self.stopping.is_some() || self.needs.iter().any(|(_, ready)| !ready);
        let at_rest = matches!(after, AgentState::Failed | AgentState::Stopped | AgentState::Pending);
        let wake = self.supervisor.next_wake();
        assert!(at_rest || waits || wake.is_some(), "it is stuck in {after:?}");
        assert!(wake.is_none_or(|at| at > self.now), "it wakes at once, again and again");
        let health = self.supervisor.health(self.now);
        assert!((0.0..=1.0).contains(&health.score), "{health:?}");
        assert_eq!(health.reasons.is_empty(), (health.score - 1.0).abs() < f64::EPSILON, "{health:?}");
        assert!(health.reasons.iter().all(|reason| !reason.is_empty()), "{health:?}");
    }

    fn bring_about(&mut self, effect: &Effect) {
        let policy = self.supervisor.manifest().restart.clone();
        match effect {
            Effect::Start { run, .. } => {
                assert!(self.starting.is_none() && self.alive.is_none(), "never two");
                assert!(self.may_run(), "only what may run is started");
                assert!(self.needs.iter().all(|(_, ready)| *ready), "only after what it needs");
                self.starts.push(self.now);
                let recent = self.starts.iter().skip(1).filter(|at| self.now.since(**at) < policy.within).count();
                assert!(recent <= usize::try_from(policy.times).unwrap(), "{recent} restarts are too many");
                self.starting = Some(*run);
                self.tasks = 0;
            }
            Effect::Stop { run, .. } => {
                assert_eq!(self.starting.or(self.alive), Some(*run), "only what there is is stopped");
                self.stopping = Some(*run);
            }
            Effect::Probe { run, number, .. } => {
                assert_eq!(self.alive, Some(*run), "only what lives is asked");
                self.probe = Some((*run, *number));
            }
            Effect::Ready(ready) => {
                assert_ne!(self.ready, *ready, "only news is told");
                self.ready = *ready;
            }
            Effect::Emit { kind: "agent.restarting", data } => {
                self.restarts += 1;
                let wait = Duration::from_millis(data["in_ms"].as_u64().unwrap());
                assert!(wait <= policy.wait_at_most, "{wait:?}");
                // Whole milliseconds: half of one is none.
                assert!(wait + ms(1) >= policy.wait.min(policy.wait_at_most) / 2, "{wait:?}");
            }
            Effect::Emit { kind: "agent.given_up", .. } => self.gave_up += 1,
            Effect::Publish | Effect::Emit { .. } => {}
        }
    }

    fn ended(&mut self, end: End) {
        if let Some(run) = self.alive.take() {
            self.gone(run);
            self.give(Input::Ended(run, end));
        }
    }

    fn gone(&mut self, run: Run) {
        self.probe = self.probe.filter(|(of, _)| *of != run);
        self.stopping = None;
        self.tasks = 0;
    }

    fn answer_start(&mut self, well: bool) {
        let Some(run) = self.starting.take() else { return };
        if well {
            self.alive = Some(run);
            self.give(Input::Started(run));
        } else {
            self.gone(run);
            self.give(Input::StartFailed(run, "no such program".into()));
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
        // The driver may be late, and it may ask too often.
        if self.supervisor.next_wake().is_some_and(|at| at <= self.now) || self.chance.number().is_multiple_of(4) {
            self.give(Input::Timer);
        }
    }

    fn answer_probe(&mut self) {
        let Some((run, number)) = self.probe.take() else { return };
        let answer = match pick(&mut self.chance, 12) {
            0 => Answer::TimedOut,
            1 => Answer::Failed("no".into()),
            _ => Answer::Well,
        };
        self.give(Input::Probed { run, number, answer });
    }

    fn step(&mut self) {
        // Most answers come before much time passes.
        if pick(&mut self.chance, 4) > 0 {
            self.answer_probe();
        }
        match pick(&mut self.chance, 100) {
            0..20 => {
                let most = [10, 100, 500, 2_000, 2_000, 30_000][pick(&mut self.chance, 6)];
                let time = ms(1 + self.chance.number() % most);
                self.pass(time);
            }
            20..36 => {
                // Exactly when it wants.
                let wake = self.supervisor.next_wake().map_or(Duration::ZERO, |at| at.since(self.now));
                self.pass(wake);
            }
            36..52 => {
                let well = pick(&mut self.chance, 16) > 0;
                self.answer_start(well);
            }
            52..72 => self.answer_probe(),
            72..82 => {
                if self.stopping.is_some() && self.starting.is_some() {
                    self.answer_start(false);
                } else if self.stopping.is_some() {
                    self.ended(End::Stopped);
                }
            }
            82..84 => {
                let ends = [End::Exit(0), End::Exit(1), End::Signal(9), End::Disconnected("pipe".into())];
                let end = ends[pick(&mut self.chance, 4)].clone();
                self.ended(end);
            }
            84..93 => self.work(),
            93..95 => self.lie(),
            95..97 => self.need(),
            _ => self.person(),
        }
    }

    fn work(&mut self) {
        let Some(run) = self.alive else { return };
        if self.tasks > 0 && pick(&mut self.chance, 2) == 0 {
            self.tasks -= 1;
            let ended = [Ended::Well, Ended::Badly, Ended::Neither, Ended::Gone][pick(&mut self.chance, 4)];
            self.give(Input::TaskEnded { run, ended, took: ms(5) });
        } else if self.ready {
            self.tasks += 1;
            self.give(Input::TaskBegun(run));
        } else if pick(&mut self.chance, 8) == 0 {
            self.give(Input::Stuck(run, "it does not let go".into()));
        } else {
            self.give(Input::Heartbeat(run));
        }
    }

    /// Things about runs that are over, or never were, and answers to probes that nobody waits for.
    fn lie(&mut self) {
        let current = self.starting.or(self.alive).unwrap_or_default();
        let run = match current {
            0 => 7_777,
            current => current - 1,
        };
        let lies = [
            Input::Ended(run, End::Signal(9)),
            Input::Started(run),
            Input::StartFailed(run, "late".into()),
            Input::Probed { run, number: 1, answer: Answer::Failed("late".into()) },
            Input::Probed { run: current, number: 99_999, answer: Answer::Failed("late".into()) },
            Input::TaskEnded { run, ended: Ended::Badly, took: ms(1) },
            Input::Stuck(run, "late".into()),
            Input::Need { id: "nobody".into(), ready: true },
        ];
        let lie = lies[pick(&mut self.chance, lies.len())].clone();
        self.give(lie);
    }

    fn need(&mut self) {
        if self.needs.is_empty() {
            return;
        }
        let which = pick(&mut self.chance, self.needs.len());
        self.needs[which].1 = pick(&mut self.chance, 8) > 0;
        let (id, ready) = self.needs[which].clone();
        self.give(Input::Need { id, ready });
    }

    fn person(&mut self) {
        match pick(&mut self.chance, 10) {
            0..4 => {
                self.desired =
                    [Desired::Running, Desired::Paused, Desired::Drained, Desired::Stopped][pick(&mut self.chance, 7).saturating_sub(3)];
                self.generation += i64::from(pick(&mut self.chance, 3) == 0);
                self.give(Input::Desired { desired: self.desired, generation: self.generation });
            }
            4..6 => {
                self.approved = pick(&mut self.chance, 8) > 0;
                self.give(Input::Approved(self.approved));
            }
            6 => {
                self.blocked = pick(&mut self.chance, 8) == 0;
                self.give(Input::Blocked(self.blocked.then(|| "it needs itself".to_owned())));
            }
            _ => {
                let mut changed: Manifest = self.supervisor.manifest().clone();
                match pick(&mut self.chance, 3) {
                    0 => changed.env.push("HOME".into()),
                    1 => changed.concurrency += 1,
                    _ => changed.restart.heal = Heal::Auto,
                }
                self.give(Input::Manifest(Box::new(changed)));
            }
        }
    }

    /// As most agents begin: wanted and approved.
    fn begin(&mut self) {
        (self.desired, self.approved) = (Desired::Running, true);
        self.give(Input::Approved(true));
        self.give(Input::Desired { desired: Desired::Running, generation: 0 });
        for at in 0..self.needs.len() {
            self.needs[at].1 = true;
            self.give(Input::Need { id: self.needs[at].0.clone(), ready: true });
        }
    }

    /// From now on the world is kind, and time only passes as the supervisor wants it.
    fn be_kind(&mut self) {
        self.approved = true;
        self.give(Input::Approved(true));
        self.blocked = false;
        self.give(Input::Blocked(None));
        for at in 0..self.needs.len() {
            self.needs[at].1 = true;
            self.give(Input::Need { id: self.needs[at].0.clone(), ready: true });
        }
        self.desired = Desired::Running;
        self.generation += 1;
        self.give(Input::Desired { desired: Desired::Running, generation: self.generation });
        for _ in 0..40 {
            if let (Some(run), None) = (self.stopping, self.starting) {
                assert_eq!(self.alive, Some(run));
                self.ended(End::Stopped);
            } else if self.starting.is_some() {
                let well = self.stopping.is_none();
                self.answer_start(well);
            } else if let Some((run, number)) = self.probe.take() {
                self.give(Input::Probed { run, number, answer: Answer::Well });
            } else if self.supervisor.state() == AgentState::Active {
                return;
            } else {
                let wake = self.supervisor.next_wake().expect("something comes next").since(self.now);
                self.pass(wake);
            }
        }
        panic!("it does not come up in a kind world: {:?} {:?}", self.supervisor.state(), self.supervisor.health(self.now));
    }
}

fn pick(chance: &mut Jitter, of: usize) -> usize {
    usize::try_from(chance.number() % u64::try_from(of).unwrap()).unwrap()
}

#[test]
fn a_hundred_thousand_steps_break_no_law() {
    let (mut restarts, mut gave_up, mut active) = (0, 0, 0_u32);
    for seed in 0..WORLDS {
        let mut world = World::new(seed);
        let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            world.begin();
            for _ in 0..STEPS {
                world.step();
                active += u32::from(world.supervisor.state() == AgentState::Active);
            }
            world.be_kind();
            world.left = true;
            world.give(Input::Leave);
            if let Some(run) = world.alive {
                assert_eq!(world.stopping, Some(run));
                world.ended(End::Stopped);
            }
            assert_eq!(world.supervisor.state(), AgentState::Stopped);
        }));
        assert!(played.is_ok(), "in the world of seed {seed}, at {:?}", world.now);
        restarts += world.restarts;
        gave_up += world.gave_up;
    }
    // The world was such that the laws had something to say.
    assert!(restarts > 500, "{restarts} restarts");
    assert!(gave_up > 100, "{gave_up} were given up");
    assert!(active > 10_000, "{active} steps were with an active agent");
}

#[test]
fn the_same_seed_plays_the_same() {
    let play = || {
        let mut world = World::new(42);
        (0..STEPS).for_each(|_| world.step());
        (world.now, world.restarts, world.supervisor.health(world.now))
    };
    assert_eq!(play(), play());
}
