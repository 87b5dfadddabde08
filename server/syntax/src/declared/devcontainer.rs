//! `devcontainer.json`: what the container is built from, seen from its own folder.

use super::Paths;
use crate::facts::Flags;
use crate::manifest::tree::At;

pub(super) fn read(root: At<'_, '_>, paths: &mut Paths<'_>) {
    let build = root.get("build");
    for (role, file) in [
        ("build.dockerfile", build.and_then(|build| build.text_of("dockerfile"))),
        ("build.dockerfile", build.and_then(|build| build.text_of("dockerFile"))),
        ("dockerFile", root.text_of("dockerFile")),
    ] {
        file.into_iter().for_each(|file| paths.refer(role, file, Flags::default()));
    }
    for context in build.and_then(|build| build.text_of("context")).into_iter().chain(root.text_of("context")) {
        paths.refer("build.context", context, Flags::FOLDER);
    }
    root.texts_of("dockerComposeFile").for_each(|file| paths.refer("dockerComposeFile", file, Flags::default()));
    for (feature, _) in root.entries_of("features").filter(|(feature, _)| feature.text.starts_with("./")) {
        paths.refer("features", feature, Flags::FOLDER | Flags::ENTERED);
    }
}
