//! Actions that fail since what they need was switched off, and actions made for a Node that runners no longer have.
//!
//! The tables hold what has happened, with its day, as GitHub's changelog announced it; what is only planned is not said,
//! and so no clock is read.

use std::ops::Range;

use documents::Node;
use syntax::Role;

use super::steps::running_steps;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RETIRED: Rule = Rule {
    code: "L3/retired-action",
    severity: Severity::Error,
    summary: "A step uses a version of an action that fails since GitHub switched off what it needs.",
    page: include_str!("retired_action.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], retired),
};

/// See the page.
pub const OUTDATED: Rule = Rule {
    code: "L3/outdated-runtime",
    severity: Severity::Warning,
    summary: "An action is made for a version of Node that runners no longer have.",
    page: include_str!("outdated_runtime.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], outdated),
};

/// See the page.
pub const DEPRECATED: Rule = Rule {
    code: "L3/deprecated-runtime",
    severity: Severity::Info,
    summary: "An action is made for Node 20, in whose place runners take Node 24.",
    page: include_str!("deprecated_runtime.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Action)], deprecated),
};

/// A major and a minor version.
type Version = (u32, u32);

/// Versions that fail: the action, from which to before which, since when, and what to use.
///
/// GitHub's changelog of 2024-02-13 and 2024-04-16 (artifacts; the latter's day was put off twice, from the 30th of November
/// and the 5th of December), 2024-12-05 (Pages; of the cache the first two majors, retired on the 1st of March). Later
/// versions of the cache that are older than 3.4.0 and 4.2.0 speak to the first service of it, which has been off since the
/// 15th of April, as Docker's documentation of its cache for GitHub says.
const RETIREMENTS: [(&str, Range<Version>, &str, &str); 10] = [
    ("actions/upload-artifact", (0, 0)..(3, 0), "2024-06-30", "v4"),
    ("actions/upload-artifact", (0, 0)..(4, 0), "2025-01-30", "v4"),
    ("actions/download-artifact", (0, 0)..(3, 0), "2024-06-30", "v4"),
    ("actions/download-artifact", (0, 0)..(4, 0), "2025-01-30", "v4"),
    ("actions/upload-artifact/merge", (0, 0)..(4, 0), "2025-01-30", "v4"),
    ("actions/upload-pages-artifact", (0, 0)..(3, 0), "2025-01-30", "v3"),
    ("actions/deploy-pages", (0, 0)..(4, 0), "2025-01-30", "v4"),
    ("actions/cache", (0, 0)..(3, 0), "2025-03-01", "v4"),
    ("actions/cache", (0, 0)..(3, 4), "2025-04-15", "v4"),
    // They speak to the old service as well.
    ("actions/cache", (4, 0)..(4, 2), "2025-04-15", "v4"),
];

/// The first and last major versions that are made for Node 12 or 16, of actions that many use, and the first that is made for Node 24, or
/// for none (Codecov's), by the `action.yml` of their tags; some were containers before, and of some there are no later ones. What lies
/// between is made for Node 20; some began with that, or are told as retired before it. The sixth version of `configure-pages` and the fifth of
/// pnpm's are as their notes have it.
const MADE_FOR_OLDER: [(&str, u32, u32, Option<u32>); 55] = [
    ("actions-rs/audit-check", 0, 1, None),
    ("actions-rs/cargo", 0, 1, None),
    ("actions-rs/clippy-check", 0, 1, None),
    ("actions-rs/toolchain", 0, 1, None),
    ("actions/cache", 0, 3, Some(5)),
    ("actions/cache/restore", 0, 3, Some(5)),
    ("actions/cache/save", 0, 3, Some(5)),
    // The first one is a part of the runner.
    ("actions/checkout", 2, 3, Some(5)),
    ("actions/configure-pages", 0, 3, Some(6)),
    ("actions/create-github-app-token", 1, 0, Some(3)),
    ("actions/create-release", 0, 1, None),
    ("actions/deploy-pages", 4, 3, Some(5)),
    ("actions/download-artifact", 4, 3, Some(7)),
    ("actions/github-script", 0, 6, Some(8)),
    ("actions/labeler", 0, 4, Some(6)),
    ("actions/setup-dotnet", 0, 3, Some(5)),
    ("actions/setup-go", 0, 4, Some(6)),
    ("actions/setup-java", 0, 3, Some(5)),
    ("actions/setup-node", 0, 3, Some(5)),
    ("actions/setup-python", 0, 4, Some(6)),
    ("actions/stale", 0, 8, Some(10)),
    ("actions/upload-artifact", 4, 3, Some(6)),
    ("actions/upload-release-asset", 0, 1, None),
    ("astral-sh/setup-uv", 1, 0, Some(7)),
    ("aws-actions/configure-aws-credentials", 0, 3, Some(6)),
    ("azure/login", 0, 1, Some(3)),
    ("azure/setup-helm", 0, 3, Some(5)),
    ("azure/setup-kubectl", 0, 3, Some(5)),
    ("codecov/codecov-action", 0, 3, Some(5)),
    ("conda-incubator/setup-miniconda", 0, 2, Some(4)),
    ("crazy-max/ghaction-import-gpg", 2, 5, Some(7)),
    ("dessant/lock-threads", 2, 4, Some(6)),
    ("docker/bake-action", 0, 3, Some(7)),
    ("docker/build-push-action", 2, 4, Some(7)),
    ("docker/login-action", 0, 2, Some(4)),
    ("docker/metadata-action", 0, 4, Some(6)),
    ("docker/setup-buildx-action", 0, 2, Some(4)),
    ("docker/setup-qemu-action", 0, 2, Some(4)),
    ("dorny/paths-filter", 0, 2, Some(4)),
    ("github/codeql-action/analyze", 0, 2, Some(4)),
    ("github/codeql-action/autobuild", 0, 2, Some(4)),
    ("github/codeql-action/init", 0, 2, Some(4)),
    ("github/codeql-action/upload-sarif", 0, 2, Some(4)),
    ("golangci/golangci-lint-action", 2, 3, Some(9)),
    ("google-github-actions/auth", 0, 1, Some(3)),
    ("google-github-actions/setup-gcloud", 0, 1, Some(3)),
    ("goreleaser/goreleaser-action", 2, 4, Some(7)),
    ("hashicorp/setup-terraform", 0, 2, Some(4)),
    ("peaceiris/actions-gh-pages", 3, 3, Some(4)),
    ("peter-evans/create-issue-from-file", 3, 4, Some(6)),
    ("peter-evans/create-or-update-comment", 2, 3, Some(5)),
    ("peter-evans/create-pull-request", 3, 5, Some(8)),
    ("peter-evans/repository-dispatch", 2, 2, Some(4)),
    ("pnpm/action-setup", 0, 2, Some(5)),
    ("softprops/action-gh-release", 1, 1, Some(3)),
];

/// Versions of Node that runners had, and until when: changelog of 2023-05-04 and 2023-06-13, and of 2024-09-25, whose day was
/// put off from the 15th of October. Node 20 was to go in September 2026; that it did was not seen written.
const REMOVED: [(&str, &str); 2] = [("node12", "2023-06-14"), ("node16", "2024-11-12")];

/// Since when runners take Node 24 for Node 20: changelog of 2025-09-19, as it was put off from the 2nd of June.
const FORCED: &str = "2026-06-16";
/// What a workflow says to have Node 20 all the same, as long as runners have it.
const KEEPS: &str = "ACTIONS_ALLOW_USE_UNSECURE_NODE_VERSION";

/// A step that uses a tagged version of an action.
struct Used<'a> {
    node: &'a Node,
    text: &'a str,
    action: String,
    major: u32,
    /// Of a tag that names it.
    minor: Option<u32>,
}

fn used<'a>(context: &'a DocumentContext<'_>) -> impl Iterator<Item = Used<'a>> {
    // On Gitea and Forgejo the same names are other actions, and on an Enterprise Server other versions work.
    let is_githubs = context.path.as_str().starts_with(".github/") || context.kind.role == Role::Action;
    context.roots().filter(move |_| is_githubs).flat_map(running_steps).filter_map(|step| {
        let node = step.get("uses")?;
        let text = node.text()?;
        let (action, version) = text.split_once('@')?;
        let mut numbers = version.strip_prefix('v').unwrap_or(version).split('.').map(|part| part.parse::<u32>().ok());
        // What is not a version is a branch or a commit.
        if numbers.clone().any(|number| number.is_none()) || numbers.clone().count() > 3 {
            return None;
        }
        let major = numbers.next().flatten()?;
        Some(Used { node, text, action: action.to_ascii_lowercase(), major, minor: numbers.next().flatten() })
    })
}

/// Since when a version fails, and what to use.
fn retirement(used: &Used<'_>) -> Option<(&'static str, &'static str)> {
    // A tag of a major version is the newest of it.
    let at = (used.major, used.minor.unwrap_or(u32::MAX));
    let fails = |(action, versions, ..): &&(&str, Range<Version>, &str, &str)| *action == used.action && versions.contains(&at);
    RETIREMENTS.iter().find(fails).map(|(_, _, since, to)| (*since, *to))
}

fn retired(context: &DocumentContext<'_>, found: &mut Found) {
    for used in used(context) {
        if let Some((since, to)) = retirement(&used) {
            let message = format!("`{}` fails on GitHub since {since}: expected `{to}` or later", used.text);
            found.at(used.node.span, message);
        }
    }
}

fn made_for_older(action: &str) -> Option<&'static (&'static str, u32, u32, Option<u32>)> {
    MADE_FOR_OLDER.iter().find(|(known, ..)| *known == action)
}

fn outdated(context: &DocumentContext<'_>, found: &mut Found) {
    for used in used(context).filter(|used| retirement(used).is_none()) {
        if let Some((.., now)) = made_for_older(&used.action).filter(|(_, first, last, _)| (*first..=*last).contains(&used.major)) {
            let expected = match now {
                Some(now) => format!("`v{now}` or later"),
                None => "another action, since there is no later version".to_owned(),
            };
            let message = format!(
                "`{}` is made for a version of Node that runners no longer have, and another runs it: expected {expected}",
                used.text
            );
            found.at(used.node.span, message);
        }
    }
    for using in context.roots().filter_map(|root| root.path(&["runs", "using"])) {
        let Some((name, since)) = REMOVED.iter().find(|(name, _)| using.text().is_some_and(|text| text.eq_ignore_ascii_case(name))) else {
            continue;
        };
        let message = format!("runners have no `{name}` since {since}, and run this with a later one: expected `node24`");
        found.at(using.span, message).propose("Change to `node24`", using.span, "node24");
    }
}

fn deprecated(context: &DocumentContext<'_>, found: &mut Found) {
    if context.text.contains(KEEPS) {
        return;
    }
    for used in used(context).filter(|used| retirement(used).is_none()) {
        let Some((_, _, last, Some(now))) = made_for_older(&used.action) else { continue };
        if (last + 1..*now).contains(&used.major) {
            let message = format!(
                "`{}` is made for Node 20, in whose place runners take Node 24 since {FORCED}: expected `v{now}` or later",
                used.text
            );
            found.at(used.node.span, message);
        }
    }
    for using in context.roots().filter_map(|root| root.path(&["runs", "using"])) {
        if using.text().is_some_and(|text| text.eq_ignore_ascii_case("node20")) {
            let message = format!("runners take Node 24 for `node20` since {FORCED}: expected `node24`");
            found.at(using.span, message).propose("Change to `node24`", using.span, "node24");
        }
    }
}
