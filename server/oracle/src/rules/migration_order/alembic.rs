//! Revisions of Alembic: one chain below the folder of `env.py`.

use std::collections::BTreeMap;
use std::sync::Arc;

use graph::PlanKind;
use syntax::Plan;
use syntax::plan::migration::{Alembic, Migration};
use workspace::{Db, Directory, File, Root};

use super::RULE;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::FileContext;
use crate::rules::circle;

/// Folders between a revision and its `env.py`.
const MOST_ABOVE: usize = 4;

pub(super) fn check(context: &FileContext<'_>, own: &Alembic, out: &mut Vec<Finding>) {
    let db = context.db;
    let Some(home) = home(db, context.folder) else { return };
    let chain = chain(db, context.root, home);
    for (down, span) in &own.down {
        if !exists(db, context.root, down.as_str().into()) {
            let message = format!("revision `{}` comes after `{down}`, which no migration of this repository is", own.revision);
            out.push(Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(*span), message));
        }
    }
    // Folders side by side are for databases of different kinds, or belong together as `env.py` says.
    let beside = || chain.iter().filter(|(file, _)| file.folder(db) == Some(context.folder));
    let twice = beside().find(|(_, other)| other.revision == own.revision);
    if let Some((first, revision)) = twice.filter(|(first, _)| *first != context.file) {
        let message = format!("the revision `{}` is there twice: Alembic keeps one of the two", own.revision);
        out.push(Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(own.span), message).related(
            *first,
            Anchor::Fact(revision.span),
            "it is here too",
        ));
        return;
    }
    let beside: Vec<&(File, Alembic)> = beside().collect();
    heads(context, own, &beside, &chain, out);
    circles(context, &beside, out);
}

/// Revisions and where they are, by path.
type Chain = Arc<[(File, Alembic)]>;

/// The revisions of one `env.py`.
#[salsa::tracked(returns(clone))]
fn chain(db: &dyn Db, root: Root, of: Directory) -> Chain {
    let files = graph::planned(db, root, PlanKind::Migration);
    let mut found: Vec<(File, Alembic)> = files
        .iter()
        .filter_map(|file| match graph::facts(db, *file).plan.as_deref() {
            Some(Plan::Migration(Migration::Alembic(alembic))) if home(db, file.folder(db)?) == Some(of) => Some((*file, alembic.clone())),
            _ => None,
        })
        .collect();
    found.sort_by(|a, b| a.0.path(db).cmp(b.0.path(db)));
    found.into()
}

/// Whether a revision is anywhere: several places may belong together.
#[salsa::tracked(returns(copy))]
fn exists(db: &dyn Db, root: Root, revision: compact_str::CompactString) -> bool {
    graph::planned(db, root, PlanKind::Migration).iter().any(|file| {
        matches!(graph::facts(db, *file).plan.as_deref(), Some(Plan::Migration(Migration::Alembic(alembic))) if alembic.revision == revision)
    })
}

/// The folder above, or this one, that Alembic is set up in.
fn home(db: &dyn Db, folder: Directory) -> Option<Directory> {
    let above = std::iter::successors(Some(folder), |at| at.parent(db)).take(MOST_ABOVE);
    above.into_iter().find(|at| at.entries(db).get("env.py").is_some())
}

/// Two revisions after which nothing comes, unless the branches are meant: they have labels, or begin apart.
fn heads(context: &FileContext<'_>, own: &Alembic, beside: &[&(File, Alembic)], chain: &[(File, Alembic)], out: &mut Vec<Finding>) {
    let bases = beside.iter().filter(|(_, one)| one.down.is_empty()).count();
    if bases != 1 || chain.iter().any(|(_, one)| one.labelled) {
        return;
    }
    let is_head = |revision: &str| !chain.iter().any(|(_, one)| one.down.iter().any(|(down, _)| down == revision));
    if !is_head(&own.revision) {
        return;
    }
    let heads: Vec<&&(File, Alembic)> = beside.iter().filter(|(_, one)| is_head(&one.revision)).collect();
    if heads.len() < 2 || heads.last().is_none_or(|(file, _)| *file != context.file) {
        return;
    }
    let names: Vec<String> = heads.iter().map(|(_, head)| format!("`{}`", head.revision)).collect();
    let message = format!(
        "nothing comes after any of these revisions: {}; `alembic upgrade head` fails until a merge or an order joins them",
        names.join(", ")
    );
    let mut finding = Finding::new(RULE.code, Severity::Warning, context.file, Anchor::Fact(own.span), message);
    for (file, head) in &heads[..heads.len() - 1] {
        finding = finding.related(*file, Anchor::Fact(head.span), "another head");
    }
    out.push(finding);
}

fn circles(context: &FileContext<'_>, beside: &[&(File, Alembic)], out: &mut Vec<Finding>) {
    let mut ties: BTreeMap<&str, BTreeMap<&str, (File, syntax::SpanId)>> = BTreeMap::new();
    for (file, one) in beside {
        for (down, span) in &one.down {
            ties.entry(&one.revision).or_default().entry(down).or_insert((*file, *span));
        }
    }
    for circle in circle::all(&ties) {
        let next = circle[1 % circle.len()];
        let Some((file, span)) = ties.get(circle[0]).and_then(|to| to.get(next)).copied() else { continue };
        if file == context.file {
            let message = format!("these revisions come after each other in a circle: {}", circle::shown(&circle));
            out.push(Finding::new(RULE.code, Severity::Error, file, Anchor::Fact(span), message));
        }
    }
}
