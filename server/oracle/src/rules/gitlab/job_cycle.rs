//! Jobs that wait for each other, or are like each other.

use rustc_hash::FxHashMap;
use syntax::Role;

use super::jobs::{Job, named, whole};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/job-cycle",
    severity: Severity::Error,
    summary: "Jobs of GitLab need or extend each other in a circle.",
    page: include_str!("job_cycle.md"),
    check: Check::Document(&[Subject::Role(Role::GitlabCi)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let Some((_, jobs)) = whole(context) else { return };
    for (key, verb) in [("needs", "needs"), ("extends", "extends")] {
        if let Some(circle) = circle(&jobs, key) {
            let first = &jobs[circle[0]];
            let names: Vec<String> = circle.iter().chain(circle.first()).map(|at| format!("`{}`", jobs[*at].name)).collect();
            found.at(first.key.span, format!("{} {verb} itself, by way of {}", names[0], names.join(" -> ")));
        }
    }
}

/// The first circle, in the order of the file.
fn circle(jobs: &[Job<'_>], key: &str) -> Option<Vec<usize>> {
    let at: FxHashMap<&str, usize> = jobs.iter().enumerate().map(|(at, job)| (job.name, at)).collect();
    let next: Vec<Vec<usize>> =
        jobs.iter().map(|job| named(job.node, key).iter().filter_map(|name| at.get(name.text()?).copied()).collect()).collect();
    // 0: not seen, 1: on the way, 2: done. By a stack of its own, as chains may be long.
    let mut state = vec![0u8; jobs.len()];
    for start in 0..jobs.len() {
        if state[start] != 0 {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        state[start] = 1;
        while let Some((job, tried)) = way.last_mut() {
            let Some(&to) = next[*job].get(*tried) else {
                state[*job] = 2;
                way.pop();
                continue;
            };
            *tried += 1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => return Some(way.iter().map(|(job, _)| *job).skip_while(|job| *job != to).collect()),
                _ => {}
            }
        }
    }
    None
}
