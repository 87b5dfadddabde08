//! `.gitlab-ci.yml`: the files that it includes, seen from the top of the repository.

use workspace::RelPath;

use super::{Paths, TOP, from_top, literal};
use crate::facts::Flags;
use crate::manifest::tree::{At, Text};

pub(super) fn read(path: &RelPath, root: At<'_, '_>, paths: &mut Paths<'_>) {
    // Elsewhere it belongs to whoever includes it.
    let flags = if path.parts().count() == 1 { Flags::default() } else { Flags::OPTIONAL };
    if let Some(included) = root.get("include") {
        include(included, "include", flags, paths);
    }
    for (_, job) in root.entries() {
        if let Some(included) = job.at(&["trigger", "include"]) {
            include(included, "trigger.include", flags, paths);
        }
    }
}

fn include(at: At<'_, '_>, role: &'static str, flags: Flags, paths: &mut Paths<'_>) {
    at.texts().for_each(|path| refer(path, role, flags, paths));
    for entry in std::iter::once(at).chain(at.items()) {
        let flags = if entry.get("rules").is_some() { flags | Flags::OPTIONAL } else { flags };
        entry.texts_of("local").for_each(|path| refer(path, role, flags, paths));
    }
}

fn refer(path: Text<'_>, role: &'static str, flags: Flags, paths: &mut Paths<'_>) {
    let path = from_top(path);
    let folders = literal(path);
    let flags = if folders.text.len() < path.text.len() { flags | Flags::FOLDER } else { flags };
    paths.refer_from(TOP, role, folders, flags);
}
