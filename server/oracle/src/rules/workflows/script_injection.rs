//! Texts of strangers that become a part of a script.

use documents::Node;
use syntax::Role;
use workspace::Span;

use super::expression::{Expr, Kind, parse, placeholders};
use super::types::Scope;
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
const UNTRUSTED: &[&[&str]] = &[
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
    &["event", "workflow_run", "display_title"],
    &["event", "workflow_run", "head_repository", "description"],
    &["event", "workflow_run", "pull_requests", "*", "head", "ref"],
    &["event", "pull_request", "head", "repo", "description"],
    &["event", "pull_request", "head", "repo", "homepage"],
    &["event", "changes", "title", "from"],
    &["event", "changes", "body", "from"],
    &["event", "commits", "*", "committer", "name"],
    &["event", "commits", "*", "committer", "email"],
    &["event", "head_commit", "committer", "name"],
    &["event", "head_commit", "committer", "email"],
];

/// Events behind which strangers can be.
const OF_STRANGERS: [&str; 12] = [
    "discussion",
    "discussion_comment",
    "gollum",
    "issue_comment",
    "issues",
    "pull_request",
    "pull_request_comment",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_target",
    "workflow_run",
    "fork",
];

/// Whether only pull requests have what a name stands for.
fn is_of_a_pull_request(name: &str) -> bool {
    name == "github.head_ref" || name.starts_with("github.event.pull_request.")
}

/// The events that start a workflow, by name: `on` is one, a list, or a table of them.
fn events(on: &Node) -> impl Iterator<Item = &str> {
    on.items().iter().chain(on.entries().iter().map(|(key, _)| key)).chain([on]).filter_map(Node::text)
}

/// Whether a pull request may start the workflow, or another one that it starts.
fn is_for_pull_requests(root: &Node) -> bool {
    let Some(on) = root.get("on") else { return true };
    events(on).any(|event| event.starts_with("pull_request") || matches!(event, "workflow_call" | "issue_comment" | "merge_group"))
}

/// Whether a pull request may start the workflow as if it were of the branch that it is for.
fn is_for_target(root: &Node) -> bool {
    let Some(on) = root.get("on") else { return true };
    events(on).any(|event| event == "pull_request_target") || on.path(&["pull_request", "types"]).is_some()
}

/// Whether a run of another workflow counts here only where it is of one of the branches that are written out, so that nobody chooses its name.
fn is_of_a_known_branch(root: &Node) -> bool {
    let branches = root.path(&["on", "workflow_run", "branches"]);
    let is_plain = |branch: &Node| branch.text().is_some_and(|branch| !branch.contains(['*', '?', '+', '[', '!']));
    branches.is_some_and(|all| if all.items().is_empty() { is_plain(all) } else { all.items().iter().all(is_plain) })
}

/// Whether what a name stands for may have several lines.
fn is_of_lines(name: &str) -> bool {
    name.ends_with(".body") || name.ends_with(".message") || name.ends_with(".body.from")
}

fn is_in_comment(text: &str, place: Span) -> bool {
    let before = &text[..place.start as usize];
    before[before.rfind('\n').map_or(0, |at| at + 1)..].trim_start().starts_with('#')
}

