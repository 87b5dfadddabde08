//! L2 of Kubernetes: each object by the schema of its `apiVersion` and `kind`, as an API server would read it.
//!
//! A kind that neither Kubernetes nor a CustomResourceDefinition of the repository knows is not judged. An object that is a
//! part of another one, as patches are, need not have what a whole one has.

mod instance;
mod objects;
mod placeholder;
mod surroundings;

use documents::{Node, Scalar, Value};
use schemas::{Blame, OtherKind, Schema, Step, Violation};
use serde_json::Value as Json;
use syntax::place::is_test;
use syntax::{Problem, ProblemFix};

use super::named::Found;
use super::{DocumentContext, shape};
use instance::{instance, reads_as_boolean};

pub use objects::{Object, Objects};
pub(super) use placeholder::is_before_place;
pub use placeholder::{is_name_of_value, is_open, is_word_of_value};
pub use surroundings::Custom;
pub(super) use surroundings::{customs, is_kustomized, is_patched};

/// The release that objects are for.
pub fn release(context: &DocumentContext<'_>) -> u8 {
    context.settings.kubernetes.unwrap_or(schemas::NEWEST_KUBERNETES)
}

/// What one object is held to. Of definitions that several versions of one kind have in a repository, the first.
pub(super) fn schema_of(context: &DocumentContext<'_>, api_version: &str, kind: &str) -> Option<Found> {
    if let Some(schema) = schemas::kubernetes(release(context), api_version, kind) {
        return Some(Found::Shipped(schema));
    }
    context.library.customs(context.path, api_version, kind).into_iter().next()
}

/// Says what the schemas of a text's objects do not allow; of those in documents that are `free` to be held to them.
pub(super) fn check(context: &DocumentContext<'_>, is_free: &dyn Fn(usize) -> bool, out: &mut Vec<Problem>) {
    // Tests apply what is refused, and what earlier definitions took.
    let is_test = is_test(context.path.as_str());
    for object in context.objects() {
        if !is_free(object.document) || is_open(object.api_version) || is_open(object.kind) || is_synopsis(object) {
            continue;
        }
        if let Some(schema) = schemas::kubernetes(release(context), object.api_version, object.kind) {
            let instance = instance(object.node, context);
            say(context, object, violations(context, object, schema, &instance, false), out);
            continue;
        }
        if is_test {
            continue;
        }
        // Of several definitions any may be the one that is meant.
        let customs = context.library.customs(context.path, object.api_version, object.kind);
        if !customs.is_empty() {
            let instance = instance(object.node, context);
            let judged = customs.iter().map(|found| violations(context, object, found.schema(), &instance, true));
            if let Some(fewest) = judged.min_by_key(Vec::len) {
                say(context, object, fewest, out);
            }
            continue;
        }
        other_kind(context, object, out);
    }
}

/// Whether an object only says what one may have, for people to read: `name: <name-of-the-provider>`, and `optional: true | false`.
fn is_synopsis(object: Object<'_>) -> bool {
    let name = object.node.path(&["metadata", "name"]).and_then(Node::text);
    let leaf = |node: &Node| node.text().is_some_and(|text| text.split_whitespace().any(|word| word == "|"));
    name.is_some_and(|name| name.starts_with('<') && name.ends_with('>')) && holds(object.node, &leaf)
}

/// Whether `is` holds for something in `node`.
fn holds(node: &Node, is: &dyn Fn(&Node) -> bool) -> bool {
    is(node) || node.items().iter().any(|item| holds(item, is)) || node.entries().iter().any(|(_, value)| holds(value, is))
}

/// Says that an API of Kubernetes has no such kind, where it is known which was meant.
fn other_kind(context: &DocumentContext<'_>, object: Object<'_>, out: &mut Vec<Problem>) {
    let Some(meant) = schemas::meant_kind(release(context), object.api_version, object.kind) else { return };
    let (key, text, message) = match meant {
        // Which version of a group has gone, and since when, is a rule's to say.
        OtherKind::Api(api) if api.split_once('/').map_or("", |(group, _)| group) == object.group => return,
        OtherKind::Api(api) => {
            let message = format!("`{}` has no kind `{}`, which is of `{api}`", object.api_version, object.kind);
            ("apiVersion", api, message)
        }
        OtherKind::Kind(kind) => ("kind", kind, format!("`{}` has no kind `{}`; did you mean `{kind}`?", object.api_version, object.kind)),
    };
    let Some(node) = object.node.get(key) else { return };
    let fix = ProblemFix { title: format!("Change to `{text}`"), span: node.span, text: text.to_owned(), safe: false };
    out.push(Problem { code: shape::SHAPE, span: node.span, message, related: Vec::new(), fix: Some(fix) });
}

