//! What kinds of values expressions have, as far as a document says it.

use documents::{Node, Scalar, Value};

use super::expression::{Expr, Kind, Literal};
use super::uses::Use;

/// The kind of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Type {
    /// Not known.
    Any,
    Null,
    Bool,
    Number,
    Text,
    /// A boolean, number or text.
    Scalar,
    Object,
    List,
}

impl Type {
    /// Whether it has no members.
    pub fn is_scalar(self) -> bool {
        matches!(self, Type::Bool | Type::Number | Type::Text | Type::Scalar)
    }

    /// For messages.
    pub fn describe(self) -> &'static str {
        match self {
            Type::Any => "a value",
            Type::Null => "null",
            Type::Bool => "a boolean",
            Type::Number => "a number",
            Type::Text => "a text",
            Type::Scalar => "a single value",
            Type::Object => "an object",
            Type::List => "a list",
        }
    }

    fn join(self, other: Type) -> Type {
        match (self, other) {
            (one, other) if one == other => one,
            (one, other) if one.is_scalar() && other.is_scalar() => Type::Scalar,
            _ => Type::Any,
        }
    }
}

/// Where an expression stands: the document, and what of it is before it.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub root: &'a Node,
    pub one: &'a Use,
}

impl<'a> Scope<'a> {
    /// The job that it is in.
    pub fn job(self) -> Option<&'a Node> {
        let number = self.one.job?;
        self.root.entries_of("jobs").get(number).map(|(_, job)| job)
    }

    /// The step of the job or action that it is in.
    pub fn step(self) -> Option<&'a Node> {
        self.job().or_else(|| self.root.get("runs"))?.items_of("steps").get(self.one.steps)
    }

    /// The kind of an expression's value.
    pub fn type_of(self, expr: &Expr) -> Type {
        match &expr.kind {
            Kind::Literal(Literal::Null) => Type::Null,
            Kind::Literal(Literal::Bool) => Type::Bool,
            Kind::Literal(Literal::Number) => Type::Number,
            Kind::Text(_) => Type::Text,
            Kind::Operator("&&" | "||", parts) => parts.iter().map(|part| self.type_of(part)).reduce(Type::join).unwrap_or(Type::Any),
            Kind::Operator(..) => Type::Bool,
            Kind::Call(name, _) => match name.to_ascii_lowercase().as_str() {
                "contains" | "startswith" | "endswith" | "success" | "always" | "cancelled" | "failure" => Type::Bool,
                "format" | "join" | "tojson" | "hashfiles" => Type::Text,
                _ => Type::Any,
            },
            // `a.*.b` is a list, whatever its members are.
            Kind::Filter(_) => Type::List,
            Kind::Member(..) if is_filtered(expr) => Type::List,
            Kind::Index(..) => Type::Any,
            Kind::Context(_) | Kind::Member(..) => {
                let Some((context, _, way)) = expr.way() else { return Type::Any };
                let way: Vec<&str> = way.iter().map(|(name, _)| *name).collect();
                self.type_at(&context.to_ascii_lowercase(), &way)
            }
        }
    }

    /// The kind of what a context, in lower case, has at the end of a way.
    pub fn type_at(self, context: &str, way: &[&str]) -> Type {
        match (context, way) {
            (_, way) if way.contains(&"*") => Type::Any,
            (
                "github" | "env" | "vars" | "job" | "jobs" | "steps" | "runner" | "secrets" | "strategy" | "matrix" | "needs" | "inputs",
                [],
            ) => Type::Object,
            ("github", ["event" | "event_name", ..]) => match way {
                ["event"] | ["event", "inputs"] => Type::Object,
                ["event_name"] | ["event", "inputs", _] => Type::Text,
                _ => Type::Any,
            },
            // Documented as a boolean, and a text in the variable of that name.
            ("github", ["ref_protected"]) => Type::Scalar,
            ("github", [member]) if GITHUB.contains(member) => Type::Text,
            ("env" | "vars" | "secrets" | "runner", [_]) => Type::Text,
            ("inputs", [name]) => self.input(name),
            ("steps" | "needs" | "jobs", [_] | [_, "outputs"]) => Type::Object,
            ("steps" | "needs" | "jobs", [_, "outputs", _] | [_, "outcome" | "conclusion" | "result"]) => Type::Text,
            ("job", ["status"] | ["container", "id" | "network"]) => Type::Text,
            ("job", ["container" | "services"]) => Type::Object,
            ("strategy", ["fail-fast"]) => Type::Bool,
            ("strategy", ["job-index" | "job-total" | "max-parallel"]) => Type::Number,
            ("matrix", way) => self
                .matrix(way)
                .map_or(Type::Any, |values| values.iter().map(|value| of_value(value)).reduce(Type::join).unwrap_or(Type::Any)),
            _ => Type::Any,
        }
    }

    /// An input, when all events that declare it say the same of it.
    fn input(self, name: &str) -> Type {
        if let Some(runs) = self.root.get("runs") {
            // Actions get texts, whatever is given.
            return if runs.get("steps").is_some() { Type::Text } else { Type::Any };
        }
        let declared = ["workflow_call", "workflow_dispatch"].into_iter().filter_map(|event| self.root.path(&["on", event, "inputs"]));
        let types = declared.filter_map(|inputs| get(inputs, name)).map(|input| match input.get("type").and_then(Node::text) {
            Some("boolean") => Type::Bool,
            Some("number") => Type::Number,
            Some("string" | "choice" | "environment") | None => Type::Text,
            Some(_) => Type::Any,
        });
        types.reduce(Type::join).unwrap_or(Type::Any)
    }

    /// All values that a matrix has at the end of a way; `None` where they are not known.
    pub fn matrix(self, way: &[&str]) -> Option<Vec<&'a Node>> {
        matrix_values(self.job()?, way)
    }
}

