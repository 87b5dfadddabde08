//! Paths as seen from the folder that a person is in: what an editor, a problem matcher or a shell can open.

use std::path::Path;

use workspace::RelPath;

/// Leads from the current folder to a root.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Here {
    /// The current folder, when it is below the root.
    below: Option<RelPath>,
    /// The root, when it is below the current folder.
    above: Option<RelPath>,
}

impl Here {
    /// Paths below `root` as seen from `current`; as seen from the root, where neither is in the other.
    pub fn new(current: Option<&Path>, root: &Path) -> Here {
        let Some(current) = current else { return Here::default() };
        let some = |path: Option<RelPath>| path.filter(|path| !path.as_str().is_empty());
        Here { below: some(RelPath::below(root, current)), above: some(RelPath::below(current, root)) }
    }

    /// `path`, which is below the root.
    pub fn path(&self, path: &str) -> String {
        if let Some(above) = &self.above {
            return format!("{above}/{path}");
        }
        let Some(below) = &self.below else { return path.to_owned() };
        let (mut folders, mut rest) = (below.parts().peekable(), path);
        while let Some((first, after)) = rest.split_once('/')
            && folders.next_if_eq(&first).is_some()
        {
            rest = after;
        }
        "../".repeat(folders.count()) + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_current_folder() {
        let seen = |current: &str, path| Here::new(Some(Path::new(current)), Path::new("/work/shop")).path(path);
        assert_eq!(seen("/work/shop", "api/a.py"), "api/a.py");
        assert_eq!(seen("/work/shop/api", "api/a.py"), "a.py");
        assert_eq!(seen("/work/shop/api/deep", "api/a.py"), "../a.py");
        assert_eq!(seen("/work/shop/api", "docs/a.md"), "../docs/a.md");
        assert_eq!(seen("/work/shop/api", "api"), "../api");
        assert_eq!(seen("/work", "api/a.py"), "shop/api/a.py");
        assert_eq!(seen("/elsewhere", "api/a.py"), "api/a.py");
        assert_eq!(Here::new(None, Path::new("/work/shop")).path("a"), "a");
    }
}
