//! Ports of a container that its image, which is built here, does not open: those that Compose publishes, Prometheus scrapes and
//! pods declare.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use graph::images::builds;
use graph::names::{self, Defined};
use graph::referred::{Referred, referred};
use graph::said::{Voice, said, voice};
use syntax::{Flags, Mention, place};
use workspace::{Db, File, RelPath, Root};

use super::{programs, projects};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unexposed-port",
    severity: Severity::Warning,
    summary: "Compose, Prometheus or a pod names a port of a container whose image opens another one.",
    page: include_str!("unexposed_port.md"),
    check: Check::Root(check),
};

const PORT: &str = "port";

/// A port that somebody names of a container.
struct Asked {
    file: File,
    mention: Mention,
}

/// The kinds of those who name ports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asker {
    Compose,
    Prometheus,
    Pod,
}

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let Some(top) = root.top(db).filter(|_| !builds(db, root).is_empty()) else { return };
    let mut doubted: Vec<(Asked, File, CompactString)> = Vec::new();
    for ((dockerfile, asker), asked) in asked(db, root) {
        let Some(dockerfile) = root.file(db, &dockerfile) else { continue };
        let open = exposed(db, dockerfile);
        // Who names one that is open knows of the others, too.
        if asked.iter().any(|one| open.contains(&one.mention.name)) {
            continue;
        }
        for one in asked {
            // What is scraped often is opened for that alone.
            let close = open.iter().find(|port| asker != Asker::Prometheus || is_a_digit_off(port, &one.mention.name));
            doubted.extend(close.cloned().map(|close| (one, dockerfile, close)));
        }
    }
    doubted.sort_by_key(|(one, ..)| (one.file.path(db).clone(), one.mention.span));
    let sought: Arc<[CompactString]> = doubted.iter().map(|(one, ..)| one.mention.name.clone()).collect();
    for ((one, dockerfile, close), files) in doubted.iter().zip(said(db, top, sought)) {
        // Whoever listens there says so, or is told.
        if files.iter().all(|file| voice(db, *file) == Voice::Prose || names_it_alone(db, *file, &one.mention.name)) {
            out.push(say(db, one, *dockerfile, close));
        }
    }
}

/// Every port that is named of a container whose image is built here, by the path of the Dockerfile and by who names it.
fn asked(db: &dyn Db, root: Root) -> BTreeMap<(RelPath, Asker), Vec<Asked>> {
    let used = referred(db, root, PORT);
    let defined = names::defined(db, root, PORT);
    let references = used.values().flatten().map(|one: &Referred| Asked { file: one.file, mention: one.mention(db) });
    let definitions = defined.values().flatten().map(|one: &Defined| Asked { file: one.file, mention: one.mention(db) });
    let mut out: BTreeMap<(RelPath, Asker), Vec<Asked>> = BTreeMap::new();
    for one in references.chain(definitions).filter(|one| !place::is_data(one.file.path(db).as_str())) {
        let Some(of) = one.mention.scope().find(|part| !part.is_empty()).map(str::to_owned) else { continue };
        let (asker, dockerfile) = match one.mention.role {
            "ports" | "target" => (Asker::Compose, programs::dockerfile_of_service(db, root, one.file, &of)),
            "targets" => {
                let project = projects::of(db, root, one.file);
                let compose = project.as_ref().and_then(|project| project.files.first());
                (Asker::Prometheus, compose.and_then(|compose| programs::dockerfile_of_service(db, root, *compose, &of)))
            }
            "containerPort" => (Asker::Pod, programs::dockerfile_of_image(db, root, &of)),
            _ => continue,
        };
        let Some(dockerfile) = dockerfile else { continue };
        out.entry((dockerfile.path(db).clone(), asker)).or_default().push(one);
    }
    out
}

/// The ports that a Dockerfile opens; none where one of them is not known.
fn exposed(db: &dyn Db, dockerfile: File) -> Vec<CompactString> {
    let names = names::names(db, dockerfile);
    let open = names.iter().flat_map(|names| &names.definitions).filter(|mention| mention.role == "EXPOSE");
    let open: Vec<&Mention> = open.collect();
    if open.iter().any(|mention| mention.flags.has(Flags::OPTIONAL)) {
        return Vec::new();
    }
    open.into_iter().map(|mention| mention.name.clone()).collect()
}

fn is_a_digit_off(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count() == 1
}

/// Whether the lines in which a file says a port are all those in which it names it as one of a container.
fn names_it_alone(db: &dyn Db, file: File, port: &str) -> bool {
    let Some(text) = graph::text(db, file) else { return false };
    let named =
        names::mentions(db, file, |mention, _| mention.namespace.as_str() == PORT && mention.name == port && mention.role != "EXPOSE");
    let ranges = graph::ranges(db, file);
    let is_named = |line: usize| named.iter().any(|here| ranges.lines.line(here.span.start) as usize == line);
    text.lines().enumerate().all(|(number, line)| !line.contains(port) || is_named(number))
}

fn say(db: &dyn Db, one: &Asked, dockerfile: File, close: &str) -> Finding {
    let (port, path) = (&one.mention.name, dockerfile.path(db));
    let message = format!(
        "`{}` names the port {port}, and the image that `{path}` makes opens {close}; nothing else here speaks of {port}",
        one.mention.role
    );
    let finding = Finding::new(RULE.code, RULE.severity, one.file, Anchor::Fact(one.mention.span), message).change_to(close);
    let names = names::names(db, dockerfile);
    let there = names.iter().flat_map(|names| &names.definitions).find(|mention| mention.role == "EXPOSE" && mention.name == close);
    match there {
        Some(there) => finding.related(dockerfile, Anchor::Fact(there.span), format!("{close} is opened here")),
        None => finding,
    }
}
