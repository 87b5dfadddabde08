//! Which program is meant by who runs it, asks it or looks after it: the Dockerfile of its image, and the folder that this is built in.

use graph::images::{Contexts, builds, contexts};
use graph::names;
use graph::{PlanKind, planned, planned_in};
use syntax::names::form;
use syntax::{Mention, Plan, Role};
use workspace::{Db, Directory, File, RelPath, Root};

use super::projects;

/// The folder that a Dockerfile is built in.
pub(super) fn built_in(db: &dyn Db, dockerfile: File) -> Option<Directory> {
    match contexts(db, dockerfile) {
        Contexts::Named(builds) => agreed(builds.iter().map(|built| built.context)),
        Contexts::Guessed(folder) => Some(folder),
        Contexts::Unknown => None,
    }
}

/// The folder that a service of Compose is built from.
pub(super) fn context_of(db: &dyn Db, file: File, mention: &Mention) -> Option<Directory> {
    below(db, file, mention.scope().find(|part| !part.is_empty())?)
}

fn below(db: &dyn Db, file: File, written: &str) -> Option<Directory> {
    // What a workflow builds is seen from the top.
    let top = RelPath::root();
    let base = if graph::facts(db, file).kind.role == Role::Workflow { &top } else { file.folder(db)?.path(db) };
    file.root(db)?.directory(db, &base.resolve(written)?)
}

/// The folder that the image of a container is built in: where documents say so, or the folder of the only Dockerfile that is called
/// as the image is.
pub(super) fn run_as(db: &dyn Db, root: Root, image: &str) -> Option<Directory> {
    let image = form::image(image)?;
    let built = names::defined(db, root, "image");
    let mut said = Vec::new();
    for defined in built.get(image).into_iter().flatten() {
        if let Some(context) = defined.mention(db).scope().find(|part| !part.is_empty()) {
            said.push(below(db, defined.file, context)?);
        }
    }
    if !said.is_empty() {
        return agreed(said.into_iter());
    }
    let last = image.rsplit('/').next()?;
    let dockerfiles = planned(db, root, PlanKind::Image);
    agreed(dockerfiles.iter().filter_map(|file| file.folder(db)).filter(|folder| folder.path(db).name() == last))
}

/// The folder that the one service is built in which Prometheus scrapes, where a Compose file hands it these settings.
pub(super) fn scraped(db: &dyn Db, root: Root, file: File, mention: &Mention) -> Option<Directory> {
    let mut targets = mention.scope().filter(|part| !part.is_empty());
    let (Some(target), None) = (targets.next(), targets.next()) else { return None };
    let host = target.split(':').next()?;
    let project = projects::of(db, root, file)?;
    agreed(project.files.iter().filter_map(|file| match graph::facts(db, *file).plan.as_deref() {
        Some(Plan::Compose(compose)) => {
            let service = compose.services.iter().find(|service| service.name == host)?;
            below(db, *file, service.build.as_ref()?.context.as_deref()?)
        }
        _ => None,
    }))
}

/// The Dockerfile of the image that the Compose service `name` runs, by this file and those beside it.
pub(super) fn dockerfile_of_service(db: &dyn Db, root: Root, compose: File, name: &str) -> Option<File> {
    let found = planned_in(db, compose.folder(db)?, PlanKind::Compose).into_iter().flat_map(|file| {
        let facts = graph::facts(db, file);
        let spans = match facts.plan.as_deref() {
            Some(Plan::Compose(compose)) => {
                let own = compose.services.iter().filter(|service| service.name == name);
                own.filter_map(|service| Some(service.build.as_ref()?.span)).collect()
            }
            _ => Vec::new(),
        };
        builds(db, root)
            .iter()
            .filter(|built| built.by == file && spans.contains(&built.span))
            .map(|built| built.dockerfile)
            .collect::<Vec<_>>()
    });
    agreed(found)
}

/// The Dockerfile of an image that a container runs.
pub(super) fn dockerfile_of_image(db: &dyn Db, root: Root, image: &str) -> Option<File> {
    let folder = run_as(db, root, image)?;
    let builds = builds(db, root);
    let mut named = builds.iter().filter(|built| built.context == folder).map(|built| built.dockerfile).peekable();
    if named.peek().is_none() { folder.entries(db).file("Dockerfile") } else { agreed(named) }
}

/// What all of them are; `None` where they differ, or there are none.
fn agreed<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}
