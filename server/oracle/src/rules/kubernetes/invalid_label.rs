//! Labels, selectors and names that Kubernetes' own grammar does not allow.

use documents::Node;
use syntax::Role;

use super::objects::{Object, is_open, is_text, objects};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-label",
    severity: Severity::Error,
    summary: "A label, a selector or a name is not written as Kubernetes allows it.",
    page: include_str!("invalid_label.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

/// A label's value and the last part of its key have at most as many characters.
const LONGEST_LABEL: usize = 63;
/// A name, and the first part of a key.
const LONGEST_NAME: usize = 253;

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for object in objects(context).into_iter().filter(|object| object.is_built_in()) {
        // A patch may name its objects by a pattern.
        if !context.is_patch() {
            name(object, found);
        }
        let metadata = [object.node.get("metadata"), object.pods().and_then(|pods| pods.template.get("metadata"))];
        // Of a pod both are the same.
        let metadata = if object.kind == "Pod" { &metadata[..1] } else { &metadata[..] };
        for metadata in metadata.iter().flatten() {
            labels(metadata.get("labels"), found);
            for (key, _) in metadata.entries_of("annotations") {
                judge_key(key, "an annotation's key", found);
            }
        }
        labels(object.pods().and_then(|pods| pods.spec.get("nodeSelector")), found);
        match (object.group, object.kind) {
            ("", "Service" | "ReplicationController") => labels(object.node.path(&["spec", "selector"]), found),
            _ => labels(object.node.path(&["spec", "selector", "matchLabels"]), found),
        }
    }
}

fn labels(labels: Option<&Node>, found: &mut Found) {
    for (key, value) in labels.map_or(&[][..], Node::entries) {
        judge_key(key, "a label's key", found);
        // Whether it is text at all its shape says.
        let Some(text) = value.text().filter(|text| is_text(value) && !text.is_empty() && !is_open(text)) else { continue };
        if let Some(why) = name_problem(text) {
            found.at(value.span, format!("`{}` is no value of a label: {why}", short(text)));
        }
    }
}

fn judge_key(key: &Node, what: &str, found: &mut Found) {
    let Some(text) = key.text().filter(|text| !is_open(text)) else { return };
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    let why = match prefix {
        _ if name.contains('/') => Some("it has more than one `/`".to_owned()),
        // Kubernetes lets annotations have capitals there.
        Some(prefix) => domain_problem(&prefix.to_ascii_lowercase()).map(|why| format!("before the `/`, {why}")),
        None => None,
    };
    let why = why.or_else(|| if name.is_empty() { Some("nothing names it".to_owned()) } else { name_problem(name) });
    if let Some(why) = why {
        found.at(key.span, format!("`{}` is not {what}: {why}", short(text)));
    }
}

/// Judges the name of an object.
fn name(object: Object<'_>, found: &mut Found) {
    // The names of roles are free.
    if object.group == "rbac.authorization.k8s.io" {
        return;
    }
    let Some(node) = object.name() else { return };
    let Some(text) = node.text().filter(|text| is_text(node) && !text.is_empty() && !is_open(text)) else { return };
    // Such a name, or such a part of one, is filled in by whoever uses the file.
    let is_word = |part: &str| part.len() > 3 && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    if text.split(['-', '.']).any(is_word) || !text.contains(char::is_alphanumeric) {
        return;
    }
    // What controller-gen writes for types without a group is not applied.
    if object.kind == "CustomResourceDefinition" && object.node.path(&["spec", "group"]).and_then(Node::text) == Some("") {
        return;
    }
    // What configures a tool is never in a cluster.
    let is_of_tool = |key: &str| matches!(key, "config.kubernetes.io/function" | "config.kubernetes.io/local-config");
    let annotations = object.node.path(&["metadata", "annotations"]).map_or(&[][..], Node::entries);
    if annotations.iter().any(|(key, _)| key.text().is_some_and(is_of_tool)) {
        return;
    }
    let why = match (object.group, object.kind) {
        ("", "Service" | "Namespace") => {
            let too_long = (text.len() > LONGEST_LABEL).then(|| format!("it has more than {LONGEST_LABEL} characters"));
            too_long.or_else(|| text.contains('.').then(|| "it has a `.`".to_owned())).or_else(|| domain_problem(text))
        }
        ("events.k8s.io" | "certificates.k8s.io", _) | ("", "Event" | "ComponentStatus") => None,
        _ => domain_problem(text),
    };
    if let Some(why) = why {
        let lower = text.to_ascii_lowercase().replace('_', "-");
        let said = found.at(node.span, format!("a {} cannot be named `{}`: {why}", object.kind, short(text)));
        if domain_problem(&lower).is_none() && !text.contains('.') && text.len() <= LONGEST_LABEL {
            said.propose(format!("Change to `{lower}`"), node.span, lower);
        }
    }
}

/// What a label's value, or the last part of its key, has wrong.
fn name_problem(text: &str) -> Option<String> {
    let ends = |c: Option<char>| c.is_some_and(|c| !c.is_ascii_alphanumeric());
    if text.len() > LONGEST_LABEL {
        return Some(format!("it has {} characters, and {LONGEST_LABEL} are allowed", text.len()));
    }
    if let Some(bad) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')) {
        return Some(format!("it has {}, and only letters, digits, `-`, `_` and `.` are allowed", spoken(bad)));
    }
    (ends(text.chars().next()) || ends(text.chars().last())).then(|| "it must begin and end with a letter or a digit".to_owned())
}

/// What a name in the form of a domain has wrong.
fn domain_problem(text: &str) -> Option<String> {
    if text.len() > LONGEST_NAME {
        return Some(format!("it has {} characters, and {LONGEST_NAME} are allowed", text.len()));
    }
    if let Some(bad) = text.chars().find(|c| !c.is_ascii_lowercase() && !c.is_ascii_digit() && !matches!(c, '-' | '.')) {
        return Some(format!("it has {}, and only small letters, digits, `-` and `.` are allowed", spoken(bad)));
    }
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-');
    (!text.split('.').all(is_part)).then(|| "each part of it must begin and end with a letter or a digit".to_owned())
}

fn spoken(c: char) -> String {
    if c == ' ' { "a space".to_owned() } else { format!("`{}`", c.escape_debug()) }
}

/// What of a text a message shows.
fn short(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
