//! Paths of files that documentation names in the middle of text and that are not there any more.

use std::cell::LazyCell;

use graph::links::{is_copy, is_shown_elsewhere, is_translation};
use graph::{files, is_ignored};
use syntax::place::is_release;
use syntax::{Flags, Language, Mention, Namespace, Reference, SpanId};
use workspace::{Db, Directory, RelPath};

use super::references;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/stale-path",
    severity: Severity::Info,
    summary: "Documentation names the path of a file that is not there, and one of its name or close to it is.",
    page: include_str!("stale_path.md"),
    check: Check::File(check),
};

const PATH: Namespace = Namespace::named("doc.path");

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, path): (&dyn Db, _) = (context.db, context.file.path(context.db));
    if context.facts.kind.language != Language::Markdown
        || is_of_another_time(path)
        || is_shown_elsewhere(path.as_str())
        || is_copy(db, context.folder)
        || syntax::place::is_data(path.as_str())
    {
        return;
    }
    let is_missing = |mention: &&Mention| {
        let path = context.root.top(db).and_then(|top| top.path(db).resolve(&mention.name));
        path.is_none_or(|path| context.root.entry(db, &path).is_none())
    };
    // Few documents get so far that it is asked.
    let missing: LazyCell<Vec<&str>, _> =
        LazyCell::new(|| references(context, PATH).filter(is_missing).map(|mention| mention.name.as_str()).collect());
    for mention in references(context, PATH) {
        let name = mention.name.as_str();
        // Shorter ones are those of any project: `templates/base.html`.
        if name.split('/').count() < 3 {
            continue;
        }
        // Seen from the document's folder, from any above it, or from the top.
        let mut bases = std::iter::successors(Some(context.folder), |folder| folder.parent(db));
        let below = |base: Directory| base.path(db).resolve(name);
        if bases.any(|base| {
            below(base).is_some_and(|path| {
                context.root.entry(db, &path).is_some() || is_ignored(db, base, &path, |ignores, path| ignores(path, false))
            })
        }) {
            continue;
        }
        // The folder is there, so that the path is one of this repository; only the file is not.
        let Some(base) = context.root.top(db) else { continue };
        let at = below(base).and_then(|path| Some((context.root.directory(db, &path.parent()?)?, path.name().to_owned())));
        let is_meant = |(folder, lost): &(Directory, String)| {
            !stands_for_several(lost) && !is_of_the_reader(name, &missing) && !files::is_compiled(db, *folder, lost)
        };
        let Some((folder, lost)) = at.filter(is_meant).filter(|_| !is_planned(context, mention.span)) else { continue };
        let reference = Reference {
            namespace: Namespace::FILE,
            name: mention.name.clone(),
            member: None,
            role: "path",
            flags: Flags::default(),
            span: mention.span,
        };
        let Some(proposal) = files::proposal(db, base, &reference, folder, &lost).filter(|_| !is_translation(db, context.file)) else {
            continue;
        };
        let anchor = Anchor::Fact(mention.span);
        let message = format!("`{name}` does not exist: there is no `{lost}` in `{}/`; did you mean `{}`?", folder.path(db), proposal.text);
        let finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
        out.push(finding.change_to(proposal.text));
    }
}

/// Whether a path has what the reader is to call his own, since several other paths of the document that are `missing` have it, too:
/// `backend/remote/remote.go` and `docs/remote.md`.
fn is_of_the_reader(path: &str, missing: &[&str]) -> bool {
    let stem = |part: &str| part.split('.').next().unwrap_or(part).to_owned();
    let (folders, last) = path.rsplit_once('/').unwrap_or(("", path));
    let has = |other: &&&str| {
        let (around, _) = other.rsplit_once('/').unwrap_or(("", other));
        around != folders && other.split('/').any(|part| stem(part) == stem(last))
    };
    missing.iter().filter(has).count() > 1
}

/// Whether a name leaves open which file it is: `test_x.yml`, `constraints-XYZ.txt`, `v1.3.1.md`, which the next release brings, or, of
/// code, `monitors/MONITOR_TYPE.js`. Documents have names of the last kind (`CODE_OF_CONDUCT.md`).
fn stands_for_several(name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_shouted = stem.contains('_') && stem.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    stem.split(['_', '-', '.']).any(|word| matches!(word, "x" | "X" | "N" | "xyz"))
        || is_release(&stem.trim_start_matches('v').replace(['_', '-'], "."))
        || ["XYZ", "XXX", "NNN"].iter().any(|mark| stem.contains(mark))
        || is_shouted && !matches!(extension, "md" | "mdx" | "txt" | "rst" | "adoc")
}

/// Whether a heading above a place says that what follows is yet to come, or was given up: `# Test plan`, `## Phase 2`.
pub(super) fn is_planned(context: &FileContext<'_>, place: SpanId) -> bool {
    const WORDS: [&str; 8] = ["plan", "plans", "phase", "proposal", "proposed", "roadmap", "obsolete", "obsoleted"];
    let start = graph::ranges(context.db, context.file).span(place).start as usize;
    let Some(text) = graph::text(context.db, context.file) else { return false };
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    // From the place upwards, each heading that the ones below it belong to.
    let mut around = usize::MAX;
    text[..start.min(text.len())].lines().rev().filter(|line| line.starts_with('#')).any(|line| {
        let is_around = level(line) < around;
        around = around.min(level(line));
        is_around && line.to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| WORDS.contains(&word))
    })
}

/// Whether a document tells what was, or what may come: logs of changes, decisions, plans, posts.
pub(super) fn is_of_another_time(path: &RelPath) -> bool {
    const WORDS: [&str; 23] = [
        "changelog",
        "changes",
        "history",
        "news",
        "release",
        "releases",
        "migration",
        "migrating",
        "upgrade",
        "upgrading",
        "adr",
        "adrs",
        "rfc",
        "rfcs",
        "proposal",
        "proposals",
        "blog",
        "archive",
        "roadmap",
        "plan",
        "plans",
        "decisions",
        "redesign",
    ];
    let lower = path.as_str().to_ascii_lowercase();
    lower.split(['/', '-', '_', '.', ' ']).any(|word| WORDS.contains(&word))
}
