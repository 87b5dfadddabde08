//! Jobs and steps of a workflow that can never run, tried with every event that starts the workflow.

mod expression;
mod world;

use std::collections::BTreeMap;

use expression::{Expr, parse};
use syntax::Plan;
use syntax::plan::workflow::{EmptyMatrix, Guard, Job, Workflow};
use world::World;

use super::circle;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L5/workflow-plan",
    severity: Severity::Warning,
    summary: "A job or step of a workflow can never run.",
    page: include_str!("workflow_plan.md"),
    check: Check::File(check),
};

/// More ways to start a workflow are not tried.
const MOST_WORLDS: usize = 60;

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(Plan::Workflow(workflow)) = context.facts.plan.as_deref() else { return };
    // Elsewhere it is a template or a copy of another repository's.
    if context.folder.path(context.db).parts().count() != 2 {
        return;
    }
    circles(context, workflow, out);
    for job in &workflow.jobs {
        out.extend(job.empty_matrix.as_ref().map(|(why, span)| {
            let (severity, message) = match why {
                EmptyMatrix::Vector(name) => {
                    (Severity::Error, format!("the matrix of `{}` has no value for `{name}`: the workflow fails here", job.id))
                }
                EmptyMatrix::Excluded(count) => (
                    Severity::Warning,
                    format!("`exclude` leaves none of the {count} combinations of the matrix of `{}`: the job never runs", job.id),
                ),
            };
            Finding::new(RULE.code, severity, context.file, Anchor::Fact(*span), message)
        }));
    }
    let worlds: Vec<World> = workflow.triggers.iter().flatten().flat_map(World::all_of).collect();
    let known = !worlds.is_empty() && worlds.len() <= MOST_WORLDS && worlds.iter().any(|world| world.event.is_some());
    if known {
        let mut found = Vec::new();
        Trial { context, workflow, worlds }.run(&mut found);
        if !found.is_empty() && !graph::text(context.db, context.file).is_some_and(|text| has_sleeping_event(&text)) {
            out.extend(found);
        }
    }
}

/// Whether an event is commented out before the jobs, for which conditions may wait.
fn has_sleeping_event(text: &str) -> bool {
    const EVENTS: [&str; 7] =
        ["issue_comment", "merge_group", "pull_request", "pull_request_target", "push", "schedule", "workflow_dispatch"];
    let before = text.lines().take_while(|line| !line.starts_with("jobs:"));
    let mut comments = before.filter_map(|line| line.trim_start().strip_prefix('#'));
    comments.any(|comment| comment.trim().strip_suffix(':').is_some_and(|event| EVENTS.contains(&event)))
}

fn circles(context: &FileContext<'_>, workflow: &Workflow, out: &mut Vec<Finding>) {
    let mut ties: BTreeMap<&str, BTreeMap<&str, syntax::SpanId>> = BTreeMap::new();
    for job in &workflow.jobs {
        for (need, span) in job.needs.iter().flatten() {
            ties.entry(&job.id).or_default().entry(need).or_insert(*span);
        }
    }
    for circle in circle::all(&ties) {
        let place = |at: usize| ties.get(circle[at]).and_then(|needs| needs.get(circle[(at + 1) % circle.len()])).copied();
        let Some(first) = place(0) else { continue };
        let message = match circle.as_slice() {
            [one] => format!("`{one}` needs itself: GitHub refuses the workflow"),
            _ => format!("these jobs need each other in a circle, and GitHub refuses the workflow: {}", circle::shown(&circle)),
        };
        let mut finding = Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(first), message);
        for at in 1..circle.len() {
            if let Some(span) = place(at) {
                finding = finding.related(
                    context.file,
                    Anchor::Fact(span),
                    format!("`{}` needs `{}`", circle[at], circle[(at + 1) % circle.len()]),
                );
            }
        }
        out.push(finding);
    }
}

/// Every job in every world: bit `n` of a set stands for the world `n`.
struct Trial<'a> {
    context: &'a FileContext<'a>,
    workflow: &'a Workflow,
    worlds: Vec<World>,
}

