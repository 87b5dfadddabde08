//! `pnpm-workspace.yaml`: the globs under `packages:` are the members of the workspace.

use compact_str::CompactString;

use super::draft::Draft;
use super::tree::{At, Value};
use crate::facts::Flags;

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    let packages = root.get("packages").filter(|packages| *packages.value() == Value::List);
    for glob in packages.into_iter().flat_map(At::items).filter_map(At::text) {
        match glob.text.strip_prefix('!') {
            Some(excluded) => draft.manifest.excluded.push(CompactString::from(excluded)),
            None => {
                // pnpm takes whatever matches, and nothing is no mistake.
                draft.path("member", glob, Flags::GLOB | Flags::FOLDER);
                draft.manifest.members.push(CompactString::from(glob.text));
            }
        }
    }
}
