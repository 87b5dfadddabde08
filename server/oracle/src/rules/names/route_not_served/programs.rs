//! Which program is meant where a path is asked for: the folder that its image is built in.

use graph::images::{Contexts, contexts};
use graph::names;
use graph::referred::Referred;
use graph::{PlanKind, planned};
use syntax::names::form;
use syntax::{Plan, Role};
use workspace::{Db, Directory, File, RelPath, Root};

use super::routes;
use crate::rules::names::projects;

/// The folder of the program that a probe, a scrape or a document asks; `None` where it is not known.
pub(super) fn folder_of(db: &dyn Db, root: Root, one: Referred) -> Option<Directory> {
    match one.mention(db).role {
        "HEALTHCHECK" => built_in(db, one.file),
        "healthcheck" => context_of(db, one),
        "livenessProbe" | "readinessProbe" | "startupProbe" => run_by(db, root, one),
        "metrics_path" => scraped(db, root, one),
        "paths" => served_from(db, one.file),
        _ => None,
    }
}

/// The folder that a Dockerfile is built in.
fn built_in(db: &dyn Db, dockerfile: File) -> Option<Directory> {
    match contexts(db, dockerfile) {
        Contexts::Named(builds) => {
            let first = builds.first()?.context;
            builds.iter().all(|built| built.context == first).then_some(first)
        }
        Contexts::Guessed(folder) => Some(folder),
        Contexts::Unknown => None,
    }
}

/// The folder that a service of Compose is built from.
fn context_of(db: &dyn Db, one: Referred) -> Option<Directory> {
    let mention = one.mention(db);
    let written = mention.scope().find(|part| !part.is_empty())?.to_owned();
    below(db, one.file, &written)
}

fn below(db: &dyn Db, file: File, written: &str) -> Option<Directory> {
    // What a workflow builds is seen from the top.
    let top = RelPath::root();
    let base = if graph::facts(db, file).kind.role == Role::Workflow { &top } else { file.folder(db)?.path(db) };
    file.root(db)?.directory(db, &base.resolve(written)?)
}

/// The folder that the image of a container is built in: where documents say so, or the folder of the only Dockerfile that is called
/// as the image is.
fn run_by(db: &dyn Db, root: Root, one: Referred) -> Option<Directory> {
    let mention = one.mention(db);
    let image = form::image(mention.scope().next()?)?;
    let built = names::defined(db, root, "image");
    let mut said = Vec::new();
    for defined in built.get(image).into_iter().flatten() {
        if let Some(context) = defined.mention(db).scope().find(|part| !part.is_empty()) {
            said.push(below(db, defined.file, context)?);
        }
    }
    if let Some(first) = said.first() {
        return said.iter().all(|other| other == first).then_some(*first);
    }
    let last = image.rsplit('/').next()?;
    let dockerfiles = planned(db, root, PlanKind::Image);
    let mut named = dockerfiles.iter().filter_map(|file| file.folder(db)).filter(|folder| folder.path(db).name() == last);
    let folder = named.next()?;
    named.all(|other| other == folder).then_some(folder)
}

/// The folder that the one service is built in which Prometheus scrapes, where a Compose file hands it these settings.
fn scraped(db: &dyn Db, root: Root, one: Referred) -> Option<Directory> {
    let mention = one.mention(db);
    let mut targets = mention.scope().filter(|part| !part.is_empty());
    let (Some(target), None) = (targets.next(), targets.next()) else { return None };
    let host = target.split(':').next()?;
    let project = projects::of(db, root, one.file)?;
    let mut folders = project.files.iter().filter_map(|file| match graph::facts(db, *file).plan.as_deref() {
        Some(Plan::Compose(compose)) => {
            let service = compose.services.iter().find(|service| service.name == host)?;
            below(db, *file, service.build.as_ref()?.context.as_deref()?)
        }
        _ => None,
    });
    let first = folders.next()?;
    folders.all(|other| other == first).then_some(first)
}

/// The nearest folder from an OpenAPI document upwards that has routes; not the root's, which may have those of several programs.
fn served_from(db: &dyn Db, document: File) -> Option<Directory> {
    let mut folder = document.folder(db)?;
    loop {
        if !routes(db, folder).is_empty() {
            return Some(folder);
        }
        folder = folder.parent(db)?;
    }
}
