//! Between a task and its row.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::link::{Did, Fault, Row, Value, args};
use crate::model::{Attempt, NewTask, Task, TaskState, Timestamp};
use crate::store::kept::Kept;
use crate::store::told::{self, state_name};

/// What [`read`] reads, in its order.
pub(crate) const COLUMNS: &str = "t.id, t.what, t.state, t.ready, t.deadline, t.attempts, t.forgiven, t.stalls, t.worker, t.doer, \
     t.started, t.lease_until, t.progress, t.cancelling, t.failure, t.submitted, t.ended, t.has_result";

pub(crate) const INSERT: &str = "INSERT INTO tasks (id, capability, agent, priority, submitter, idempotency_key, what, state, due, \
     ready, deadline, attempts, forgiven, stalls, cancelling, submitted, has_result) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $10, 0, 0, 0, 0, $11, 0) ON CONFLICT DO NOTHING";

pub(crate) const UPDATE: &str = "UPDATE tasks SET state = $2, due = $3, ready = $4, deadline = $5, attempts = $6, forgiven = $7, \
     stalls = $8, worker = $9, doer = $10, started = $11, lease_until = $12, progress = $13, cancelling = $14, failure = $15, \
     ended = $16, has_result = $17 WHERE id = $1";

/// What [`INSERT`] takes.
pub(crate) fn inserted(kept: &Kept, now: Timestamp) -> Did<Vec<Value>> {
    let Task { id, what, submitted, .. } = &kept.task;
    let text = json(what)?;
    // A row that nobody can read would be in the way of every list it is in.
    if let Err(fault) = parsed::<NewTask>(&text) {
        return Err(Fault::Refused(format!("the task could not be read again: {fault}")));
    }
    Ok(args![
        *id,
        what.capability.as_str(),
        what.agent.as_deref().unwrap_or_default(),
        i64::from(what.priority),
        what.by.as_str(),
        what.idempotency_key.as_deref(),
        text,
        kept.ready <= now,
        kept.ready,
        kept.deadline,
        *submitted,
    ])
}

/// What [`UPDATE`] takes.
pub(crate) fn updated(kept: &Kept, now: Timestamp) -> Did<Vec<Value>> {
    let task = &kept.task;
    let attempt = task.attempt.as_ref();
    Ok(args![
        task.id,
        state_name(task.state),
        task.state == TaskState::Queued && kept.ready <= now,
        kept.ready,
        kept.deadline,
        i64::from(task.attempts),
        i64::from(kept.forgiven),
        i64::from(task.stalls),
        attempt.map(|attempt| attempt.worker.as_str()),
        attempt.map(|attempt| attempt.agent.as_str()),
        attempt.map(|attempt| attempt.started),
        attempt.map(|attempt| attempt.lease_until),
        task.progress.as_ref().map(json).transpose()?,
        task.cancelling,
        task.failure.as_ref().map(json).transpose()?,
        task.ended,
        task.has_result,
    ])
}

/// The task in a row of [`COLUMNS`].
pub(crate) fn read(row: &Row) -> Did<Kept> {
    let small = |column: usize| row.int(column).map(|n| u16::try_from(n).unwrap_or(u16::MAX));
    let attempts = small(5)?;
    let attempt = match row.maybe_text(8) {
        None => None,
        Some(worker) => Some(Attempt {
            number: attempts,
            worker: worker.to_owned(),
            agent: row.text(9)?.to_owned(),
            started: Timestamp(row.int(10)?),
            lease_until: Timestamp(row.int(11)?),
        }),
    };
    let id = row.text(0)?.parse().map_err(|error| Fault::Broken(format!("the id of a task: {error}")))?;
    let task = Task {
        id,
        what: parsed(row.text(1)?)?,
        state: state_named(row.text(2)?)?,
        attempts,
        stalls: small(7)?,
        attempt,
        progress: row.maybe_text(12).map(parsed).transpose()?,
        cancelling: row.int(13)? != 0,
        failure: row.maybe_text(14).map(parsed).transpose()?,
        submitted: Timestamp(row.int(15)?),
        ended: row.maybe_int(16).map(Timestamp),
        has_result: row.int(17)? != 0,
    };
    Ok(Kept { task, ready: Timestamp(row.int(3)?), deadline: row.maybe_int(4).map(Timestamp), forgiven: small(6)? })
}

pub(crate) fn json(value: &impl Serialize) -> Did<String> {
    serde_json::to_string(value).map_err(|error| Fault::Refused(format!("this cannot be written as JSON: {error}")))
}

pub(crate) fn parsed<T: DeserializeOwned>(text: &str) -> Did<T> {
    serde_json::from_str(text).map_err(|error| Fault::Broken(format!("a text that is no {}: {error}", std::any::type_name::<T>())))
}

pub(crate) fn state_named(name: &str) -> Did<TaskState> {
    told::state_named(name).ok_or_else(|| Fault::Broken(format!("there is no state {name:?}")))
}
