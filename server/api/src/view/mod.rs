//! What the API shows: the form of its answers, and the schemas that say so.
//!
//! Kept apart from what the store keeps, so that either can change without the other; durations are whole milliseconds.

mod agent;
mod manifest;
mod task;

pub use agent::{AgentDetail, AgentPage, AgentView, CapabilityView, DesiredView, Offered, Providers, StateView, state_word};
pub use manifest::ManifestDoc;
pub use task::{EventView, Submission, TaskPage, TaskStateView, TaskView};

/// A mirror of an enum without data: the same words, with a schema.
macro_rules! mirror {
    ($(#[$meta:meta])* $name:ident of $model:path { $($(#[$doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl From<$model> for $name {
            fn from(model: $model) -> $name {
                match model { $(<$model>::$variant => $name::$variant),+ }
            }
        }

        impl From<$name> for $model {
            fn from(view: $name) -> $model {
                match view { $($name::$variant => <$model>::$variant),+ }
            }
        }
    };
}
use mirror;
