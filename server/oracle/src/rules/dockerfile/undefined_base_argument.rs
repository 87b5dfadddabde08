//! Variables of `FROM` that nothing declares.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/undefined-base-argument",
    severity: Severity::Error,
    summary: "`FROM` uses an `ARG` that is not declared before the first stage.",
    page: include_str!("undefined_base_argument.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

/// What BuildKit declares by itself.
const PLATFORM: [&str; 8] =
    ["BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let name_of = |word: &str| word.split('=').next().unwrap_or_default().to_owned();
    let globals = context.steps().iter().filter(|step| step.name == "ARG" && step.stage.is_none());
    let declared: Vec<String> = globals.flat_map(|step| step.words.iter().map(|(word, _)| name_of(word))).collect();
    for step in context.steps().iter().filter(|step| step.name == "FROM") {
        let Some((image, span)) = step.words.first() else { continue };
        for name in variables(image) {
            if declared.iter().any(|known| known == name) || PLATFORM.contains(&name) {
                continue;
            }
            let near = schemas::closest(name, declared.iter().map(String::as_str));
            let meant = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            let expected = if meant.is_empty() { ": expected an `ARG` before the first `FROM`" } else { &meant };
            found.at(*span, format!("no `ARG` before the first `FROM` declares `{name}`{expected}"));
        }
    }
}

/// The variables of a word without a value for when they are not set.
pub(super) fn variables(word: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for (at, _) in word.match_indices('$') {
        let rest = &word[at + 1..];
        let (inside, braced) = rest.strip_prefix('{').map_or((rest, false), |rest| (rest, true));
        let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inside.len());
        let is_escaped = word[..at].ends_with('\\');
        if end > 0 && !is_escaped && (!braced || inside[end..].starts_with('}')) {
            out.push(&inside[..end]);
        }
    }
    out
}