/// All values that the matrix of a job has at the end of a way; `None` where they are not known.
pub(super) fn matrix_values<'a>(job: &'a Node, way: &[&str]) -> Option<Vec<&'a Node>> {
    let (first, rest) = way.split_first()?;
    let matrix = job.path(&["strategy", "matrix"])?;
    let mut values: Vec<&Node> = Vec::new();
    if let Some(axis) = get(matrix, first) {
        if axis.text().is_some() {
            return None;
        }
        values.extend(axis.items());
    }
    if let Some(include) = matrix.get("include") {
        if include.text().is_some() || include.items().iter().any(|item| item.text().is_some()) {
            return None;
        }
        values.extend(include.items().iter().filter_map(|item| get(item, first)));
    }
    let mut found = Vec::new();
    for value in values {
        match rest.iter().try_fold(value, |value, name| if is_open(value) { Err(true) } else { get(value, name).ok_or(false) }) {
            Ok(value) if !is_open(value) => found.push(value),
            Err(false) => {}
            _ => return None,
        }
    }
    Some(found)
}

/// Whether there is an expression in a value, or right in it.
fn is_open(value: &Node) -> bool {
    let has = |node: &Node| node.text().is_some_and(|text| text.contains("${{"));
    has(value) || value.items().iter().any(has) || value.entries().iter().any(|(_, value)| has(value))
}

/// The value under a key, which is compared without regard to case.
pub(super) fn get<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    node.entries().iter().find(|(key, _)| key.text().is_some_and(|key| key.eq_ignore_ascii_case(name))).map(|(_, value)| value)
}

fn of_value(node: &Node) -> Type {
    match &node.value {
        Value::List(_) => Type::List,
        Value::Map(_) => Type::Object,
        Value::Scalar { kind: Scalar::Bool, .. } => Type::Bool,
        Value::Scalar { kind: Scalar::Number, .. } => Type::Number,
        Value::Scalar { kind: Scalar::Text, .. } => Type::Text,
        Value::Scalar { kind: Scalar::Null, .. } => Type::Null,
    }
}

/// Whether the members on the way to a value are those of all items of a list.
fn is_filtered(expr: &Expr) -> bool {
    let mut at = expr;
    loop {
        match &at.kind {
            Kind::Member(inner, _) => at = inner,
            kind => return matches!(kind, Kind::Filter(_)),
        }
    }
}

/// The members of `github` but `event`, which are texts; some of them are documented nowhere, and there.
pub(super) const GITHUB: &[&str] = &[
    "action",
    "action_path",
    "action_ref",
    "action_repository",
    "action_status",
    "actor",
    "actor_id",
    "api_url",
    "artifact_cache_size_limit",
    "base_ref",
    "env",
    "event_name",
    "event_path",
    "graphql_url",
    "head_ref",
    "job",
    "job_workflow_sha",
    "output",
    "path",
    "ref",
    "ref_name",
    "ref_type",
    "repository",
    "repository_id",
    "repository_owner",
    "repository_owner_id",
    "repository_visibility",
    "repositoryurl",
    "retention_days",
    "run_attempt",
    "run_id",
    "run_number",
    "secret_source",
    "server_url",
    "sha",
    "state",
    "step_summary",
    "token",
    "triggering_actor",
    "workflow",
    "workflow_ref",
    "workflow_sha",
    "workspace",
];
