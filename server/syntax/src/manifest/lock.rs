//! Lock files in TOML (`Cargo.lock`, `poetry.lock`, `uv.lock`, `pdm.lock`): what is known to be installed.

use workspace::RelPath;

use super::DependencyKind;
use super::draft::Draft;
use super::tree::At;

/// Reads one.
pub fn read(path: &RelPath, root: At<'_, '_>, draft: &mut Draft<'_>) {
    let cargo = path.name() == "Cargo.lock";
    let packages = root.get("package").into_iter().flat_map(At::items);
    for name in packages.filter_map(|package| package.text_of("name")) {
        if cargo {
            draft.depend(name.text, DependencyKind::Locked, name.span);
        } else {
            draft.depend_python(name.text, DependencyKind::Locked, name.span);
        }
    }
}
