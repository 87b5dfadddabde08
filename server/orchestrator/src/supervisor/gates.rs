//! What may be: whether it should run, and what its state is called.

use super::Effect;
use super::machine::{Phase, Supervisor, Then};
use crate::model::{AgentState, Desired, Timestamp};

impl Supervisor {
    /// Whether a run is wanted and allowed. That its needs are ready is another question.
    pub(super) fn wanted(&self) -> bool {
        self.allowed() && matches!(self.desired, Desired::Running | Desired::Paused)
    }

    /// Whether there may be a run, as far as its owner and what it needs go.
    fn allowed(&self) -> bool {
        self.approved && !self.leaving && self.blocked.is_none()
    }

    /// The first agent that it needs and that is not ready.
    pub(super) fn missing(&self) -> Option<&str> {
        self.needs.iter().find(|(_, ready)| !**ready).map(|(id, _)| id.as_str())
    }

    /// Whether it stays until its tasks are done.
    fn drains(&self) -> bool {
        self.allowed() && self.desired == Desired::Drained && self.running > 0 && matches!(self.phase, Phase::Up(_))
    }

    /// Starts and stops what is wanted and not.
    pub(super) fn gate(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.wanted() {
            if self.phase == Phase::Idle && self.missing().is_none() {
                self.start(now, effects);
            }
        } else if !self.drains() {
            self.stop(now, Then::Anything, effects);
            if matches!(self.phase, Phase::Waiting { .. }) {
                self.phase = Phase::Idle;
            }
        }
    }

    /// What its state is called.
    pub fn state(&self) -> AgentState {
        let again = self.restarts.in_a_row();
        match &self.phase {
            Phase::Failed => AgentState::Failed,
            Phase::Waiting { .. } | Phase::Stopping { then: Then::Heal, .. } => AgentState::Healing,
            Phase::Stopping { .. } if self.wanted() => AgentState::Initializing,
            Phase::Stopping { .. } => AgentState::Draining,
            Phase::Idle if self.leaving => AgentState::Stopped,
            Phase::Idle if self.blocked.is_some() => AgentState::Failed,
            Phase::Idle if !self.approved => AgentState::Pending,
            Phase::Idle if !self.wanted() => AgentState::Stopped,
            Phase::Idle | Phase::Starting { .. } | Phase::Warming { .. } if again => AgentState::Healing,
            Phase::Idle | Phase::Starting { .. } | Phase::Warming { .. } => AgentState::Initializing,
            Phase::Up(_) if self.desired == Desired::Drained => AgentState::Draining,
            Phase::Up(up) if up.left || up.fell() => AgentState::Healing,
            Phase::Up(up) if up.ready.is_none() => AgentState::Initializing,
            Phase::Up(_) if self.desired == Desired::Paused || self.missing().is_some() => AgentState::Paused,
            Phase::Up(_) => AgentState::Active,
        }
    }
}
