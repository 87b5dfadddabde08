//! `devcontainer.json`: what the container is built from, seen from its own folder.

use workspace::RelPath;

use super::Paths;
use crate::facts::Flags;
use crate::manifest::tree::At;

pub(super) fn read(path: &RelPath, root: At<'_, '_>, paths: &mut Paths<'_>) {
    // Deeper down it may be one that others copy into their repositories.
    let own = path.parts().next().is_some_and(|first| first.starts_with(".devcontainer"));
    let flags = if own { Flags::default() } else { Flags::OPTIONAL };
    let build = root.get("build");
    for (role, file) in [
        ("build.dockerfile", build.and_then(|build| build.text_of("dockerfile"))),
        ("build.dockerfile", build.and_then(|build| build.text_of("dockerFile"))),
        ("dockerFile", root.text_of("dockerFile")),
    ] {
        file.into_iter().for_each(|file| paths.refer(role, file, flags));
    }
    for context in build.and_then(|build| build.text_of("context")).into_iter().chain(root.text_of("context")) {
        paths.refer("build.context", context, flags | Flags::FOLDER);
    }
    root.texts_of("dockerComposeFile").for_each(|file| paths.refer("dockerComposeFile", file, flags));
    for (feature, _) in root.entries_of("features").filter(|(feature, _)| feature.text.starts_with("./")) {
        paths.refer("features", feature, flags | Flags::FOLDER | Flags::ENTERED);
    }
}