/// Whether a condition keeps out what comes from forks, or from others than one author, so that only who may write to the repository
/// gets here.
fn is_kept_from_forks(scope: Scope<'_>) -> bool {
    let mut conditions = [scope.step(), scope.job()].into_iter().flatten().filter_map(|holder| holder.get("if")?.text());
    conditions.any(|condition| {
        // What comes from a branch or a tag of the repository itself.
        let is_pushed = condition.contains("github.ref") && ["refs/heads/", "refs/tags/"].iter().any(|start| condition.contains(start));
        is_pushed && !is_for_target(scope.root)
            || condition.to_ascii_lowercase().contains("fork")
            || condition.contains("head.repo.full_name")
            || condition.contains("pull_request.user.login ==")
    })
}

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some(root) = context.roots().next() else { return };
    for one in context.expressions() {
        let Ok(expr) = &one.expr else { continue };
        let scope = Scope { root, one };
        let script = match one.place.key {
            "run" => "this script",
            "with" if is_github_script(scope) => "this script of `github-script`",
            _ => continue,
        };
        written(expr, &mut |part| {
            let said = |name: &str| {
                format!(
                    "anybody may write `{name}`, and here it becomes a part of {script}: expected it in `env`, and the variable in the script"
                )
            };
            if is_untrusted(part) {
                let name = name(part);
                // A line of the script that is a comment stays one, unless the text has lines of its own.
                if !is_of_lines(&name) && is_in_comment(context.text, one.span(&part.range)) {
                    return;
                }
                let is_kept = is_of_a_pull_request(&name) && (!is_for_pull_requests(root) || is_kept_from_forks(scope))
                    || name == "github.event.workflow_run.head_branch" && is_of_a_known_branch(root);
                if !is_kept {
                    found.at(one.span(&part.range), said(&name));
                }
            } else if let Some((variable, value)) = variable(scope, part)
                && let Some(name) = untrusted_in(value)
            {
                let message = format!(
                    "anybody may write `{name}`, and `{variable}` puts it into {script} before a shell reads that: expected the variable itself, `${}`",
                    variable.trim_start_matches("env.")
                );
                found.at(one.span(&part.range), message).related(value.span, "the variable");
            } else if let Kind::Call(_, parts) = &part.kind
                && let Some(all) = parts.first()
                && is_part_of_untrusted(all)
                && is_of_strangers(root)
            {
                found.at(one.span(&part.range), said(&self::name(all)));
            }
        });
    }
}

fn is_github_script(scope: Scope<'_>) -> bool {
    scope.step().and_then(|step| step.get("uses")?.text()).is_some_and(|uses| uses.starts_with("actions/github-script@"))
}

/// The variable that an expression is, as it is written, and its value: the innermost there is.
fn variable<'a>(scope: Scope<'a>, expr: &Expr) -> Option<(String, &'a Node)> {
    let (context, _, way) = expr.way()?;
    let [(wanted, _)] = &way[..] else { return None };
    if !context.eq_ignore_ascii_case("env") {
        return None;
    }
    let holders = [scope.step(), scope.job(), Some(scope.root)];
    let all = holders.into_iter().flatten().flat_map(|holder| holder.entries_of("env"));
    let (key, value) = all.into_iter().find(|(key, _)| key.text().is_some_and(|key| key.eq_ignore_ascii_case(wanted)))?;
    Some((format!("env.{}", key.text()?), value))
}

/// What strangers write of the expressions in a text.
fn untrusted_in(value: &Node) -> Option<String> {
    let text = value.text()?;
    let mut first = None;
    for part in placeholders(text).into_iter().flatten() {
        if let Ok(expr) = parse(text, part) {
            written(&expr, &mut |part| {
                if first.is_none() && is_untrusted(part) {
                    first = Some(name(part));
                }
            });
        }
    }
    first
}

/// Whether an event that starts the workflow can be a stranger's; actions are started by anything.
fn is_of_strangers(root: &Node) -> bool {
    root.get("on").is_some_and(|on| events(on).any(|event| OF_STRANGERS.contains(&event)))
}

/// The parts of an expression whose text comes out of it: not those that are only compared.
fn written<'a>(expr: &'a Expr, each: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        Kind::Call(name, parts) => match name.to_ascii_lowercase().as_str() {
            "format" | "join" | "fromjson" => parts.iter().for_each(|part| written(part, each)),
            "tojson" => {
                each(expr);
                parts.iter().for_each(|part| written(part, each));
            }
            // Every second is a condition.
            "case" => {
                let last = parts.len().saturating_sub(1);
                parts.iter().enumerate().filter(|(at, _)| at % 2 == 1 || *at == last).for_each(|(_, part)| written(part, each));
            }
            _ => {}
        },
        Kind::Operator("||", parts) => parts.iter().for_each(|part| written(part, each)),
        // What stands before is written when it is false or empty only.
        Kind::Operator("&&", parts) => parts.iter().skip(parts.len().saturating_sub(1)).for_each(|part| written(part, each)),
        Kind::Operator(..) | Kind::Literal(_) | Kind::Text(_) => {}
        _ => each(expr),
    }
}

/// Whether something untrusted is in it: `github.event` as a whole.
fn is_part_of_untrusted(expr: &Expr) -> bool {
    let Some((context, _, way)) = expr.way() else { return false };
    let leads =
        |known: &&[&str]| known.len() > way.len() && known.iter().zip(&way).all(|(known, (member, _))| *known == "*" || known == member);
    context.eq_ignore_ascii_case("github") && UNTRUSTED.iter().any(leads)
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
