//! The machine: what each input does to it.

use std::collections::BTreeMap;
use std::time::Duration;

use agents::{End, Manifest, manifest::Heal};
use serde_json::json;

use super::backoff::Restarts;
use super::calls::Calls;
use super::probing::Probing;
use super::{Answer, Effect, Ended, Input, Jitter, Run, earlier};
use crate::model::{AgentState, Desired, Timestamp};

/// After the grace of a stop, the driver has so long to say that the agent is gone before it is told once more.
const AFTER_GRACE: Duration = Duration::from_secs(5);
/// A status is told at least so often, so that others see when the agent was last seen.
const TOLD_EVERY: Duration = Duration::from_secs(15);

/// One agent's supervisor.
#[derive(Clone, Debug)]
pub struct Supervisor {
    pub(super) manifest: Manifest,
    pub(super) desired: Desired,
    generation: Option<i64>,
    pub(super) approved: bool,
    pub(super) blocked: Option<String>,
    pub(super) leaving: bool,
    pub(super) needs: BTreeMap<String, bool>,
    pub(super) phase: Phase,
    run: Run,
    pub(super) probing: Probing,
    pub(super) restarts: Restarts,
    jitter: Jitter,
    pub(super) calls: Calls,
    pub(super) running: u32,
    /// What went wrong last, while that still matters.
    pub(super) problem: Option<String>,
    /// What was told last, and when.
    told: Option<(Told, Timestamp)>,
    pub(super) since: Timestamp,
}

/// Where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Phase {
    /// There is no run, and nothing hinders one but what is wanted and needed.
    Idle,
    /// It was told to start, and has until then.
    Starting { until: Timestamp },
    /// It runs, and its startup probe has until then.
    Warming { until: Timestamp },
    /// It runs.
    Up(Up),
    /// It was told to stop; is told again at `until`.
    Stopping { until: Timestamp, then: Then },
    /// It starts again then.
    Waiting { until: Timestamp },
    /// It was given up.
    Failed,
}

/// A run whose startup probe has passed.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Up {
    /// Its readiness probe has passed. Since when it is so.
    pub(super) ready: Option<Timestamp>,
    /// Whether it ever was ready.
    was_ready: bool,
    /// It is ill, and is left to a person.
    pub(super) left: bool,
}

/// What comes after a stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Then {
    /// What is wanted then.
    Anything,
    /// A restart after a wait, since it was ill.
    Heal,
}

/// What of a status is worth telling at once.
#[derive(Clone, PartialEq, Debug)]
struct Told {
    state: AgentState,
    score: f64,
    reasons: Vec<String>,
    run: Option<Run>,
    running: u32,
    restarts: u32,
}

impl Supervisor {
    /// For an agent that is declared so. It may not run before it was said that it is approved and wanted.
    /// The seed decides how its restarts are spread.
    pub fn new(manifest: Manifest, now: Timestamp, jitter: Jitter) -> Supervisor {
        let needs = manifest.needs.iter().map(|id| (id.clone(), false)).collect();
        Supervisor {
            manifest,
            desired: Desired::Stopped,
            generation: None,
            approved: false,
            blocked: None,
            leaving: false,
            needs,
            phase: Phase::Idle,
            run: 0,
            probing: Probing::new(now, 0),
            restarts: Restarts::new(),
            jitter,
            calls: Calls::default(),
            running: 0,
            problem: None,
            told: None,
            since: now,
        }
    }

    /// Something happened. What is to be done about it, in this order.
    pub fn step(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.take(now, input, &mut effects);
        self.pass_time(now, &mut effects);
        self.gate(now, &mut effects);
        self.tell(now, &mut effects);
        effects
    }

