//! Arguments that Compose or a workflow hands to the build of an image whose Dockerfile does not take them.

use graph::images::builds;
use graph::names::names;
use graph::nearest::nearest;
use syntax::{Mention, Plan, Role, Status, place};
use workspace::{File, RelPath};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-build-argument",
    severity: Severity::Warning,
    summary: "Compose or a workflow hands an argument to the build of an image whose Dockerfile does not take it.",
    page: include_str!("unresolved_build_argument.md"),
    check: Check::File(check),
};

/// Arguments that every build takes.
const GIVEN: [&str; 13] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "all_proxy",
    "SOURCE_DATE_EPOCH",
    "TARGETPLATFORM",
    "BUILDPLATFORM",
];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let Some(own) = &context.facts.names else { return };
    if context.facts.status != Status::Parsed || place::is_data(context.file.path(context.db).as_str()) {
        return;
    }
    match context.facts.kind.role {
        Role::Compose => {
            let handed = own.definitions.iter().filter(|mention| mention.role == "args");
            handed.for_each(|mention| out.extend(built_by_service(context, mention).and_then(|file| lacks(context, mention, file))));
        }
        Role::Workflow => {
            let handed = own.references.iter().filter(|mention| mention.namespace.as_str() == "docker.argument");
            handed.for_each(|mention| out.extend(built_by_step(context, mention).and_then(|file| lacks(context, mention, file))));
        }
        _ => {}
    }
}

/// The Dockerfile of the service that an argument is for.
fn built_by_service(context: &FileContext<'_>, argument: &Mention) -> Option<File> {
    let Some(Plan::Compose(compose)) = context.facts.plan.as_deref() else { return None };
    let name = argument.scope().next()?;
    let service = compose.services.iter().find(|service| service.name == name && !service.open)?;
    let span = service.build.as_ref()?.span;
    let builds = builds(context.db, context.root);
    builds.iter().find(|built| built.by == context.file && built.span == span).map(|built| built.dockerfile)
}

/// The Dockerfile of the step that an argument is for.
fn built_by_step(context: &FileContext<'_>, argument: &Mention) -> Option<File> {
    let mut scope = argument.scope();
    let (folder, file) = (scope.next().unwrap_or_default(), scope.next().unwrap_or_default());
    let path = match file {
        "" => RelPath::root().resolve(folder)?.join("Dockerfile"),
        file => RelPath::root().resolve(file)?,
    };
    context.root.file(context.db, &path)
}

fn lacks(context: &FileContext<'_>, argument: &Mention, dockerfile: File) -> Option<Finding> {
    let (db, name) = (context.db, argument.name.as_str());
    let taken = names(db, dockerfile);
    let taken: Vec<&Mention> = taken.iter().flat_map(|names| &names.definitions).filter(|mention| mention.role == "ARG").collect();
    let is_given = GIVEN.contains(&name) || name.starts_with("BUILDKIT_") || name.starts_with("BUILDX_");
    let is_read = graph::facts(db, dockerfile).status == Status::Parsed;
    if is_given || !is_read || taken.iter().any(|mention| mention.name == name) {
        return None;
    }
    let path = dockerfile.path(db);
    let close = nearest(name, taken.iter().map(|mention| mention.name.as_str()));
    let meant = close.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
    let message = format!("`{}` hands `{name}` to the build, and `{path}` has no `ARG` of that name{meant}", argument.role);
    let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(argument.span), message);
    Some(match taken.iter().find(|mention| Some(mention.name.as_str()) == close) {
        Some(there) => {
            finding.related(dockerfile, Anchor::Fact(there.span), format!("`{}` is taken here", there.name)).change_to(&*there.name)
        }
        None => finding.related(dockerfile, Anchor::Start, "this is built"),
    })
}
