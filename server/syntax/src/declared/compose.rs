//! Compose files: what is built from where, and the files that are read before anything starts.
//!
//! Bind mounts are not declared to exist: Docker makes the folder. A file that is laid over another may leave out what
//! the other says, so that less is certain in it.

use workspace::RelPath;

use super::{Paths, is_local};
use crate::facts::Flags;
use crate::manifest::tree::{At, Text, Value};
use crate::plan::compose::stands_alone;

pub(super) fn read(path: &RelPath, root: At<'_, '_>, paths: &mut Paths<'_>) {
    let alone = stands_alone(path.name());
    for (_, service) in root.entries_of("services") {
        read_service(service, alone, paths);
    }
    // Secrets are often not committed, and whoever starts the services puts them there.
    for (section, role, flags) in [("configs", "configs.file", Flags::default()), ("secrets", "secrets.file", Flags::CONDITIONAL)] {
        for file in root.entries_of(section).filter_map(|(_, entry)| entry.text_of("file")) {
            paths.refer(role, file, flags);
        }
    }
    if let Some(included) = root.get("include") {
        included.texts().for_each(|file| include(file, paths));
        for entry in included.items() {
            entry.texts_of("path").for_each(|file| include(file, paths));
            if entry.get("project_directory").is_none() {
                entry.texts_of("env_file").for_each(|file| paths.refer("include.env_file", file, Flags::CONDITIONAL));
            }
        }
    }
}

fn include(file: Text<'_>, paths: &mut Paths<'_>) {
    if !is_remote(file.text) {
        paths.refer("include", file, Flags::default());
    }
}

fn read_service(service: At<'_, '_>, alone: bool, paths: &mut Paths<'_>) {
    // A service of a profile is left alone until somebody asks for it.
    let asked = if service.get("profiles").is_some() { Flags::CONDITIONAL } else { Flags::default() };
    if let Some(file) = service.get("extends").and_then(|base| base.text_of("file")) {
        paths.refer("extends.file", file, asked);
    }
    for section in ["env_file", "label_file"] {
        let role = if section == "env_file" { "env_file" } else { "label_file" };
        let Some(declared) = service.get(section) else { continue };
        // An environment is often made by hand after cloning; Portainer writes `stack.env` itself.
        let by_hand = |file: &Text<'_>| file.text != "stack.env";
        declared.texts().filter(by_hand).for_each(|file| paths.refer(role, file, Flags::CONDITIONAL));
        for entry in declared.items() {
            let optional = entry.get("required").is_some_and(|value| *value.value() == Value::Bool(false));
            if let Some(file) = entry.text_of("path").filter(by_hand) {
                paths.refer(role, file, if optional { Flags::OPTIONAL } else { Flags::CONDITIONAL });
            }
        }
    }
    let Some(build) = service.get("build") else { return };
    let whole = alone && service.get("extends").is_none() && service.get("<<").is_none();
    match build.text() {
        Some(context) if !is_remote(context.text) => {
            paths.refer("build", context, asked | Flags::FOLDER | if whole { Flags::ENTERED } else { Flags::default() });
        }
        Some(_) => {}
        None => read_build(build, whole && build.get("<<").is_none(), asked, paths),
    }
}

/// `whole`: nothing else adds to what is said of the build here.
fn read_build(build: At<'_, '_>, whole: bool, asked: Flags, paths: &mut Paths<'_>) {
    let context = match build.get("context") {
        Some(context) => context.text().map(|context| context.text),
        None => Some(".").filter(|_| whole),
    };
    let dockerfile = build.get("dockerfile");
    if let Some(context) = build.text_of("context").filter(|context| !is_remote(context.text)) {
        let named = dockerfile.is_some() || build.get("dockerfile_inline").is_some();
        let entered = if whole && !named { Flags::ENTERED } else { Flags::default() };
        paths.refer("build.context", context, asked | Flags::FOLDER | entered);
    }
    let base = context.filter(|context| !is_remote(context) && is_local(context));
    if let (Some(base), Some(file)) = (base, dockerfile.and_then(At::text)) {
        paths.refer_from(base, "build.dockerfile", file, asked);
    }
    let Some(contexts) = build.get("additional_contexts") else { return };
    let listed = contexts.items().filter_map(At::text).filter_map(|entry| {
        let start = entry.text.find('=')? + 1;
        Some(Text { text: &entry.text[start..], span: entry.part(start, entry.text.len()) })
    });
    for folder in contexts.entries().filter_map(|(_, value)| value.text()).chain(listed) {
        // `service:name`, `target:name`, `docker-image://name`, URLs.
        if !folder.text.contains(':') && !is_remote(folder.text) {
            paths.refer("build.additional_contexts", folder, asked | Flags::FOLDER);
        }
    }
}

/// Whether a context or an included file lies elsewhere.
fn is_remote(path: &str) -> bool {
    path.contains("://")
        || path.starts_with("git@")
        || path.starts_with("github.com/")
        || path.starts_with("oci:")
        || path.contains(".git#")
        || path.ends_with(".git")
}
