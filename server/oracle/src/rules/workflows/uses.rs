//! The expressions of a workflow or an action: each with the key that it stands at, and what may be used there.
//!
//! The table is GitHub's "context availability"; keys that are not in it are not looked at.

use std::ops::Range;

use documents::{Node, Value};
use syntax::Role;
use workspace::Span;

use super::expression::{Expr, Mistake, is_alone, parse, placeholders};
use crate::document::{DocumentContext, Located};

/// What may be used at a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// The key, for messages.
    pub key: &'static str,
    /// The contexts.
    pub contexts: &'static [&'static str],
    /// Whether `always()` and its like may be asked.
    pub status: bool,
    /// Whether `hashFiles` may be called.
    pub files: bool,
}

/// One expression.
#[derive(Debug)]
pub struct Use {
    /// Its tree, or why there is none.
    pub(super) expr: Result<Expr, Mistake>,
    /// Where it stands.
    pub(super) place: Place,
    /// The job it is in, by number.
    pub(super) job: Option<usize>,
    /// The steps before it, of this job or action; all of them where it stands behind the steps.
    pub(super) steps: usize,
    /// Whether its value is all of the text that it stands in.
    pub(super) alone: bool,
    /// Whether it stands right at the key, not in a list or mapping there.
    pub(super) top: bool,
    at: Located,
}

impl Use {
    /// The place of a part of the text that the expression stands in.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.at.span(range)
    }
}

