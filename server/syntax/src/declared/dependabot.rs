//! `dependabot.yml`: the folders whose manifests are kept up to date, seen from the top of the repository.

use workspace::RelPath;

use super::{Paths, TOP, from_top, literal};
use crate::facts::Flags;
use crate::manifest::tree::At;

pub(super) fn read(path: &RelPath, root: At<'_, '_>, paths: &mut Paths<'_>) {
    let own = path.parts().count() == 2;
    for update in root.get("updates").into_iter().flat_map(At::items) {
        // The folder may be on that branch only.
        let unsure = if !own || update.get("target-branch").is_some() { Flags::OPTIONAL } else { Flags::CONDITIONAL };
        for (role, folder) in update
            .text_of("directory")
            .into_iter()
            .map(|folder| ("directory", folder))
            .chain(update.get("directories").into_iter().flat_map(At::items).filter_map(At::text).map(|folder| ("directories", folder)))
        {
            paths.refer_from(TOP, role, literal(from_top(folder)), unsure | Flags::FOLDER);
        }
    }
}
