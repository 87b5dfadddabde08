//! Passwords that are part of an image.

use syntax::Language;

use super::stages::in_image;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};
use crate::rules::dummy::is_dummy;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/secret-in-image",
    severity: Severity::Info,
    summary: "A password or token is in the image for everybody who has it.",
    page: include_str!("secret_in_image.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// How names of secrets end.
const ENDS: [&str; 8] = ["PASSWORD", "PASSWD", "TOKEN", "SECRET", "SECRET_KEY", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY"];

/// How names begin of what a bundler writes into pages for everybody.
const PUBLIC: [&str; 5] = ["VITE_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "REACT_APP_", "PUBLIC_"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in in_image(context.steps()).filter(|step| matches!(step.name.as_str(), "ARG" | "ENV")) {
        // `ENV NAME value`, as it was written once.
        let old = (step.name == "ENV").then(|| step.rest.trim().split_once([' ', '\t'])).flatten().filter(|(name, _)| !name.contains('='));
        for (word, span) in step.words.iter().take(if old.is_some() { 1 } else { usize::MAX }) {
            let (name, value) = match (word.split_once('='), old) {
                (_, Some((name, value))) => (name, Some(value.trim())),
                (Some((name, value)), None) => (name, Some(value.trim_matches(['"', '\'']))),
                (None, None) => (word.as_str(), None),
            };
            if !is_secret(name) {
                continue;
            }
            if step.name == "ARG" {
                let is_kept =
                    context.steps().iter().any(|other| other.stage == step.stage && other.name == "ENV" && uses(&other.rest, name));
                let expected = if is_kept { "it to be set when the container starts" } else { "`RUN --mount=type=secret`" };
                found.at(*span, format!("whoever has the image reads the value of `{name}` in its history: expected {expected}"));
            } else if value
                .is_some_and(|value| !value.contains('$') && !is_dummy(context, name, value) && !is_name_too(context, name, value))
            {
                found.at(*span, format!("whoever has the image reads `{name}` in it: expected it to be set when the container starts"));
            }
        }
    }
}

/// Whether a text has the variable `name` in it.
fn uses(text: &str, name: &str) -> bool {
    let is_name = |c: char| c == '_' || c.is_ascii_alphanumeric();
    text.split('$').skip(1).any(|rest| rest.trim_start_matches('{').strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_name)))
}

fn is_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let ends = |end: &str| upper.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('_'));
    ENDS.iter().any(|end| ends(end)) && !PUBLIC.iter().any(|start| upper.starts_with(start))
}

/// Whether the user that belongs to a password is called like it, so that both are what everybody knows to begin with.
fn is_name_too(context: &DocumentContext<'_>, name: &str, value: &str) -> bool {
    const OF_USERS: [&str; 5] = ["USER", "USERNAME", "NAME", "DB", "DATABASE"];
    let start = ENDS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let is_it = |word: &str| {
        let Some((other, said)) = word.split_once('=') else { return false };
        said.trim_matches(['"', '\'']) == value && other.strip_prefix(start).is_some_and(|rest| OF_USERS.contains(&rest))
    };
    context.steps().iter().filter(|step| step.name == "ENV").flat_map(|step| &step.words).any(|(word, _)| is_it(word))
}
