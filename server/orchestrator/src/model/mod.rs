//! What the store keeps and the API shows: plain data.

mod agent;
mod event;
mod task;
mod time;

pub use agent::{AgentRecord, AgentState, Approval, CapabilityUse, Desired, Health, Status};
pub use event::{Event, EventId, Subject};
pub use task::{Attempt, Failure, NewTask, Outcome, Task, TaskId, TaskState};
pub use time::Timestamp;
