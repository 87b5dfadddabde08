//! Metrics, for Prometheus. Each server has its own: none is global, so that many live in one process.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use dashmap::DashMap;
use metrics::{Counter, Histogram, Key, KeyName, Label, Level, Metadata, Recorder, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use orchestrator::model::AgentState;
use orchestrator::store::Counts;

const REQUESTS: &str = "ouroboros_http_requests_total";
const SECONDS: &str = "ouroboros_http_request_duration_seconds";
const TASKS: &str = "ouroboros_tasks";
const QUEUE: &str = "ouroboros_queue_depth";
const AGENTS: &str = "ouroboros_agents";
const STREAMS: &str = "ouroboros_event_streams";

/// From half a millisecond to half a minute.
const BUCKETS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

const META: Metadata<'static> = Metadata::new("ouroboros", Level::INFO, None);

/// Counts, and tells.
pub struct Metrics {
    recorder: PrometheusRecorder,
    /// By route, method and status: finding a metric by its labels costs more than counting.
    requests: DashMap<u64, (Counter, Histogram)>,
}

impl Metrics {
    /// None counted yet.
    ///
    /// # Errors
    /// A library that does not take its settings: a bug.
    pub fn new() -> Result<Metrics, String> {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).map_err(|error| error.to_string())?;
        let recorder = builder.build_recorder();
        let name = KeyName::from_const_str;
        recorder.describe_counter(name(REQUESTS), None, "Requests by route, method and status.".into());
        recorder.describe_histogram(name(SECONDS), Some(Unit::Seconds), "How long requests took.".into());
        recorder.describe_gauge(name(TASKS), None, "Tasks by state.".into());
        recorder.describe_gauge(name(QUEUE), None, "Tasks that wait.".into());
        recorder.describe_gauge(name(AGENTS), None, "Agents by state.".into());
        recorder.describe_gauge(name(STREAMS), None, "Open streams of events.".into());
        Ok(Metrics { recorder, requests: DashMap::new() })
    }

    /// Counts a request.
    pub fn request(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let mut hasher = DefaultHasher::new();
        (route, method, status).hash(&mut hasher);
        let entry = self.requests.entry(hasher.finish()).or_insert_with(|| self.register(route, method, status));
        entry.0.increment(1);
        entry.1.record(took.as_secs_f64());
    }

    fn register(&self, route: &str, method: &Method, status: StatusCode) -> (Counter, Histogram) {
        let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS];
        // Anybody can make up methods; each would be a metric.
        let method = if known.contains(method) { method.as_str().to_owned() } else { "OTHER".to_owned() };
        let labels = vec![Label::new("route", route.to_owned()), Label::new("method", method)];
        let histogram = self.recorder.register_histogram(&Key::from_parts(SECONDS, labels.clone()), &META);
        let labels = [labels, vec![Label::new("status", status.as_str().to_owned())]].concat();
        (self.recorder.register_counter(&Key::from_parts(REQUESTS, labels), &META), histogram)
    }

    /// All of it as text, with how things are now.
    pub fn render(&self, tasks: Option<Counts>, agents: &[(AgentState, usize)], streams: usize) -> String {
        let gauge = |name: &'static str, labels: Vec<Label>, value: f64| {
            self.recorder.register_gauge(&Key::from_parts(name, labels), &META).set(value);
        };
        #[allow(clippy::cast_precision_loss)] // nobody has 2^52 tasks
        if let Some(tasks) = tasks {
            let states = [
                ("queued", tasks.queued),
                ("running", tasks.running),
                ("succeeded", tasks.succeeded),
                ("failed", tasks.failed),
                ("cancelled", tasks.cancelled),
                ("dead", tasks.dead),
            ];
            for (state, count) in states {
                gauge(TASKS, vec![Label::new("state", state)], count as f64);
            }
            gauge(QUEUE, Vec::new(), tasks.queued as f64);
        }
        #[allow(clippy::cast_precision_loss)]
        for (state, count) in agents {
            gauge(AGENTS, vec![Label::new("state", crate::view::state_word(*state))], *count as f64);
        }
        #[allow(clippy::cast_precision_loss)]
        gauge(STREAMS, Vec::new(), streams as f64);
        let handle = self.recorder.handle();
        handle.run_upkeep();
        handle.render()
    }

    /// Folds what was recorded into its buckets; to be called now and then, else it grows until somebody looks.
    pub fn fold(&self) {
        self.recorder.handle().run_upkeep();
    }
}