impl Trial<'_> {
    fn run(&self, out: &mut Vec<Finding>) {
        let all = u64::MAX >> (64 - self.worlds.len());
        let mut runs: BTreeMap<&str, u64> = BTreeMap::new();
        let mut never: Vec<(&Job, usize)> = Vec::new();
        // A job comes after those that it needs; what is in a circle is never reached.
        let mut left: Vec<&Job> = self.workflow.jobs.iter().collect();
        while let Some(at) =
            left.iter().position(|job| job.needs.iter().flatten().all(|(need, _)| runs.contains_key(need.as_str()) || !self.has(need)))
        {
            let job = left.remove(at);
            let expr = job.condition.as_ref().and_then(|guard| parse(&guard.text));
            let alone = job.needs.as_ref().is_some_and(Vec::is_empty);
            let own = self.possible(expr.as_ref(), all, alone);
            let unconditional = job.condition.is_some() && expr.is_none() || expr.as_ref().is_some_and(Expr::asks_status);
            let blocking = job
                .needs
                .iter()
                .flatten()
                .find(|(need, _)| !unconditional && runs.get(need.as_str()).is_some_and(|needed| own & needed == 0));
            let needed = job.needs.iter().flatten().filter_map(|(need, _)| runs.get(need.as_str())).fold(all, |both, needed| both & needed);
            let runs_in = if unconditional { own } else { own & needed };
            runs.insert(&job.id, runs_in);
            match (&job.condition, blocking) {
                (Some(guard), _) if own == 0 && !is_constant(expr.as_ref()) => {
                    never.push((job, out.len()));
                    out.push(self.never(guard, &job.id, all, alone, expr.as_ref()));
                }
                (_, Some((need, span))) if own != 0 => match never.iter().find(|(cause, _)| cause.id == *need).map(|(_, number)| *number) {
                    // One cause is one finding.
                    Some(number) => {
                        out[number].related.push(crate::finding::Related {
                            file: self.context.file,
                            anchor: Anchor::Fact(*span),
                            message: format!("`{}` needs it, so it never runs either", job.id),
                        });
                        never.push((job, number));
                    }
                    // A job that is turned off on purpose turns off those that need it.
                    None if runs.get(need.as_str()) == Some(&0) => {}
                    None => {
                        let message = format!(
                            "`{}` never runs: it needs `{need}`, which runs on {} only, where `{}` does not",
                            job.id,
                            self.events(runs.get(need.as_str()).copied().unwrap_or(all)),
                            job.id
                        );
                        never.push((job, out.len()));
                        out.push(Finding::new(RULE.code, Severity::Warning, self.context.file, Anchor::Fact(*span), message));
                    }
                },
                _ => {}
            }
            if runs_in != 0 {
                self.steps(job, runs_in, out);
            }
        }
    }

    fn has(&self, id: &str) -> bool {
        self.workflow.jobs.iter().any(|job| job.id == id)
    }

    /// The worlds of `within` in which a condition may hold.
    fn possible(&self, expr: Option<&Expr>, within: u64, alone: bool) -> u64 {
        let Some(expr) = expr else { return within };
        let may = |world: &World| {
            let mut world = world.clone();
            world.nothing_before = alone;
            expr.value(&world).is_true() != Some(false)
        };
        self.worlds.iter().enumerate().filter(|(at, world)| within >> at & 1 == 1 && may(world)).fold(0, |set, (at, _)| set | 1 << at)
    }

    fn steps(&self, job: &Job, within: u64, out: &mut Vec<Finding>) {
        for guard in &job.steps {
            let Some(expr) = parse(&guard.text) else { continue };
            if self.possible(Some(&expr), within, false) == 0 && !is_constant(Some(&expr)) {
                let message = format!(
                    "this step never runs: `{}` runs on {} only, and the condition holds on none of them",
                    job.id,
                    self.events(within)
                );
                out.push(Finding::new(RULE.code, Severity::Info, self.context.file, Anchor::Fact(guard.span), message));
            }
        }
    }

    fn never(&self, guard: &Guard, id: &str, all: u64, alone: bool, expr: Option<&Expr>) -> Finding {
        let message = if alone && self.possible(expr, all, false) != 0 {
            format!("`{id}` never runs: `failure()` is false in a job that needs no other")
        } else {
            format!("`{id}` never runs: the workflow is started by {} only, and the condition holds for none of them", self.events(all))
        };
        Finding::new(RULE.code, Severity::Warning, self.context.file, Anchor::Fact(guard.span), message)
    }

    /// The events of some worlds, each once.
    fn events(&self, worlds: u64) -> String {
        let mut names: Vec<String> = Vec::new();
        for (_, world) in self.worlds.iter().enumerate().filter(|(at, _)| worlds >> at & 1 == 1) {
            let name = world.shown();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }
}

/// Whether a condition is false whatever happens: somebody has turned the job off.
fn is_constant(expr: Option<&Expr>) -> bool {
    expr.is_some_and(|expr| expr.value(&World::unknown()).is_true() == Some(false))
}
