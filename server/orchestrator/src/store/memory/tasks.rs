//! Tasks.

use std::time::Duration;

use ::agents::Progress;
use async_trait::async_trait;
use serde_json::Value;

use super::{Memory, State};
use crate::model::{NewTask, Outcome, Task, TaskId, TaskState, Timestamp};
use crate::store::kept::{Kept, bounded};
use crate::store::told;
use crate::store::{Ack, Beat, Changed, Counts, Offer, Stored, Submitted, TaskFilter, Tasks};

impl Memory {
    /// Keeps what became of a task, and tells of it if its state is another one.
    fn save(&self, state: &mut State, kept: Kept) {
        let before = state.tasks.get(&kept.task.id).map(|kept| kept.task.state);
        if before != Some(kept.task.state) {
            self.tell(state, vec![told::of_task(&kept.task, None)]);
        }
        state.tasks.insert(kept.task.id, kept);
    }
}

impl State {
    fn count(&self, state: TaskState) -> u64 {
        self.tasks.values().filter(|kept| kept.task.state == state).count() as u64
    }

    /// The first task, in the order of claims, that this agent may do.
    fn first(&self, agent: &str, capabilities: &[String], now: Timestamp) -> Option<&Kept> {
        let fits = |kept: &&Kept| {
            let Kept { task, ready, deadline, .. } = kept;
            task.state == TaskState::Queued
                && *ready <= now
                && deadline.is_none_or(|deadline| deadline > now)
                && capabilities.contains(&task.what.capability)
                && task.what.agent.as_deref().is_none_or(|wanted| wanted == agent)
        };
        self.tasks.values().filter(fits).max_by_key(|kept| (kept.task.what.priority, std::cmp::Reverse(kept.task.id)))
    }
}

#[async_trait]
impl Tasks for Memory {
    async fn submit(&self, task: NewTask) -> Stored<Submitted> {
        let (state, what, now) = (&mut *self.state(), bounded(task), self.time());
        let same = |kept: &&Kept| kept.task.what.by == what.by && kept.task.what.idempotency_key == what.idempotency_key;
        if let Some(before) = state.tasks.values().find(same).filter(|_| what.idempotency_key.is_some()) {
            return Ok(if before.task.what == what { Submitted::Again(before.task.clone()) } else { Submitted::Differs });
        }
        if state.count(TaskState::Queued) >= self.settings.queue_limit {
            return Ok(Submitted::Full);
        }
        let kept = Kept::new(self.ids.next(now), what, now);
        self.save(state, kept.clone());
        Ok(Submitted::New(kept.task))
    }

    async fn claim(&self, worker: &str, offers: &[Offer], lease: Duration) -> Stored<Vec<Task>> {
        let (state, now, mut claimed) = (&mut *self.state(), self.time(), Vec::new());
        for offer in offers {
            for _ in 0..offer.free {
                let Some(mut kept) = state.first(&offer.agent, &offer.capabilities, now).cloned() else { break };
                kept.start(worker, &offer.agent, now, lease);
                claimed.push(kept.task.clone());
                self.save(state, kept);
            }
        }
        Ok(claimed)
    }

    async fn beat(&self, worker: &str, attempts: &[(TaskId, u16, Option<Progress>)], lease: Duration) -> Stored<Vec<Beat>> {
        let (state, now, mut beats) = (&mut *self.state(), self.time(), Vec::new());
        for (id, number, progress) in attempts {
            let held = state.tasks.get(id).filter(|kept| kept.is_with(worker, *number)).cloned();
            let Some(mut kept) = held.filter(|kept| kept.clone().renew(now, lease)) else {
                beats.push(Beat::Lost);
                continue;
            };
            kept.renew(now, lease);
            if progress.is_some() && *progress != kept.task.progress {
                kept.task.progress.clone_from(progress);
                self.tell(state, vec![told::of_task(&kept.task, Some("task.progress"))]);
            }
            beats.push(if kept.task.cancelling { Beat::Cancel } else { Beat::Held });
            self.save(state, kept);
        }
        Ok(beats)
    }

    async fn finish(&self, worker: &str, task: TaskId, attempt: u16, outcome: Outcome) -> Stored<Ack> {
        let (state, now) = (&mut *self.state(), self.time());
        let Some(mut kept) = state.tasks.get(&task).filter(|kept| kept.is_with(worker, attempt)).cloned() else {
            return Ok(Ack::Refused);
        };
        kept.end(&outcome, now);
        if let Outcome::Success(value) = outcome {
            state.results.insert(task, (value, now.after(self.settings.results)));
        }
        let ended = kept.task.state;
        self.save(state, kept);
        Ok(Ack::Taken(ended))
    }

    async fn task(&self, id: TaskId) -> Stored<Option<Task>> {
        Ok(self.state().tasks.get(&id).map(|kept| kept.task.clone()))
    }

