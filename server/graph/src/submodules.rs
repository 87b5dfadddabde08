//! Folders that git fills in from other repositories: what lies there is not missing, it is only not here.

use std::sync::Arc;

use workspace::{Content, Db, RelPath, Root};

/// Whether `path` lies in a submodule.
pub fn is_in_submodule(db: &dyn Db, root: Root, path: &RelPath) -> bool {
    submodules(db, root).iter().any(|submodule| path.starts_with(submodule.as_str()))
}

/// The paths that `.gitmodules` at the top names.
#[salsa::tracked(returns(clone))]
fn submodules(db: &dyn Db, root: Root) -> Arc<[RelPath]> {
    let Some(file) = root.file(db, &RelPath::new(".gitmodules")) else { return Arc::from([]) };
    let text = match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Content::Unreadable(_) => return Arc::from([]),
    };
    let path = |line: &str| line.trim().strip_prefix("path")?.trim_start().strip_prefix('=').map(|path| RelPath::new(path.trim()));
    text.lines().filter_map(path).filter(|path| !path.as_str().is_empty()).collect()
}
