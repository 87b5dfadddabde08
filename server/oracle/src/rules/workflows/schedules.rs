//! Schedules that GitHub cannot read, and those that are more frequent than it runs.

use documents::Node;
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};
use crate::rules::kubernetes::bad_cron::sets;

/// See the page.
pub const BAD: Rule = Rule {
    code: "L3/bad-schedule",
    severity: Severity::Error,
    summary: "The schedule of a workflow cannot be read.",
    page: include_str!("bad_schedule.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow), Subject::Role(Role::Dependabot)], unreadable),
};

/// See the page.
pub const FREQUENT: Rule = Rule {
    code: "L3/frequent-schedule",
    severity: Severity::Warning,
    summary: "A schedule is more frequent than GitHub runs it.",
    page: include_str!("frequent_schedule.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], frequent),
};

/// GitHub runs a schedule every five minutes at most.
const SHORTEST: u32 = 5;

fn schedules<'a>(context: &'a DocumentContext<'_>) -> impl Iterator<Item = (&'a Node, &'a str)> {
    let of_workflows =
        context.roots().filter_map(|root| root.path(&["on", "schedule"])).flat_map(Node::items).filter_map(|one| one.get("cron"));
    let of_updates = context.roots().flat_map(|root| root.items_of("updates")).filter_map(|one| one.path(&["schedule", "cronjob"]));
    of_workflows.chain(of_updates).filter_map(|node| Some((node, node.text()?)))
}

fn unreadable(context: &DocumentContext<'_>, found: &mut Found) {
    // Dependabot takes more than five fields: names like `every day`, too.
    let is_workflow = context.kind.role == Role::Workflow;
    for (node, text) in
        schedules(context).filter(|(_, text)| is_workflow || text.split_whitespace().count() == 5 && text.starts_with(is_field))
    {
        if let Err(why) = judge(text) {
            found.at(node.span, format!("`{text}` is no schedule: {why}"));
        }
    }
}

fn is_field(c: char) -> bool {
    c == '*' || c.is_ascii_digit()
}

fn judge(text: &str) -> Result<(), String> {
    if text.starts_with('@') {
        return Err(
            "GitHub knows no names like `@daily`; five fields are expected (minutes, hours, days of the month, months, days of the week)"
                .to_owned(),
        );
    }
    // Whether 7 is Sunday is not documented.
    let sunday = || text.rsplit_once(char::is_whitespace).map(|(rest, day)| format!("{rest} {}", day.replace('7', "6")));
    match sets(text) {
        Err(why) if sunday().is_none_or(|text| sets(&text).is_err()) => Err(why),
        _ => Ok(()),
    }
}

fn frequent(context: &DocumentContext<'_>, found: &mut Found) {
    for (node, text) in schedules(context) {
        let Ok([minutes, ..]) = sets(text) else { continue };
        let minutes: Vec<u32> = (0..60).filter(|minute| minutes >> minute & 1 == 1).collect();
        let shortest = minutes.windows(2).map(|two| two[1] - two[0]).min();
        if let Some(shortest) = shortest.filter(|shortest| *shortest < SHORTEST) {
            let every = if shortest == 1 { "every minute".to_owned() } else { format!("every {shortest} minutes") };
            found.at(node.span, format!("`{text}` is as often as {every}, and GitHub runs a schedule every {SHORTEST} minutes at most"));
        }
    }
}
