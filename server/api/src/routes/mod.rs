//! The endpoints: one file for each, or for few that belong together.

mod agents;
mod architecture;
mod audit;
mod capabilities;
mod events;
mod generate;
mod held;
mod probes;
mod stream;
mod submit;
mod tasks;
mod verify;
mod why;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::Shared;

/// What needs a token, below `/v1`.
pub fn guarded() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(agents::list::list, agents::declare::declare))
        .routes(routes!(agents::look::show, agents::declare::replace, agents::declare::remove))
        .routes(routes!(agents::act::start))
        .routes(routes!(agents::act::stop))
        .routes(routes!(agents::act::restart))
        .routes(routes!(agents::act::pause))
        .routes(routes!(agents::act::resume))
        .routes(routes!(agents::act::drain))
        .routes(routes!(agents::act::approve))
        .routes(routes!(agents::look::health))
        .routes(routes!(agents::look::capabilities))
        .routes(routes!(agents::look::metrics))
        .routes(routes!(agents::logs::logs))
        .routes(routes!(capabilities::capabilities))
        .routes(routes!(tasks::list::list, tasks::submit::submit))
        .routes(routes!(tasks::list::show))
        .routes(routes!(tasks::result::result))
        .routes(routes!(tasks::change::cancel))
        .routes(routes!(tasks::change::retry))
        .routes(routes!(events::of_task))
        .routes(routes!(events::events))
        .routes(routes!(verify::submit::verify))
        .routes(routes!(verify::look::show))
        .routes(routes!(verify::look::findings))
        .routes(routes!(verify::look::sarif))
        .routes(routes!(verify::look::report))
        .routes(routes!(generate::plan))
        .routes(routes!(generate::show))
        .routes(routes!(generate::apply))
        .routes(routes!(architecture::architecture))
        .routes(routes!(why::why))
        .routes(routes!(audit::audit))
}

/// Metrics, which need a token unless they are open.
pub fn metrics() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(probes::metrics))
}

/// What needs none.
pub fn open() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(probes::livez))
        .routes(routes!(probes::readyz))
        .routes(routes!(probes::health))
        .routes(routes!(probes::openapi))
}
