//! `action.yml`: the files that an action runs, seen from its own folder.

use workspace::RelPath;

use super::{Paths, TOP, workflow};
use crate::facts::Flags;
use crate::manifest::tree::At;

/// Folders that bundlers write to. Some actions are built only when they are released.
const BUILT: [&str; 4] = ["dist", "lib", "build", "out"];

pub(super) fn read(path: &RelPath, root: At<'_, '_>, paths: &mut Paths<'_>) {
    let Some(runs) = root.get("runs") else { return };
    let using = runs.text_of("using").map_or("", |using| using.text);
    if using.starts_with("node") {
        for (role, key) in [("runs.main", "main"), ("runs.pre", "pre"), ("runs.post", "post")] {
            let Some(file) = runs.text_of(key) else { continue };
            let built = file.text.split('/').any(|part| BUILT.contains(&part));
            paths.refer(role, file, if built { Flags::CONDITIONAL } else { Flags::default() });
        }
    } else if using == "docker" {
        if let Some(image) = runs.text_of("image").filter(|image| !image.text.starts_with("docker:")) {
            paths.refer("runs.image", image, Flags::default());
        }
    } else if using == "composite" {
        // The workspace is the caller's. Only what lies beside the workflows is there for their sake.
        let own = path.parts().next() == Some(".github");
        workflow::steps(runs, TOP, if own { Flags::CONDITIONAL } else { Flags::OPTIONAL }, false, paths);
    }
}
