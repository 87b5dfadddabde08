//! Hosts that Prometheus is to scrape and that the Compose project which runs it does not have.

use graph::names::{defined, names};
use graph::nearest::nearest;
use syntax::{Flags, Namespace, Role, Status, Templating, place};

use super::{projects, references};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-scrape-target",
    severity: Severity::Warning,
    summary: "Prometheus scrapes a host that the Compose project which runs it does not have.",
    page: include_str!("unresolved_scrape_target.md"),
    check: Check::File(check),
};

/// What hosts are called after.
const HOSTS: [&str; 3] = ["compose.service", "compose.host", "k8s.service"];

/// Hosts that are there without a service.
const GIVEN: [&str; 3] = ["localhost", "gateway", "host"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, root, facts) = (context.db, context.root, context.facts);
    let path = context.file.path(db).as_str();
    let is_judged = facts.kind.role == Role::Prometheus
        && facts.kind.templating == Templating::None
        && facts.status == Status::Parsed
        && !place::is_data(path)
        && !place::is_test(path);
    if !is_judged {
        return;
    }
    // Whoever lays the files of several folders over each other has the hosts of all.
    let hosts = HOSTS.map(|namespace| defined(db, root, namespace));
    let mut unknown = references(context, Namespace::named("scrape.host"))
        .filter(|mention| !mention.flags.has(Flags::BROKEN) && !GIVEN.contains(&mention.name.as_str()))
        .filter(|mention| !hosts.iter().any(|hosts| hosts.contains_key(&mention.name)))
        .peekable();
    if unknown.peek().is_none() {
        return;
    }
    let Some(project) = projects::of(db, root, context.file) else { return };
    let mut own: Vec<(workspace::File, syntax::Mention)> = Vec::new();
    for file in &project.files {
        let facts = graph::facts(db, *file);
        let Some(names) = names(db, *file).filter(|_| facts.status == Status::Parsed && facts.kind.templating == Templating::None) else {
            return;
        };
        for mention in &names.definitions {
            match mention.namespace.as_str() {
                "compose.beyond" => return,
                "compose.service" | "compose.host" if mention.name.contains('$') => return,
                "compose.service" | "compose.host" => own.push((*file, mention.clone())),
                _ => {}
            }
        }
    }
    for mention in unknown {
        let close = nearest(&mention.name, own.iter().map(|(_, host)| host.name.as_str()));
        let close = close.and_then(|close| own.iter().find(|(_, host)| host.name == close));
        let meant = close.map(|(_, host)| format!("; did you mean `{}`?", host.name)).unwrap_or_default();
        let files: Vec<&str> = project.files.iter().map(|file| file.path(db).as_str()).collect();
        let message =
            format!("Prometheus scrapes the host `{}`, and no service of `{}` is called so{meant}", mention.name, files.join("`, `"));
        let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(mention.span), message);
        out.push(match close {
            Some((file, host)) => {
                finding.related(*file, Anchor::Fact(host.span), format!("`{}` is defined here", host.name)).change_to(host.name.as_str())
            }
            None => finding,
        });
    }
}