const TOP: &[&str] = &["github", "inputs", "vars"];
const JOB: &[&str] = &["github", "needs", "strategy", "matrix", "vars", "inputs"];
const CREDENTIALS: &[&str] = &["github", "needs", "strategy", "matrix", "env", "vars", "secrets", "inputs"];
const RUNNER: &[&str] = &["github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "inputs"];
const STEP: &[&str] = &["github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "steps", "inputs"];
const NO_SECRETS: &[&str] = &["github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "steps", "inputs"];
const COMPOSITE: &[&str] = &["github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env"];

const fn at(key: &'static str, contexts: &'static [&'static str]) -> Place {
    Place { key, contexts, status: false, files: false }
}

const fn step(key: &'static str, contexts: &'static [&'static str]) -> Place {
    Place { key, contexts, status: false, files: true }
}

/// Keys of a job, and what may be used there.
const OF_JOBS: [Place; 10] = [
    at("name", JOB),
    at("concurrency", JOB),
    at("continue-on-error", JOB),
    at("env", &["github", "needs", "strategy", "matrix", "vars", "secrets", "inputs"]),
    at("runs-on", JOB),
    at("secrets", &["github", "needs", "strategy", "matrix", "secrets", "inputs", "vars"]),
    at("strategy", &["github", "needs", "vars", "inputs"]),
    at("timeout-minutes", JOB),
    at("with", JOB),
    at("defaults", CREDENTIALS_WITHOUT_SECRETS),
];
const CREDENTIALS_WITHOUT_SECRETS: &[&str] = &["github", "needs", "strategy", "matrix", "env", "vars", "inputs"];

/// Keys of a step.
const OF_STEPS: [Place; 8] = [
    step("continue-on-error", STEP),
    step("env", STEP),
    step("name", STEP),
    step("run", STEP),
    step("timeout-minutes", STEP),
    step("with", STEP),
    step("working-directory", STEP),
    step("shell", STEP),
];

/// All expressions of a document, in order.
pub fn uses(context: &DocumentContext<'_>) -> Vec<Use> {
    let mut reader = Reader { found: Vec::new(), job: None, steps: 0, top: true };
    for root in context.roots() {
        match context.kind.role {
            Role::Workflow => reader.workflow(root),
            Role::Action => reader.action(root),
            _ => {}
        }
    }
    reader.found
}

struct Reader {
    found: Vec<Use>,
    job: Option<usize>,
    steps: usize,
    top: bool,
}

impl Reader {
    fn workflow(&mut self, root: &Node) {
        self.key(root, "run-name", at("run-name", TOP));
        self.key(root, "concurrency", at("concurrency", TOP));
        self.key(root, "env", at("env", &["github", "secrets", "inputs", "vars"]));
        for (_, input) in root.path(&["on", "workflow_call", "inputs"]).map_or(&[][..], Node::entries) {
            self.key(input, "default", at("default", TOP));
        }
        for (_, output) in root.path(&["on", "workflow_call", "outputs"]).map_or(&[][..], Node::entries) {
            self.key(output, "value", at("outputs.<id>.value", &["github", "jobs", "vars", "inputs"]));
        }
        for (number, (_, job)) in root.entries_of("jobs").iter().enumerate() {
            self.job = Some(number);
            self.job(job);
        }
        self.job = None;
    }

    fn job(&mut self, job: &Node) {
        self.steps = 0;
        for place in OF_JOBS {
            self.key(job, place.key, place);
        }
        if let Some(condition) = job.get("if") {
            self.condition(condition, Place { key: "if", contexts: &["github", "needs", "vars", "inputs"], status: true, files: false });
        }
        let services = job.entries_of("services").iter().map(|(_, service)| service);
        for container in job.get("container").into_iter().chain(services) {
            if container.entries().is_empty() {
                self.all(container, at("container", JOB));
            }
            for (key, value) in container.entries() {
                let place = match key.text() {
                    Some("credentials") => at("credentials", CREDENTIALS),
                    Some("env") => at("container.env", RUNNER),
                    _ => at("container", JOB),
                };
                self.all(value, place);
            }
        }
        let steps = job.items_of("steps");
        self.all_steps(steps, STEP, NO_SECRETS);
        self.steps = steps.len();
        self.key(job, "outputs", at("outputs", STEP));
        if let Some(environment) = job.get("environment") {
            if environment.entries().is_empty() {
                self.all(environment, at("environment", JOB));
            }
            self.key(environment, "name", at("environment", JOB));
            self.key(environment, "url", at("environment.url", NO_SECRETS));
        }
    }

    fn action(&mut self, root: &Node) {
        let Some(runs) = root.get("runs") else { return };
        if runs.get("using").and_then(Node::text) != Some("composite") {
            return;
        }
        let steps = runs.items_of("steps");
        self.all_steps(steps, COMPOSITE, COMPOSITE);
        self.steps = steps.len();
        for (_, output) in root.entries_of("outputs") {
            self.key(output, "value", at("outputs.<id>.value", COMPOSITE));
        }
    }

    fn all_steps(&mut self, steps: &[Node], contexts: &'static [&'static str], of_conditions: &'static [&'static str]) {
        for (number, node) in steps.iter().enumerate() {
            self.steps = number;
            for place in OF_STEPS {
                self.key(node, place.key, Place { contexts, ..place });
            }
            if let Some(condition) = node.get("if") {
                self.condition(condition, Place { key: "if", contexts: of_conditions, status: true, files: true });
            }
        }
    }

    fn key(&mut self, node: &Node, key: &str, place: Place) {
        if let Some(value) = node.get(key) {
            self.all(value, place);
        }
    }

    fn all(&mut self, node: &Node, place: Place) {
        if let Value::Scalar { text, .. } = &node.value {
            return self.text(node, text, place);
        }
        let before = std::mem::replace(&mut self.top, false);
        for part in node.items().iter().chain(node.entries().iter().map(|(_, value)| value)) {
            self.all(part, place);
        }
        self.top = before;
    }

    fn text(&mut self, node: &Node, text: &str, place: Place) {
        if !text.contains("${{") {
            return;
        }
        let at = Located::of(node, text);
        for part in placeholders(text) {
            let alone = part.as_ref().is_ok_and(|part| is_alone(text, part));
            let expr = part.and_then(|part| parse(text, part));
            self.found.push(Use { expr, place, job: self.job, steps: self.steps, alone, top: self.top, at: at.clone() });
        }
    }

    /// An `if` is an expression with and without `${{ }}`.
    fn condition(&mut self, node: &Node, place: Place) {
        let Some(text) = node.text() else { return };
        if text.contains("${{") {
            return self.text(node, text, place);
        }
        let at = Located::of(node, text);
        let expr = parse(text, 0..text.len());
        self.found.push(Use { expr, place, job: self.job, steps: self.steps, alone: true, top: true, at });
    }
}
