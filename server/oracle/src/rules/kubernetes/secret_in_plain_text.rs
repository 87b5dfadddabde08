//! Secrets that anybody who reads the manifest has.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use documents::Node;
use syntax::Role;
use syntax::place::is_test;
use workspace::Span;

use super::objects::{is_open, is_text, pods};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};
use crate::rules::dummy::is_dummy;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/secret-in-plain-text",
    severity: Severity::Info,
    summary: "A manifest holds a password or a token for everybody to read.",
    page: include_str!("secret_in_plain_text.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

/// How a token that somebody issues begins, how many letters follow, and what it is.
const TOKENS: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an access key of AWS"),
    ("ghp_", 36, "a token of GitHub"),
    ("gho_", 36, "a token of GitHub"),
    ("ghs_", 36, "a token of GitHub"),
    ("github_pat_", 82, "a token of GitHub"),
    ("glpat-", 20, "a token of GitLab"),
    ("xoxb-", 40, "a token of Slack"),
    ("xoxp-", 40, "a token of Slack"),
    ("sk_live_", 24, "a key of Stripe"),
    ("AIza", 35, "a key of Google"),
];

static STARTS: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(TOKENS.iter().map(|(start, ..)| *start)).expect("a few short words"));

/// What the last word of a variable's name is when it holds a secret.
const ENDINGS: &[&str] = &["PASSWORD", "PASSWD", "TOKEN", "SECRET", "SECRET_KEY", "API_KEY", "APIKEY", "ACCESS_KEY", "PRIVATE_KEY"];

/// What people write where a secret is not one.
const EXAMPLES: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "example",
    "dummy",
    "fake",
    "your",
    "todo",
    "xxx",
    "****",
    "redacted",
    "none",
    "null",
    "true",
    "false",
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    tokens(context.text, found);
    // What tests run opens nothing.
    if is_test(context.path.as_str()) {
        return;
    }
    for container in pods(context).into_iter().flat_map(|pods| pods.containers()) {
        for variable in container.node.items_of("env") {
            let (Some(name), Some(value)) = (variable.get("name").and_then(Node::text), variable.get("value")) else { continue };
            let is_one = value
                .text()
                .is_some_and(|text| is_secret(name, text) && is_text(value) && is_literal(text) && !is_dummy(context, name, text));
            if is_one && !is_admitted(context.text, container.node, value) {
                let message =
                    format!("`{name}` is written here for everybody to read; take it from a Secret with `valueFrom.secretKeyRef`");
                found.at(value.span, message);
            }
        }
    }
}

/// Words of a comment that says of what is below it that it is no secret worth the name.
const ADMITTED: [&str; 7] = ["demo", "for testing", "in production", "in real", "insecure", "only for", "use a secret"];

/// Whether a comment in the list of variables, or right above it, says that a real cluster has the value from elsewhere.
fn is_admitted(text: &str, container: &Node, value: &Node) -> bool {
    let Some(list) = container.get("env") else { return false };
    let start = text[..list.span.start as usize].rfind("env:").unwrap_or(list.span.start as usize);
    let mut comments = text[start..value.span.start as usize].lines().filter_map(|line| line.split_once('#').map(|(_, comment)| comment));
    comments.any(|comment| {
        let comment = comment.to_ascii_lowercase();
        ADMITTED.iter().any(|words| comment.contains(words))
    })
}

/// Says the tokens in a text that have the shape which their issuer gives them.
fn tokens(text: &str, found: &mut Found) {
    for start in STARTS.find_iter(text) {
        let (_, length, what) = TOKENS[start.pattern().as_usize()];
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let bytes = text.as_bytes();
        let end = start.end() + bytes[start.end()..].iter().take_while(|byte| is_part(**byte)).count();
        let begins = start.start() == 0 || !matches!(bytes[start.start() - 1], byte if is_part(byte) || matches!(byte, b'/' | b'+' | b'='));
        let token = &bytes[start.end()..end];
        let ends = !matches!(bytes.get(end), Some(b'/' | b'+' | b'='));
        // A run of one letter is an example, and so is what says that it is one.
        let varied = token.iter().collect::<std::collections::BTreeSet<_>>().len() > 6;
        let is_example = text[start.end()..end].to_ascii_uppercase().contains("EXAMPLE");
        let upper = what != "an access key of AWS" || token.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let fits = if what.contains("Slack") { token.len() >= length } else { token.len() == length };
        if begins && ends && fits && varied && upper && !is_example {
            found.at(Span::new(start.start(), end), format!("this has the form of {what}; revoke it, and take the new one from a Secret"));
        }
    }
}

/// Whether a variable of this name holds a secret, when `text` is its value.
fn is_secret(name: &str, text: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    // Names a cluster of etcd, or a Secret, and opens nothing. An access key that is short is the name of a user, as MinIO has it.
    if upper.ends_with("CLUSTER_TOKEN")
        || upper.ends_with("KUBE_SECRET")
        || upper.ends_with("ACCESS_KEY") && !upper.contains("SECRET") && text.len() < 16
    {
        return false;
    }
    ENDINGS.iter().any(|ending| upper.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
}

/// Whether a value is the secret itself, and not a place where it is, nor an example.
fn is_literal(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text.len() >= 4
        && !is_open(text)
        && !text.contains(['/', ' ', ':'])
        && !EXAMPLES.iter().any(|example| lower.contains(example))
        // The name of what belongs there.
        && !text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}