    async fn tasks(&self, filter: &TaskFilter, before: Option<TaskId>, limit: u32) -> Stored<Vec<Task>> {
        let is = |wanted: &Option<String>, it: Option<&String>| wanted.is_none() || wanted.as_ref() == it;
        let fits = |task: &&Task| {
            (filter.states.is_empty() || filter.states.contains(&task.state))
                && is(&filter.capability, Some(&task.what.capability))
                && is(&filter.by, Some(&task.what.by))
                && (is(&filter.agent, task.what.agent.as_ref()) || is(&filter.agent, task.attempt.as_ref().map(|attempt| &attempt.agent)))
                && before.is_none_or(|before| task.id < before)
        };
        let state = self.state();
        let newest = state.tasks.values().rev().map(|kept| &kept.task);
        Ok(newest.filter(fits).take(limit as usize).cloned().collect())
    }

    async fn result(&self, id: TaskId) -> Stored<Option<Value>> {
        Ok(self.state().results.get(&id).map(|(value, _)| value.clone()))
    }

    async fn cancel(&self, id: TaskId) -> Stored<Changed<Task>> {
        let (state, now) = (&mut *self.state(), self.time());
        let Some(mut kept) = state.tasks.get(&id).cloned() else { return Ok(Changed::Missing) };
        match kept.task.state {
            TaskState::Queued => kept.close(TaskState::Cancelled, now),
            TaskState::Running if !kept.task.cancelling => {
                kept.task.cancelling = true;
                self.tell(state, vec![told::of_task(&kept.task, Some("task.cancelling"))]);
            }
            TaskState::Running | TaskState::Cancelled => return Ok(Changed::Already(kept.task)),
            TaskState::Succeeded | TaskState::Failed | TaskState::Dead => return Ok(Changed::Illegal(kept.task)),
        }
        self.save(state, kept.clone());
        Ok(Changed::Yes(kept.task))
    }

    async fn retry(&self, id: TaskId) -> Stored<Changed<Task>> {
        let (state, now) = (&mut *self.state(), self.time());
        let Some(mut kept) = state.tasks.get(&id).cloned() else { return Ok(Changed::Missing) };
        match kept.task.state {
            TaskState::Failed | TaskState::Cancelled | TaskState::Dead => kept.again(now),
            TaskState::Queued => return Ok(Changed::Already(kept.task)),
            TaskState::Running | TaskState::Succeeded => return Ok(Changed::Illegal(kept.task)),
        }
        self.save(state, kept.clone());
        Ok(Changed::Yes(kept.task))
    }

    async fn counts(&self) -> Stored<Counts> {
        let state = self.state();
        Ok(Counts {
            queued: state.count(TaskState::Queued),
            running: state.count(TaskState::Running),
            succeeded: state.count(TaskState::Succeeded),
            failed: state.count(TaskState::Failed),
            cancelled: state.count(TaskState::Cancelled),
            dead: state.count(TaskState::Dead),
        })
    }

    async fn sweep(&self) -> Stored<u64> {
        let (state, now, mut touched) = (&mut *self.state(), self.time(), 0);
        let open = state.tasks.values().filter(|kept| !kept.task.state.is_final()).cloned();
        let (mut late, mut others): (Vec<Kept>, Vec<Kept>) = open.partition(|kept| kept.deadline.is_some_and(|deadline| deadline <= now));
        late.sort_by_key(|kept| (kept.deadline, kept.task.id));
        let until = |kept: &Kept| kept.task.attempt.as_ref().map(|attempt| attempt.lease_until);
        others.retain(|kept| kept.task.state == TaskState::Running && until(kept).is_some_and(|until| until <= now));
        others.sort_by_key(|kept| (until(kept), kept.task.id));
        touched += (late.len() + others.len()) as u64;
        for mut kept in late {
            kept.expire(now);
            self.save(state, kept);
        }
        for mut kept in others {
            kept.stall(now);
            self.save(state, kept);
        }
        let old: Vec<TaskId> = state.results.iter().filter(|(_, (_, until))| *until <= now).map(|(id, _)| *id).collect();
        for id in &old {
            state.results.remove(id);
            if let Some(kept) = state.tasks.get_mut(id) {
                kept.task.has_result = false;
                touched += 1;
            }
        }
        let kept_since = |at: Timestamp| at.after(self.settings.retention) > now;
        let before = state.tasks.len();
        state.tasks.retain(|_, kept| kept.task.ended.is_none_or(kept_since));
        state.results.retain(|id, _| state.tasks.contains_key(id));
        state.events.retain(|event| kept_since(event.at));
        state.blobs.retain(|_, (_, until)| *until > now);
        Ok(touched + (before - state.tasks.len()) as u64)
    }
}
