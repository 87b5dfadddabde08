//! `Pipfile`: the requirements of an application, for Pipenv.

use super::draft::Draft;
use super::tree::At;
use super::{DependencyKind, poetry};

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    poetry::section(root, "packages", DependencyKind::Normal, None, draft);
    poetry::section(root, "dev-packages", DependencyKind::Dev, Some("dev"), draft);
    let requires = root.get("requires");
    let python = requires.and_then(|requires| requires.text_of("python_version").or_else(|| requires.text_of("python_full_version")));
    draft.python(python);
}
