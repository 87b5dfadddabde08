//! How well an agent is, from 0 to 1, and what takes from it.

use super::machine::{Phase, Supervisor, Then};
use super::probing::Probing;
use crate::model::{AgentState, Health, Timestamp};

/// Something that takes from it: what is left of 1, and why.
type Loss = (f64, String);

impl Supervisor {
    /// How well it is, measured by what is wanted of it: one that should not run and does not is well.
    ///
    /// Every reason leaves a part of what the others left. None takes less than a hundredth, so that a score of 1
    /// and no reasons are the same.
    pub fn health(&self, now: Timestamp) -> Health {
        let mut losses = Vec::new();
        self.of_state(&mut losses);
        if let Phase::Up(_) = &self.phase {
            self.of_probes(now, &mut losses);
        }
        if self.run().is_some() {
            self.of_calls(now, &mut losses);
            self.of_restarts(now, &mut losses);
        }
        losses.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let score = losses.iter().map(|(left, _)| left.clamp(0.0, 0.99)).product::<f64>();
        Health { score: (score * 1000.0).round() / 1000.0, reasons: losses.into_iter().map(|(_, why)| why).collect() }
    }

    fn of_state(&self, losses: &mut Vec<Loss>) {
        let problem = self.problem.as_deref().unwrap_or("it ended");
        match (self.state(), &self.phase) {
            (AgentState::Failed, Phase::Failed) => losses.push((0.0, format!("it was given up: {problem}"))),
            (AgentState::Failed, _) => losses.push((0.0, self.blocked.clone().unwrap_or_default())),
            (AgentState::Pending, _) => losses.push((0.0, "it may not run before a person approves it".to_owned())),
            (AgentState::Healing, Phase::Up(up)) if up.left => losses.push((0.2, format!("it is ill and left to a person: {problem}"))),
            (AgentState::Healing, Phase::Waiting { .. } | Phase::Stopping { then: Then::Heal, .. }) => {
                losses.push((0.1, format!("it is being restarted: {problem}")));
            }
            (AgentState::Healing | AgentState::Initializing, Phase::Idle) => {
                let need = self.missing().unwrap_or_default();
                losses.push((0.4, format!("it needs `{need}`, which is not ready")));
            }
            (AgentState::Healing, _) => losses.push((0.2, format!("it starts again: {problem}"))),
            (AgentState::Initializing, _) => losses.push((0.5, "it starts".to_owned())),
            (AgentState::Paused, _) => {
                if let Some(need) = self.missing() {
                    losses.push((0.5, format!("it needs `{need}`, which is not ready")));
                }
            }
            (AgentState::Active | AgentState::Draining | AgentState::Stopped, _) => {}
        }
    }

    fn of_probes(&self, now: Timestamp, losses: &mut Vec<Loss>) {
        let probes = &self.manifest.probes;
        if let (bad, Some(problem)) = (self.probing.bad, &self.probing.problem)
            && bad > 0
        {
            let most = probes.failures.max(1);
            losses.push((1.0 - 0.8 * f64::from(bad.min(most)) / f64::from(most), format!("{bad} of {most} probes failed: {problem}")));
        }
        // Probes that fail are why it is silent: that was said.
        if probes.stale_after.is_zero() || self.probing.bad > 0 {
            return;
        }
        let silent = now.since(self.probing.seen);
        let usual = Probing::period(probes) + Probing::timeout(probes);
        if silent > usual {
            let part = silent.as_secs_f64() / probes.stale_after.as_secs_f64();
            losses.push((1.0 - 0.8 * part.min(1.0), format!("it was silent for {} s", silent.as_secs())));
        }
    }

    fn of_calls(&self, now: Timestamp, losses: &mut Vec<Loss>) {
        if let Some((failed, all)) = self.calls.failed(now)
            && failed > 0
        {
            let part = count(failed) / count(all);
            losses.push((1.0 - 0.8 * part, format!("{failed} of its last {all} calls failed")));
        }
        let limit = self.manifest.timeouts.start_to_close;
        if let Some(latency) = self.calls.latency(now)
            && latency > limit / 2
        {
            let (took, may) = (latency.as_secs_f64(), limit.as_secs_f64());
            losses.push((0.7, format!("its calls take up to {took:.1} s of the {may:.1} s that they may")));
        }
    }

    fn of_restarts(&self, now: Timestamp, losses: &mut Vec<Loss>) {
        let policy = &self.manifest.restart;
        let recent = self.restarts.within(now, policy);
        if recent > 0 {
            let part = count(recent) / f64::from(policy.times.max(1));
            let within = policy.within.as_secs();
            losses.push((1.0 - 0.6 * part.min(1.0), format!("{recent} restarts within {within} s, {} are allowed", policy.times)));
        }
    }
}

fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::from(u32::MAX), f64::from)
}
