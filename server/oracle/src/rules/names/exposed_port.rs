//! Ports that a service of Compose publishes, of an image that is built here and exposes others.

use std::sync::Arc;

use graph::images::builds;
use graph::names;
use graph::said::{plain, said};
use syntax::plan::image::Image;
use syntax::{Flags, Namespace, Plan, Role};
use workspace::File;

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unexposed-port",
    severity: Severity::Info,
    summary: "A service publishes a port on which, as far as its Dockerfile says, nothing listens.",
    page: include_str!("exposed_port.md"),
    check: Check::File(check),
};

/// Official images that expose nothing themselves.
const SILENT: [&str; 17] = [
    "almalinux",
    "alpine",
    "amazoncorretto",
    "bun",
    "busybox",
    "debian",
    "eclipse-temurin",
    "fedora",
    "golang",
    "node",
    "openjdk",
    "python",
    "ruby",
    "rust",
    "scratch",
    "ubuntu",
    "rockylinux",
];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(Plan::Compose(compose)) = context.facts.plan.as_deref() else { return };
    let Some(own) = context.facts.names.as_ref() else { return };
    let (db, port) = (context.db, Namespace::named("port"));
    for service in compose.services.iter().filter(|service| !service.open) {
        let Some(build) = &service.build else { continue };
        let built = builds(db, context.root);
        let Some(built) = built.iter().find(|built| built.by == context.file && built.span == build.span) else { continue };
        let facts = graph::facts(db, built.dockerfile);
        let Some(Plan::Image(image)) = facts.plan.as_deref().filter(|_| build.target.is_none()) else { continue };
        let Some(names) = names::names(db, built.dockerfile).filter(|_| exposes_itself(image)) else { continue };
        let exposed: Vec<_> = names.definitions.iter().filter(|mention| mention.namespace == port).collect();
        if exposed.is_empty() || exposed.iter().any(|mention| mention.flags.has(Flags::OPTIONAL)) {
            continue;
        }
        let published =
            own.references.iter().filter(|mention| mention.namespace == port && mention.scope().next() == Some(service.name.as_str()));
        let published: Vec<_> = published.collect();
        for mention in published.iter().filter(|mention| !exposed.iter().any(|exposed| exposed.name == mention.name)) {
            // Who listens on it has its number; who publishes several may mean a debugger with one of them.
            let Some(other) = exposed.iter().find(|exposed| !published.iter().any(|mention| mention.name == exposed.name)) else {
                continue;
            };
            let files = said(db, built.context, Arc::from([plain(&mention.name)]));
            let listens = |file: &&File| !matches!(graph::facts(db, **file).kind.role, Role::Lock) && **file != context.file;
            if files[0].iter().any(|file| listens(&file)) {
                continue;
            }
            let message = format!(
                "the port `{}` is published, and the image that is built here exposes `{}`; nothing in its context has the number `{}`",
                mention.name, other.name, mention.name
            );
            let anchor = Anchor::Fact(mention.span);
            let finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
            out.push(finding.related(built.dockerfile, Anchor::Fact(other.span), format!("`{}` is exposed here", other.name)));
        }
    }
}

/// Whether what its last stage starts from exposes nothing more.
fn exposes_itself(image: &Image) -> bool {
    let Some(mut at) = image.stages.len().checked_sub(1) else { return false };
    loop {
        let Some(base) = image.stages[at].base.as_deref() else { return false };
        let earlier =
            image.stages[..at].iter().rposition(|stage| stage.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(base)));
        match earlier {
            Some(earlier) => at = earlier,
            None => return SILENT.contains(&base.split([':', '@']).next().unwrap_or_default()),
        }
    }
}