    /// When it wants to be asked again with [`Input::Timer`].
    pub fn next_wake(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::Idle | Phase::Failed => None,
            Phase::Starting { until } | Phase::Stopping { until, .. } | Phase::Waiting { until } => Some(*until),
            Phase::Warming { until } => earlier(Some(*until), self.probing.wake()),
            Phase::Up(up) => {
                let stale = if up.left { None } else { self.probing.stale_at(&self.manifest.probes) };
                earlier(self.probing.wake(), stale)
            }
        }
    }

    /// The run that there is, if there is one: a process, or one that comes up or goes down.
    pub fn run(&self) -> Option<Run> {
        (!matches!(self.phase, Phase::Idle | Phase::Waiting { .. } | Phase::Failed)).then_some(self.run)
    }

    /// As it is declared.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// When it last gave a sign of life.
    pub fn seen(&self) -> Option<Timestamp> {
        (self.run > 0).then_some(self.probing.seen)
    }

    /// Since when it is in its state.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// How often it was restarted since a person last had it started.
    pub fn restarts(&self) -> u32 {
        self.restarts.count
    }

    /// How many tasks it has.
    pub fn running(&self) -> u32 {
        self.running
    }

    fn take(&mut self, now: Timestamp, input: Input, effects: &mut Vec<Effect>) {
        match input {
            Input::Desired { desired, generation } => self.desire(now, desired, generation, effects),
            Input::Approved(approved) => self.approve(approved),
            Input::Blocked(why) => self.blocked = why,
            Input::Need { id, ready } => {
                if let Some(need) = self.needs.get_mut(&id) {
                    *need = ready;
                }
            }
            Input::Manifest(manifest) => self.redeclare(now, *manifest, effects),
            Input::Leave => self.leaving = true,
            Input::Timer => {}
            Input::Started(run) => {
                if run == self.run
                    && let Phase::Starting { until } = self.phase
                {
                    self.probing = Probing::new(now, self.probing.number);
                    self.phase = Phase::Warming { until };
                }
            }
            Input::StartFailed(run, why) => self.gone(now, run, format!("it did not start: {why}"), effects),
            Input::Ended(run, end) => self.gone(now, run, told(&end), effects),
            Input::Probed { run, number, answer } => {
                if run == self.run && self.runs() && self.probing.is_awaited(number) {
                    self.answered(now, &answer, effects);
                }
            }
            Input::Heartbeat(run) => {
                if run == self.run && self.runs() {
                    self.probing.alive(now);
                }
            }
            Input::TaskBegun(run) => {
                if Some(run) == self.run() {
                    self.running += 1;
                }
            }
            Input::TaskEnded { run, ended, took } => self.task_ended(now, run, ended, took),
            Input::Stuck(run, why) => {
                if run == self.run && self.runs() {
                    self.ill(now, why, effects);
                }
            }
        }
    }

    fn task_ended(&mut self, now: Timestamp, run: Run, ended: Ended, took: Duration) {
        if Some(run) != self.run() {
            return;
        }
        self.running = self.running.saturating_sub(1);
        match ended {
            Ended::Well => {
                self.calls.ended(now, true, took);
                if self.runs() {
                    self.probing.alive(now);
                }
            }
            Ended::Badly => self.calls.ended(now, false, took),
            // Whether it is gone altogether is asked, not believed.
            Ended::Gone => {
                self.calls.ended(now, false, took);
                self.probing.soon(now);
            }
            Ended::Neither => {}
        }
    }

    /// Whether there is a process that can be asked.
    fn runs(&self) -> bool {
        matches!(self.phase, Phase::Warming { .. } | Phase::Up(_))
    }

    fn desire(&mut self, now: Timestamp, desired: Desired, generation: i64, effects: &mut Vec<Effect>) {
        let anew = self.generation.is_some_and(|had| generation > had);
        self.generation = Some(self.generation.map_or(generation, |had| had.max(generation)));
        if desired != self.desired || anew {
            self.desired = desired;
            self.by_a_person();
        }
        if anew {
            self.begin_anew(now, effects);
        }
    }

    fn approve(&mut self, approved: bool) {
        if approved != self.approved {
            self.approved = approved;
            self.by_a_person();
        }
    }

    fn redeclare(&mut self, now: Timestamp, manifest: Manifest, effects: &mut Vec<Effect>) {
        if manifest == self.manifest {
            return;
        }
        let before = std::mem::replace(&mut self.manifest, manifest);
        let after = &self.manifest;
        let restart =
            before.run != after.run || before.env != after.env || before.limits != after.limits || before.sandbox != after.sandbox;
        self.needs = after.needs.iter().map(|id| (id.clone(), self.needs.get(id).copied().unwrap_or(false))).collect();
        if before.restart.heal != after.restart.heal
            && let Phase::Up(up) = &mut self.phase
        {
            // It is judged anew: what was left to a person may be healed now.
            up.left = false;
        }
        self.by_a_person();
        if restart {
            self.begin_anew(now, effects);
        }
    }

    /// A person wants another run, and nothing of this one held against it.
    fn begin_anew(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.restarts = Restarts::new();
        self.stop(now, Then::Anything, effects);
    }

    /// A person did something about it: what was given up is tried again, and what was counted is forgotten.
    fn by_a_person(&mut self) {
        if matches!(self.phase, Phase::Failed | Phase::Waiting { .. }) {
            self.phase = Phase::Idle;
        }
        if self.run().is_none() {
            self.restarts = Restarts::new();
            self.problem = None;
        }
    }

    /// The run is over.
    fn gone(&mut self, now: Timestamp, run: Run, why: String, effects: &mut Vec<Effect>) {
        if Some(run) != self.run() {
            return;
        }
        self.running = 0;
        let healing = match &self.phase {
            Phase::Stopping { then, .. } => *then == Then::Heal,
            _ => {
                self.well_for_long(now);
                self.problem = Some(why);
                self.wanted()
            }
        };
        self.phase = Phase::Idle;
        if healing {
            self.heal(now, effects);
        }
    }

    /// It is not well, and not gone.
    pub(super) fn ill(&mut self, now: Timestamp, why: String, effects: &mut Vec<Effect>) {
        self.well_for_long(now);
        let auto = self.manifest.restart.heal == Heal::Auto;
        if let (Phase::Up(up), false) = (&mut self.phase, auto) {
            up.ready = None;
            if !std::mem::replace(&mut up.left, true) && self.manifest.restart.heal == Heal::Manual {
                effects.push(Effect::Emit { kind: "agent.ill", data: json!({ "why": why }) });
            }
            self.problem = Some(why);
            return;
        }
        self.problem = Some(why);
        self.stop(now, Then::Heal, effects);
    }

    /// It is not there, and should be.
    fn heal(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let why = self.problem.clone().unwrap_or_default();
        let wait = match self.manifest.restart.heal {
            Heal::Auto => self.restarts.failed(now, &self.manifest.restart, &mut self.jitter),
            Heal::Manual | Heal::Off => None,
        };
        if let Some(wait) = wait {
            effects.push(Effect::Emit { kind: "agent.restarting", data: json!({ "why": why, "in_ms": wait.as_millis() }) });
            self.phase = Phase::Waiting { until: now.after(wait) };
        } else {
            effects.push(Effect::Emit { kind: "agent.given_up", data: json!({ "why": why, "restarts": self.restarts.count }) });
            self.phase = Phase::Failed;
        }
    }

    /// Forgets earlier failures when it was well for as long as restarts count.
    fn well_for_long(&mut self, now: Timestamp) {
        if let Phase::Up(Up { ready: Some(since), .. }) = self.phase
            && now.since(since) >= self.manifest.restart.within
        {
            self.restarts.well();
        }
    }

    pub(super) fn start(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.restarts.in_a_row() {
            self.restarts.restarted(now);
        }
        self.run += 1;
        self.running = 0;
        let within = self.manifest.probes.start_within;
        self.phase = Phase::Starting { until: now.after(within) };
        effects.push(Effect::Start { run: self.run, within });
    }

    pub(super) fn stop(&mut self, now: Timestamp, then: Then, effects: &mut Vec<Effect>) {
        match &mut self.phase {
            Phase::Idle | Phase::Waiting { .. } | Phase::Failed => {}
            // What a person wants comes before healing.
            Phase::Stopping { then: before, .. } => {
                if then == Then::Anything {
                    *before = then;
                }
            }
            Phase::Starting { .. } | Phase::Warming { .. } | Phase::Up(_) => {
                let grace = self.manifest.restart.stop_within;
                self.phase = Phase::Stopping { until: now.after(grace.saturating_add(AFTER_GRACE)), then };
                effects.push(Effect::Stop { run: self.run, grace });
            }
        }
    }

    fn pass_time(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        match self.phase.clone() {
            Phase::Idle | Phase::Failed => {}
            Phase::Waiting { until } => {
                if now >= until {
                    self.phase = Phase::Idle;
                }
            }
            Phase::Stopping { until, then } => {
                if now >= until {
                    effects.push(Effect::Stop { run: self.run, grace: Duration::ZERO });
                    self.phase = Phase::Stopping { until: now.after(AFTER_GRACE), then };
                }
            }
            Phase::Starting { until } => {
                if now >= until {
                    self.ill(now, format!("it did not start within {} ms", self.manifest.probes.start_within.as_millis()), effects);
                }
            }
            Phase::Warming { until } => self.probe(now, Some(until), effects),
            Phase::Up(_) => self.probe(now, None, effects),
        }
    }

    fn probe(&mut self, now: Timestamp, until: Option<Timestamp>, effects: &mut Vec<Effect>) {
        if self.probing.timed_out(now) {
            self.answered(now, &Answer::TimedOut, effects);
        }
        if let (Phase::Warming { .. }, Some(until)) = (&self.phase, until)
            && now >= until
        {
            let within = self.manifest.probes.start_within.as_millis();
            let last = self.probing.problem.as_ref().map_or(String::new(), |why| format!(": {why}"));
            self.ill(now, format!("it was not ready within {within} ms{last}"), effects);
        }
        if let Phase::Up(Up { left: false, .. }) = self.phase
            && self.probing.stale_at(&self.manifest.probes).is_some_and(|at| now >= at)
        {
            let silent = now.since(self.probing.seen).as_secs_f64();
            self.ill(now, format!("it gave no sign of life for {silent:.1} s"), effects);
        }
        let starting = matches!(self.phase, Phase::Warming { .. });
        if self.runs() && self.probing.send(now, &self.manifest.probes, starting) {
            let timeout = Probing::timeout(&self.manifest.probes);
            effects.push(Effect::Probe { run: self.run, number: self.probing.number, timeout });
        }
    }

    fn answered(&mut self, now: Timestamp, answer: &Answer, effects: &mut Vec<Effect>) {
        let probes = self.manifest.probes.clone();
        // One that is at work and cannot answer meanwhile is not ill for that: its tasks have limits of their own,
        // and being silent for too long is an illness all the same.
        if *answer == Answer::TimedOut && self.running > 0 {
            return;
        }
        self.probing.answered(now, answer, &probes);
        if let (Phase::Warming { .. }, Answer::Well) = (&self.phase, answer) {
            self.phase = Phase::Up(Up::default());
        }
        let (good, bad) = (self.probing.good, self.probing.bad);
        match &mut self.phase {
            Phase::Up(up) if *answer == Answer::Well && good >= probes.successes.max(1) => {
                up.ready.get_or_insert(now);
                up.was_ready = true;
                up.left = false;
                self.problem = None;
            }
            Phase::Up(Up { left: false, .. }) if bad >= probes.failures.max(1) => {
                let why = self.probing.problem.clone().unwrap_or_default();
                let times = if bad == 1 { "once".to_owned() } else { format!("{bad} times in a row") };
                self.ill(now, format!("its probe failed {times}: {why}"), effects);
            }
            _ => {}
        }
    }

    fn tell(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let state = self.state();
        let health = self.health(now);
        let told = Told {
            state,
            score: health.score,
            reasons: health.reasons,
            run: self.run(),
            running: self.running,
            restarts: self.restarts.count,
        };
        let before = self.told.as_ref().map(|(told, _)| told.state);
        if before != Some(state) {
            self.since = now;
        }
        let active = |state| state == Some(AgentState::Active);
        if active(before) != active(Some(state)) {
            effects.push(Effect::Ready(active(Some(state))));
        }
        if self.told.as_ref().is_none_or(|(before, at)| *before != told || now.since(*at) >= TOLD_EVERY) {
            self.told = Some((told, now));
            effects.push(Effect::Publish);
        }
    }
}

impl Up {
    /// Whether it was ready and is not.
    pub(super) fn fell(&self) -> bool {
        self.was_ready && self.ready.is_none()
    }
}

fn told(end: &End) -> String {
    match end {
        End::Exit(status) => format!("it exited with {status}"),
        End::Signal(signal) => format!("signal {signal} ended it"),
        End::Stopped => "it was stopped".to_owned(),
        End::Disconnected(why) => format!("its connection broke: {why}"),
    }
}