fn violations(context: &DocumentContext<'_>, object: Object<'_>, schema: &Schema, instance: &Json, is_custom: bool) -> Vec<Violation> {
    let mut violations = schema.validate(instance);
    violations.retain(|violation| violation.blame == Blame::Instance && is_said(context, object.node, violation, is_custom));
    violations
}

fn is_said(context: &DocumentContext<'_>, root: &Node, violation: &Violation, is_custom: bool) -> bool {
    let last = match violation.path.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    // A server takes no status from a manifest; tools write empty ones. Directives of strategic merges begin with `$`, what
    // Chainsaw works out with a parenthesis.
    if matches!(violation.path.first(), Some(Step::Key(key)) if key == "status")
        || last.trim_start().starts_with(['$', '('])
        || is_open(last)
        || is_name_of_value(last)
    {
        return false;
    }
    // SOPS takes away again what it adds.
    if violation.path.len() == 1 && last == "sops" {
        return false;
    }
    // The Operator Lifecycle Manager reads the port of a webhook from there, and no server gets to see it.
    let is_webhook = root.get("kind").and_then(Node::text).is_some_and(|kind| kind.ends_with("WebhookConfiguration"));
    if last == "containerPort" && is_webhook && context.is_patch() {
        return false;
    }
    let node = root.find(&violation.path).map(|(_, node)| node);
    match violation.keyword {
        "format" => false,
        // What lacks, the webhook of an operator may put in, or Kustomize: a selector, a namespace.
        "required" | "minItems" | "minProperties" => {
            let has_patch = |node: &Node| node.get("$patch").is_some();
            // A key with nothing behind it waits for somebody: `name: ##NAME##`.
            let waits = |(key, value): &(Node, Node)| {
                value.is_null() && key.text().is_some_and(|key| violation.message.contains(&format!("`{key}`")))
            };
            let is_written = node.map_or(&[][..], Node::entries).iter().any(waits);
            !is_written && !is_custom && !context.is_kustomized() && !context.is_patch() && !is_part(root) && !node.is_some_and(has_patch)
        }
        // What a later tool puts in may be of any type.
        "type" if node.and_then(Node::text).is_some_and(is_word_of_value) => false,
        "type" if node.is_some_and(|node| is_before_place(context.text, node)) => false,
        // What a scaffold wrote, and says to replace.
        "additionalProperties" if is_custom && context.text.contains("Add fields here") => false,
        _ => !node.is_some_and(|node| holds_open(node) || context.is_kustomized() && reads_as_boolean(node, context.text).is_some()),
    }
}

/// Whether an object is so bare that it can only be laid over another: a definition without its group, a workload without what
/// it makes, or whose containers run nothing.
fn is_part(root: &Node) -> bool {
    let kind = root.get("kind").and_then(Node::text).unwrap_or_default();
    let template: &[&str] = match kind {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => &["spec", "template"],
        "CronJob" => &["spec", "jobTemplate"],
        "CustomResourceDefinition" => &["spec", "group"],
        _ => return false,
    };
    let Some(template) = root.path(template) else { return true };
    if kind == "CustomResourceDefinition" {
        return false;
    }
    let template = if kind == "CronJob" { template.path(&["spec", "template"]) } else { Some(template) };
    let containers = template.and_then(|template| template.path(&["spec", "containers"])).map_or(&[][..], Node::items);
    root.path(&["spec", "selector"]).is_none() && !containers.iter().any(|container| container.get("image").is_some())
}

/// Whether a value is put in by a later tool, or what it is a list or a mapping of.
fn holds_open(node: &Node) -> bool {
    match &node.value {
        Value::Scalar { text, kind: Scalar::Text, .. } => is_open(text),
        // `{value}` and `{{ value }}` without quotes read as mappings.
        Value::Map(entries) if matches!(&entries[..], [(_, value)] if value.is_null()) => true,
        // Chainsaw works out what stands in parentheses.
        Value::Map(entries) => entries.iter().any(|(key, _)| key.text().is_some_and(|key| key.trim_start().starts_with('('))),
        // `[YOUR_TOKEN]` without quotes reads as a list.
        Value::List(items) => matches!(&items[..], [only] if only.text().is_some_and(is_name_of_value)),
        _ => false,
    }
}

fn say(context: &DocumentContext<'_>, object: Object<'_>, mut violations: Vec<Violation>, out: &mut Vec<Problem>) {
    for violation in &mut violations {
        if let Some((_, node)) = object.node.find(&violation.path)
            && reads_as_boolean(node, context.text).is_some()
            && let Some(text) = node.text()
        {
            violation.message.push_str(&format!("; `{text}` is a boolean for Kubernetes, whose YAML is that of 1.1: put it in quotes"));
        }
    }
    shape::say(object.node, &violations, out);
}
