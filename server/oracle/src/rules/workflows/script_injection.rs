//! Texts of strangers that become a part of a script.

use documents::Node;
use syntax::Role;

use super::expression::{Expr, Kind};
use super::uses::Use;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/script-injection",
    severity: Severity::Warning,
    summary: "A script has a part that anybody may write.",
    page: include_str!("script_injection.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], check),
};

/// What whoever opens an issue or a pull request writes, by GitHub's guide to script injections; `*` is any item.
const UNTRUSTED: [&[&str]; 24] = [
    &["head_ref"],
    &["event", "issue", "title"],
    &["event", "issue", "body"],
    &["event", "pull_request", "title"],
    &["event", "pull_request", "body"],
    &["event", "pull_request", "head", "ref"],
    &["event", "pull_request", "head", "label"],
    &["event", "pull_request", "head", "repo", "default_branch"],
    &["event", "comment", "body"],
    &["event", "review", "body"],
    &["event", "review_comment", "body"],
    &["event", "discussion", "title"],
    &["event", "discussion", "body"],
    &["event", "pages", "*", "page_name"],
    &["event", "commits", "*", "message"],
    &["event", "commits", "*", "author", "email"],
    &["event", "commits", "*", "author", "name"],
    &["event", "head_commit", "message"],
    &["event", "head_commit", "author", "email"],
    &["event", "head_commit", "author", "name"],
    &["event", "workflow_run", "head_branch"],
    &["event", "workflow_run", "head_commit", "message"],
    &["event", "workflow_run", "head_commit", "author", "name"],
    &["event", "workflow_run", "head_commit", "author", "email"],
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some(root) = context.roots().next() else { return };
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        let script = match one.place.key {
            "run" => "this script",
            "with" if is_github_script(root, one) => "this script of `github-script`",
            _ => continue,
        };
        written(expr, &mut |part| {
            let message = format!(
                "anybody may write `{}`, and here it becomes a part of {script}: expected it in `env`, and the variable in the script",
                name(part)
            );
            found.at(one.span(&part.range), message);
        });
    }
}

fn is_github_script(root: &Node, one: &Use) -> bool {
    let job = one.job.and_then(|number| root.get("jobs")?.entries().get(number)).map(|(_, job)| job).or_else(|| root.get("runs"));
    let step = job.and_then(|job| job.get("steps")?.items().get(one.steps));
    step.and_then(|step| step.get("uses")?.text()).is_some_and(|uses| uses.starts_with("actions/github-script@"))
}

/// The untrusted parts of an expression whose text comes out of it: not those that are only compared.
fn written<'a>(expr: &'a Expr, each: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        Kind::Call(name, parts) if ["format", "join", "tojson", "fromjson"].contains(&name.to_ascii_lowercase().as_str()) => {
            parts.iter().for_each(|part| written(part, each));
        }
        _ if is_untrusted(expr) => each(expr),
        _ => {}
    }
}

fn is_untrusted(expr: &Expr) -> bool {
    let Some((context, _, way)) = expr.way() else { return false };
    let fits =
        |known: &&[&str]| known.len() == way.len() && known.iter().zip(&way).all(|(known, (member, _))| *known == "*" || known == member);
    context.eq_ignore_ascii_case("github") && UNTRUSTED.iter().any(fits)
}

fn name(expr: &Expr) -> String {
    expr.way()
        .map_or_else(String::new, |(context, _, way)| way.iter().fold(context.to_owned(), |name, (member, _)| format!("{name}.{member}")))
}
