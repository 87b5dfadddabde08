//! `--since REV`: only what the present has and the common ancestor of REV and `HEAD` had not.
//!
//! That commit's files are checked in the same process, straight from the object store. What is not committed yet
//! is a part of the present.

use std::sync::Arc;

use oracle::report::{Revision, Since};
use oracle::{Host, Report, compare};
use rustc_hash::FxHashSet;
use workspace::FileSystem;
use workspace::git::{Problem, Repository};

use super::steps::Context;
use super::{CANCELLED, session};

/// Takes the findings away that were there before.
pub fn step(context: &Context<'_>, mut report: Report) -> Result<Report, String> {
    let Some(name) = &context.options.since else { return Ok(report) };
    let said = |problem: Problem| format!("--since: {problem}");
    let folder = &context.target.root;
    let repository = Repository::around(folder).map_err(said)?;
    let base = repository.merge_base(repository.resolve(name).map_err(said)?, repository.head().map_err(said)?).map_err(said)?;
    let mut since = Since { base: Revision { name: name.clone(), commit: base.to_string() }, known: 0 };
    // Who has nothing to say need not hear what was said before.
    if !report.findings.is_empty() {
        let tree = Arc::new(repository.tree(base, folder).map_err(said)?);
        let known = known(context, Arc::clone(&tree) as Arc<dyn FileSystem>)?;
        if let Some(problem) = tree.failure() {
            return Err(said(problem.clone()));
        }
        let before = report.findings.len();
        report = report.without(context.snapshot.db(), &|finding| known.contains(finding.fingerprint.as_str()));
        since.known = before - report.findings.len();
    }
    report.since = Some(since);
    Ok(report)
}

/// The fingerprints of the present findings that `state` has too.
fn known(context: &Context<'_>, state: Arc<dyn FileSystem>) -> Result<FxHashSet<String>, String> {
    let cancelled = |_| CANCELLED.to_owned();
    let (now, root) = (context.snapshot, context.root);
    let system = context.policy.map_or_else(|| Arc::clone(&state), |policy| policy.over(Arc::clone(&state)));
    let mut host = Host::with_system(system, None);
    // What is installed is not committed, and the same for both.
    let environment = root.environment(now.db());
    let then = host.open_root_with(&context.target.root, || environment.map(|environment| (*environment).clone()));
    session::prime(&host.snapshot(), then, context.options)?;
    if let Some(policy) = context.policy {
        policy.judge_comments(&mut host, then)?;
    }
    let findings = now.all_findings(root).map_err(cancelled)?;
    let known = compare::known((&host.snapshot(), then), (now, root)).map_err(cancelled)?;
    Ok(findings.into_iter().zip(known).filter(|(_, known)| *known).map(|(finding, _)| finding.fingerprint).collect())
}
